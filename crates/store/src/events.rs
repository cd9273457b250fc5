//! Events in: a batch at a time, and the proof that it is there.

use bytes::Bytes;
use jiff::Timestamp;
use tiraj_model::{BatchId, SiteName};

use crate::error::INSERT_EVENTS;
use crate::question::question;
use crate::{Store, StoreError};

/// A statement that takes its data from the request's body.
const INSERT: &str = "INSERT INTO events FORMAT ArrowStream";

/// Rows and bytes that one insert may hold and still be stored as one part, all of it or nothing.
const ONE_BLOCK_ROWS: &str = "4000000";
const ONE_BLOCK_BYTES: &str = "1073741824";

/// Events that are stored together: an Arrow stream of rows of one partition.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its number, which every row carries.
    pub id: BatchId,
    /// How many rows.
    pub rows: u64,
    /// The time of the earliest and of the latest row.
    pub span: (Timestamp, Timestamp),
    /// The rows as an Arrow IPC stream.
    pub stream: Bytes,
}

impl Store {
    /// Inserts a batch. `generation` tells tries apart that must not be taken for repeats of one another;
    /// within one generation the database itself drops a repeat.
    ///
    /// # Errors
    /// Any error leaves it unclear whether the rows are there; [`Store::count_batch`] tells.
    pub async fn insert_events(&self, batch: &Batch, generation: u32) -> Result<(), StoreError> {
        let mut insert = self
            .client
            .insert_formatted_with(INSERT)
            .with_timeouts(Some(self.patience), Some(self.patience))
            .with_setting("insert_deduplicate", "1")
            .with_setting("deduplicate_insert", "enable")
            .with_setting("insert_deduplication_token", format!("{}-{generation}", batch.id))
            .with_setting("min_insert_block_size_rows", ONE_BLOCK_ROWS)
            .with_setting("min_insert_block_size_bytes", ONE_BLOCK_BYTES)
            .with_setting("log_comment", format!("{}:{INSERT_EVENTS}", self.origin));
        let sent = insert.send(batch.stream.clone()).await;
        sent.map_err(|error| StoreError::new(INSERT_EVENTS, error))?;
        insert.end().await.map_err(|error| StoreError::new(INSERT_EVENTS, error))
    }

    /// How many rows of a batch the database holds.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn count_batch(&self, batch: &Batch) -> Result<u64, StoreError> {
        let asked = || {
            let asked = self.ask(question!("batch_rows")).within(self.patience).with("batch", batch.id.get());
            asked.with("from", batch.span.0.as_millisecond()).with("to", batch.span.1.as_millisecond())
        };
        if self.cluster.is_some() {
            // A batch that is there needs no word of a server that is away. That one is missing must be said by all of them.
            let found = asked().set("skip_unavailable_shards", "1").row().await?;
            if found >= batch.rows {
                return Ok(found);
            }
        }
        asked().row().await
    }

    /// How many rows of a batch the database holds of each site, also where it is not known what the batch held.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn batch_sites(&self, batch: BatchId) -> Result<Vec<(String, u64)>, StoreError> {
        self.ask(question!("batch_sites")).with("batch", batch.get()).rows().await
    }

    /// Takes out what the database holds of a batch, and waits until it is gone.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn delete_batch(&self, batch: &Batch) -> Result<(), StoreError> {
        let asked = self.ask(question!("delete_batch")).with("batch", batch.id.get());
        asked
            .with("from", batch.span.0.as_millisecond())
            .with("to", batch.span.1.as_millisecond())
            .set("lightweight_deletes_sync", "2")
            .execute()
            .await
    }

    /// The ids of a site's events from `from` to `to`, both included; events without an id are left out.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn event_ids(
        &self,
        site: &SiteName,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<u64>, StoreError> {
        let asked = self.ask(question!("event_ids")).with("site", site.as_str());
        asked.with("from", from.as_millisecond()).with("to", to.as_millisecond()).rows().await
    }
}
