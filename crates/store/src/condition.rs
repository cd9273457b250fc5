//! How the database stands, for `tiraj doctor`.

use jiff::Timestamp;
use serde::Deserialize;

use crate::question::question;
use crate::{Store, StoreError};

/// How the server stands that answers.
#[derive(Debug, Clone, PartialEq, clickhouse::Row, Deserialize)]
pub struct Condition {
    /// Its time, in milliseconds since 1970.
    now: i64,
    /// The most parts that a month of a table has.
    pub parts: u64,
    /// The table that has them.
    pub table: String,
    /// What of its fullest disk is free, from 0 to 1.
    pub free: f64,
    /// How many batches the table of events remembers; 0 for one that stores a batch twice that is sent twice.
    pub remembered: u64,
    /// Its version.
    pub version: String,
}

impl Condition {
    /// Its time; none that is out of every calendar.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.now).ok()
    }
}

impl Store {
    /// How the server stands that answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn condition(&self) -> Result<Condition, StoreError> {
        self.ask(question!("condition")).row().await
    }
}
