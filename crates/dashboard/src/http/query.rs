//! What may stand after the question mark.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tiraj_model::{IsoWeek, Language, ReportFormat, Site, WeekError};

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

/// `?site=S&week=2026-W46&format=csv&lang=az`
#[derive(Debug, Deserialize)]
pub(super) struct OfWeek {
    pub(super) site: Option<String>,
    pub(super) week: Option<String>,
    pub(super) format: Option<ReportFormat>,
    pub(super) lang: Option<Language>,
}

impl OfWeek {
    /// The language that is asked for, English unless said.
    pub(super) fn language(&self) -> Language {
        self.lang.unwrap_or_default()
    }

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

/// `?site=S&from=2026-11-23&to=2026-11-23`: days of the site's zone, both included; today unless said.
#[derive(Debug, Deserialize)]
pub(super) struct OfDays {
    pub(super) site: Option<String>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

/// Days of a site's zone, both included.
#[derive(Debug)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
    /// From when until before when they last.
    pub(super) window: (Timestamp, Timestamp),
}

impl OfDays {
    /// The days that are asked for.
    pub(super) fn days(&self, site: &Site, now: Timestamp, most_days: i64) -> Result<Days, Refusal> {
        let refuse = |message: String| Refusal::new(Code::MalformedRequest, message);
        let today = now.to_zoned(site.zone()).date();
        let from = self.from.or(self.to).unwrap_or(today);
        let to = self.to.unwrap_or(today.max(from));
        if from > to {
            return Err(refuse(format!("The day `from`, {from}, is after `to`, {to}.")));
        }
        let start = |day: Date| day.to_zoned(site.zone()).map(|start| start.timestamp());
        let window = start(from).and_then(|from| Ok((from, start(to.checked_add(1.day())?)?)));
        let (start, end) =
            window.map_err(|error| refuse(format!("These are no days of a calendar: {error}.")))?;
        if end.duration_since(start) > SignedDuration::from_hours(24 * most_days + 1) {
            return Err(refuse(format!("These are more than {most_days} days; ask for fewer.")));
        }
        Ok(Days { from, to, window: (start, end) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(text: Option<&str>) -> Result<String, Refusal> {
        let query = OfWeek { site: None, week: text.map(str::to_owned), format: None, lang: None };
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

    fn days(from: Option<&str>, to: Option<&str>) -> Result<(String, String), Refusal> {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let query = OfDays { site: None, from: day(from), to: day(to) };
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let window = query.days(&site, "2026-11-22T21:00:00Z".parse().unwrap(), 35)?.window;
        Ok((window.0.to_string(), window.1.to_string()))
    }

    #[test]
    fn days_are_the_sites_and_today_unless_said() {
        let today = ("2026-11-22T20:00:00Z".to_owned(), "2026-11-23T20:00:00Z".to_owned());
        assert_eq!(days(None, None).unwrap(), today);
        assert_eq!(days(Some("2026-11-01"), Some("2026-11-01")).unwrap().1, "2026-11-01T20:00:00Z");
        assert!(days(Some("2026-11-02"), Some("2026-11-01")).is_err());
        assert!(days(Some("2026-01-01"), Some("2026-11-01")).is_err());
    }
}
