//! Would the table of events take these rows? Asked without storing any.
//!
//! A table on the engine `Null` has the columns and the constraints of `events` and forgets what it took.

use bytes::Bytes;

use crate::error::TRY_EVENTS;
use crate::question::question;
use crate::{Store, StoreError};

/// A statement that takes its data from the request's body.
const TRY: &str = "INSERT INTO events_trial FORMAT ArrowStream";

impl Store {
    /// Makes the table for trials as the table of events is now.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn begin_trials(&self) -> Result<(), StoreError> {
        self.ask(question!("make_trial_table")).execute().await
    }

    /// Tries rows, an Arrow IPC stream as [`Store::insert_events`] takes it. Nothing is stored.
    ///
    /// # Errors
    /// [`StoreError::is_bad_data`] where the table would refuse the rows; any other where that is not known.
    pub async fn try_events(&self, stream: Bytes) -> Result<(), StoreError> {
        let mut insert = self
            .client
            .insert_formatted_with(TRY)
            .with_timeouts(Some(self.patience), Some(self.patience))
            .with_setting("log_comment", format!("{}:{TRY_EVENTS}", self.origin));
        insert.send(stream).await.map_err(|error| StoreError::new(TRY_EVENTS, error))?;
        insert.end().await.map_err(|error| StoreError::new(TRY_EVENTS, error))
    }
}
