//! What may stand after the question mark.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tiraj_model::{IsoWeek, Site, WeekError};

use super::refusal::{Code, Refusal};

/// A query string, refused as everything else is refused.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        let refuse = |error: axum::extract::rejection::QueryRejection| {
            Refusal::new(
                Code::MalformedRequest,
                format!("This address cannot be read: {}.", error.body_text()),
            )
        };
        query.map(|Query(query)| Self(query)).map_err(refuse)
    }
}

/// `?site=S`
#[derive(Debug, Deserialize)]
pub(super) struct OfSite {
    pub(super) site: Option<String>,
}

/// `?site=S&week=2026-W46&format=csv`
#[derive(Debug, Deserialize)]
pub(super) struct OfWeek {
    pub(super) site: Option<String>,
    pub(super) week: Option<String>,
    #[serde(default)]
    pub(super) format: Format,
}

/// The form in which a report is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    #[default]
    Html,
    Json,
    Csv,
}

impl OfWeek {
    /// The week that is asked for: unless named, the last one that is over.
    pub(super) fn week(&self, site: &Site, now: Timestamp) -> Result<IsoWeek, Refusal> {
        let current = IsoWeek::at(now, &site.zone());
        let Some(text) = self.week.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(current.plus(-1));
        };
        let refuse = |message| Refusal::new(Code::MalformedRequest, message);
        let week: IsoWeek = text.parse().map_err(|error: WeekError| refuse(format!("{error}.")))?;
        if week > current {
            return Err(refuse(format!("The week {week} has not begun yet.")));
        }
        Ok(week)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(text: Option<&str>) -> Result<String, Refusal> {
        let query = OfWeek { site: None, week: text.map(str::to_owned), format: Format::Html };
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        // In Baku it is Monday already.
        query.week(&site, "2026-11-22T21:00:00Z".parse().unwrap()).map(|week| week.to_string())
    }

    #[test]
    fn the_default_is_the_last_week_that_is_over_in_the_sites_zone() {
        assert_eq!(week(None).unwrap(), "2026-W47");
        assert_eq!(week(Some("")).unwrap(), "2026-W47");
        assert_eq!(week(Some("2026-W48")).unwrap(), "2026-W48");
    }

    #[test]
    fn what_is_no_week_or_not_yet_one_is_refused() {
        for text in ["last", "2026-W49", "2026-W99"] {
            assert!(week(Some(text)).is_err(), "{text}");
        }
    }
}
