//! Rollups: recomputed from the raw events, never incremented.
//!
//! Running a recomputation again gives the same rows under a greater version, so it may be repeated after
//! any failure, and late events need no special case: their hour is computed anew.

use jiff::{SignedDuration, Timestamp};
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

    /// The first moment after it.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        Timestamp::from_second(self.hour.as_second() + HOUR).unwrap_or(self.hour)
    }
}

#[derive(clickhouse::Row, Deserialize)]
pub(crate) struct Difference {
    site: String,
    hour: u32,
}

impl From<Difference> for SiteHour {
    fn from(row: Difference) -> Self {
        let hour = Timestamp::from_second(i64::from(row.hour)).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { site: row.site, hour }
    }
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

    /// The hours before `end` whose rollup does not hold as many events as the raw table, or was made wrong by a
    /// reclassification that was cut short.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn rollup_differences(&self, end: Timestamp) -> Result<Vec<SiteHour>, StoreError> {
        let asked = self.ask(question!("rollup_differences")).with("open", hour_start(end).as_millisecond());
        let rows: Vec<Difference> = asked.rows().await?;
        Ok(rows.into_iter().map(SiteHour::from).collect())
    }
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
