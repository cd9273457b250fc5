//! What of the archive goes when something is erased.
//!
//! An edition is never altered, so it goes as a whole, and the report is made anew of what is left.

use tiraj_model::{IsoWeek, ReportFormat, SiteName};
use tiraj_reporting::weekly::Edition;
use tiraj_store::Erasable;

use super::Archive;

/// For how many weeks after it a day is part of what is usual.
const WEEKS_COMPARED: i32 = 4;

impl Archive {
    /// The weeks whose reports name one of the pages, or count one of the days.
    pub(crate) fn touched(&self, site: &SiteName, what: &Erasable) -> anyhow::Result<Vec<IsoWeek>> {
        let mut touched = Vec::new();
        for archived in self.weeks(site)? {
            let week = archived.week;
            let is_touched = match what {
                Erasable::All => true,
                Erasable::Days(from, to) => {
                    (IsoWeek::of(*from)..=IsoWeek::of(*to).plus(WEEKS_COMPARED)).contains(&week)
                }
                Erasable::Pages(paths) => {
                    archived.editions.iter().any(|edition| self.names_any(site, week, edition, paths))
                }
            };
            touched.extend(is_touched.then_some(week));
        }
        Ok(touched)
    }

    /// Takes these reports away, and says which.
    pub(crate) fn erase(&self, site: &SiteName, what: &Erasable) -> anyhow::Result<Vec<IsoWeek>> {
        let touched = self.touched(site, what)?;
        match what {
            Erasable::All => self.take_away_site(site)?,
            _ => touched.iter().try_for_each(|week| self.take_away(site, *week))?,
        }
        Ok(touched)
    }

    /// Whether an edition names a page: all that it tells is in its JSON, an article always with its path. One that cannot be read may.
    fn names_any(
        &self,
        site: &SiteName,
        week: IsoWeek,
        edition: &Edition,
        paths: &[impl AsRef<str>],
    ) -> bool {
        self.read(site, week, edition, ReportFormat::Json).map_or(true, |(_, json)| holds_any(&json, paths))
    }
}

/// Whether JSON has one of the texts as a whole, or within another.
fn holds_any(json: &[u8], texts: &[impl AsRef<str>]) -> bool {
    let json = String::from_utf8_lossy(json);
    let written = |text: &str| serde_json::to_string(text).unwrap_or_default();
    texts.iter().any(|text| json.contains(written(text.as_ref()).trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_a_page_by_its_path() {
        let json = r#"{"path": "/politics/\"a\"", "title": "şəhər"}"#.as_bytes();
        assert!(holds_any(json, &["/politics/\"a\""]) && holds_any(json, &["/other", "/politics"]));
        assert!(holds_any(json, &["şəhər"]) && !holds_any(json, &["/sport"]));
    }
}
