//! Rollups: recomputed from the raw events, never incremented.
//!
//! Running a recomputation again gives the same rows under a greater version, so it may be repeated after
//! any failure, and late events need no special case: their hour is computed anew.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tiraj_model::Site;

use crate::period::{Period, day_start, hour_start};
use crate::question::{Question, question};
use crate::{Store, StoreError};

/// Seconds of an hour.
const HOUR: i64 = 3600;

/// An hour of a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SiteHour {
    /// The site's name.
    pub site: String,
    /// The start of the hour.
    pub hour: Timestamp,
}

impl SiteHour {
    /// The hour of a site that holds a moment.
    #[must_use]
    pub fn of(site: &str, moment: Timestamp) -> Self {
        Self { site: site.to_owned(), hour: hour_start(moment) }
    }

    /// An hour as it is stored: by the second in which it begins.
    pub(crate) fn from_stored(site: &str, second: u32) -> Self {
        Self::of(site, Timestamp::from_second(i64::from(second)).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The first moment after it.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        Timestamp::from_second(self.hour.as_second() + HOUR).unwrap_or(self.hour)
    }
}

#[derive(clickhouse::Row, Deserialize)]
struct Difference {
    site: String,
    hour: u32,
}

impl Store {
    /// Recomputes the counts of a site's hours from the one that holds `from` until the one that ends at or
    /// after `to`.
    ///
    /// # Errors
    /// When the database does not answer or refuses; then some of the rollups may be new and others old.
    pub async fn recompute_hours(
        &self,
        site: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(), StoreError> {
        // The hours last: the comparison at a start looks at them, and finds what was cut short before.
        for question in [question!("recompute_shares"), question!("recompute_hours")] {
            self.recompute(question, site, hour_start(from), to, "UTC").await?;
        }
        Ok(())
    }

    /// Recomputes the reader states of the days of a site's zone that touch [from, to).
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn recompute_days(
        &self,
        site: &Site,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(), StoreError> {
        let zone = site.zone();
        let first = day_start(&from.to_zoned(zone.clone()));
        // The day of the last moment before `to`, which may be the midnight that ends it.
        let until = to - SignedDuration::from_millis(1);
        let last = until.to_zoned(zone).tomorrow().map_or(to, |next| day_start(&next));
        self.recompute(question!("recompute_readers"), site.name.as_str(), first, last, &site.timezone).await
    }

    async fn recompute(
        &self,
        question: Question,
        site: &str,
        from: Timestamp,
        to: Timestamp,
        zone: &str,
    ) -> Result<(), StoreError> {
        let asked = self.ask(question).with("site", site).with("zone", zone);
        asked.with("from", from.as_millisecond()).with("to", to.as_millisecond()).execute().await
    }

    /// The hours of [from, to) whose rollup does not hold as many events as the raw table.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn rollup_differences(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<SiteHour>, StoreError> {
        let asked = self.ask(question!("rollup_differences"));
        let asked = asked.with("from", hour_start(from).as_millisecond());
        let rows: Vec<Difference> = asked.with("to", hour_start(to).as_millisecond()).rows().await?;
        Ok(rows.iter().map(|row| SiteHour::from_stored(&row.site, row.hour)).collect())
    }

    /// The months in which there are events or rollups, each by its first and its last moment, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn months(&self) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
        let months: Vec<u32> = self.ask(question!("event_partitions")).rows().await?;
        Ok(months.into_iter().filter_map(month_span).collect())
    }
}

/// The first moment of a month, given as `202611`, and the moment after its last.
fn month_span(month: u32) -> Option<(Timestamp, Timestamp)> {
    let (year, month) = (i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    let start = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    Some((start(first)?, start(first.checked_add(1.month()).ok()?)?))
}

impl Period {
    /// The period's parameters, given to a question.
    pub(crate) fn put(&self, asked: crate::question::Asked) -> crate::question::Asked {
        asked
            .with("site", &self.site)
            .with("zone", &self.zone_name)
            .with("from", self.from.as_millisecond())
            .with("to", self.to.as_millisecond())
            .with("open", self.open())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let span = |month| month_span(month).map(|(from, to)| (from.to_string(), to.to_string()));
        let expect = ("2026-12-01T00:00:00Z".to_owned(), "2027-01-01T00:00:00Z".to_owned());
        assert_eq!(span(202_612), Some(expect));
        assert_eq!(span(202_613), None);
    }
}
