//! From where on a site's rollups may be computed from its events: before that the events are gone, or on the point of going.
//!
//! A border only moves on. It is a day later than the first day whose events are kept, since visits and readers of a day
//! hang together with the day before.

use jiff::Timestamp;
use tiraj_model::{Site, SiteName};

use crate::question::question;
use crate::{Store, StoreError};

impl Store {
    /// The first moment of a site from which rollups may be computed; the beginning of time where all may.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn raw_border(&self, site: &str) -> Result<Timestamp, StoreError> {
        let seconds: i64 = self.ask(question!("raw_border")).with("site", site).row().await?;
        Ok(if seconds == 0 {
            Timestamp::MIN
        } else {
            Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN)
        })
    }

    /// Says that rollups before a moment, at which a day of the site's zone begins, are never computed again. They must be
    /// right by then.
    ///
    /// # Errors
    /// See [`Store::raw_border`].
    pub async fn put_raw_border(&self, site: &Site, border: Timestamp) -> Result<(), StoreError> {
        let asked = self.ask(question!("put_raw_border")).with("site", site.name.as_str());
        asked.with("zone", &site.timezone).with("border", border.as_millisecond()).execute().await
    }

    /// How many hours of a site before a moment wait for a change of their events to be done.
    ///
    /// # Errors
    /// See [`Store::raw_border`].
    pub async fn held_hours(&self, site: &SiteName, before: Timestamp) -> Result<u64, StoreError> {
        let asked = self.ask(question!("held_hours")).with("site", site.as_str());
        asked.with("before", before.as_millisecond()).row().await
    }
}
