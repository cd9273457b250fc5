//! Visits: what one reader did without a pause of half an hour. They are derived from the events when they are asked for,
//! so that an event that comes late still finds its visit.

use serde::Deserialize;

use crate::period::Period;
use crate::question::question;
use crate::{Store, StoreError};

/// A visit of a person. Of readers who asked not to be linked there are none.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct Visit {
    /// SipHash of site, reader and beginning; the same wherever the visit is named.
    pub visit: u64,
    /// The reader.
    pub reader: u64,
    /// When it began, in milliseconds since 1970 (UTC).
    pub start_ms: i64,
    /// Seconds from its first event to its last, engagement left out.
    pub duration_s: u32,
    /// Views.
    pub views: u32,
    /// Events, engagement left out.
    pub events: u32,
    /// Path of the first view; empty where there was no view, as are the next two.
    pub entry_page: String,
    /// Path of the last view.
    pub exit_page: String,
    /// Hostname of the first view.
    pub hostname: String,
    /// Whether the reader did one thing and left.
    pub is_bounce: bool,
    /// The place that the reader came from; empty where unknown.
    pub source: String,
    /// The kind of that place, by the name that the model gives it.
    pub channel: String,
}

impl Store {
    /// The visits that began in a period, first to last.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn visits(&self, period: &Period) -> Result<Vec<Visit>, StoreError> {
        period.put(self.ask(question!("visit_starts", "visits"))).rows().await
    }
}
