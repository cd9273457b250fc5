//! Events that do not come through the spool: imports and simulations.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use arrow::array::RecordBatch;
use tiraj_frames::{FrameError, ReceivedBatch};
use tiraj_model::{BatchOrigin, Minute, Tally};
use tiraj_store::{Batch, LedgerRow, StoreError};

use crate::batches::{BatchError, split_batches};
use crate::census::Census;
use crate::durable_file;
use crate::landing::{Landing, LandingError};
use crate::loader::Loader;
use crate::node_number::NodeError;
use crate::touched::hours_of;

/// How often a bulk batch is tried before the caller is told.
const TRIES: u32 = 5;

/// A bulk load that did not come through. What of it was stored is stored once; sending the rest again is the
/// caller's decision.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// The rows cannot be made into batches.
    #[error("the events cannot be loaded")]
    Batch(#[from] BatchError),
    /// The load cannot be numbered.
    #[error("the number of the load cannot be written; check the disk of the data folder")]
    Number(#[from] std::io::Error),
    /// The store does not take them.
    #[error("the store did not take the events")]
    Landing(#[from] LandingError),
    /// The node has no number to load them under.
    #[error("the events cannot be loaded")]
    Node(#[from] NodeError),
    /// The load cannot be noted for the nodes that go by it.
    #[error("the load cannot be noted")]
    Note(#[from] StoreError),
}

/// Numbers that are reserved on disk at a time.
const RESERVED: u64 = 10_000;

/// Draws the numbers of bulk batches: never the same twice, over restarts and whatever the clock does, since a number
/// that comes again would be taken for a repeat and its rows dropped.
///
/// The file holds a number that is higher than all that were drawn.
#[derive(Debug)]
pub(crate) struct BulkNumbers {
    file: PathBuf,
    /// The next number, and the first that is not reserved yet; `None` before the file was read.
    next: Mutex<Option<(u64, u64)>>,
}

impl BulkNumbers {
    pub(crate) const fn new(file: PathBuf) -> Self {
        Self { file, next: Mutex::new(None) }
    }

    pub(crate) fn draw(&self) -> std::io::Result<u64> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, reserved) = match *next {
            Some(known) => known,
            None => self.read().map(|first| (first, first))?,
        };
        let reserved = if number < reserved { reserved } else { self.reserve(number + RESERVED)? };
        *next = Some((number + 1, reserved));
        Ok(number)
    }

    fn read(&self) -> std::io::Result<u64> {
        match std::fs::read_to_string(&self.file) {
            Ok(text) => text
                .trim()
                .parse()
                .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(1),
            Err(error) => Err(error),
        }
    }

    fn reserve(&self, first_free: u64) -> std::io::Result<u64> {
        durable_file::replace(&self.file, format!("{first_free}\n").as_bytes())?;
        Ok(first_free)
    }
}

impl Loader {
    /// Loads events past the spool, in order with what comes through it. Returns how many rows were stored.
    ///
    /// # Errors
    /// When the events are not of the frames' layout, or the store stays away.
    pub async fn load_bulk(&self, frames: &[RecordBatch]) -> Result<u64, BulkError> {
        let _turn = self.turn.lock().await;
        let sequence = self.bulk_numbers.draw()?;
        let node = self.node.claim(&self.store).await?;
        let batches = split_batches(node, BatchOrigin::Bulk, sequence, frames)?;
        let rows = batches.iter().map(|batch| batch.rows).sum();
        let hours = hours_of(frames).map_err(BatchError::from)?;
        let mut census = self.take_census(frames).map_err(BatchError::from)?;
        self.touched.note_before(&self.store, node, &hours, self.clock.now()).await?;
        let landed = self.land_all(batches, &mut census).await;
        // What landed is in the ledger also where the rest did not.
        let ledger = census.into_rows(node, BatchOrigin::Bulk, sequence);
        self.write_bulk_ledger(&ledger).await;
        self.loads.add(&ledger);
        self.touched.note_after(&self.store, node, &hours, self.clock.now()).await?;
        landed.map(|()| rows).map_err(BulkError::from)
    }

    /// The events are stored by now, so a failure is no reason to have the caller send them again.
    async fn write_bulk_ledger(&self, rows: &[LedgerRow]) {
        let mut tries = 1;
        while let Err(error) = self.store.write_ledger(rows).await {
            if tries == TRIES {
                tracing::error!(%error, "a bulk load is stored and not in the ledger; its numbers lack there");
                return;
            }
            tokio::time::sleep(self.backoff(tries)).await;
            tries += 1;
        }
    }

    /// The events of a load, all of which are received now.
    fn take_census(&self, frames: &[RecordBatch]) -> Result<Census, FrameError> {
        let minute = Some(Minute::of(self.clock.now()));
        let received: Vec<_> =
            frames.iter().map(|events| ReceivedBatch { events: events.clone(), minute }).collect();
        Census::take(Tally::default(), &received)
    }

    async fn land_all(&self, batches: Vec<Batch>, census: &mut Census) -> Result<(), LandingError> {
        for batch in batches {
            let id = batch.id;
            self.land_bulk(Landing::new(batch)).await?;
            census.settle(id, &BTreeMap::new());
        }
        Ok(())
    }

    async fn land_bulk(&self, mut landing: Landing) -> Result<(), LandingError> {
        let mut tries = 1;
        while let Err(error) = landing.advance(&self.store).await {
            if tries == TRIES {
                return Err(error);
            }
            tokio::time::sleep(self.backoff(tries)).await;
            tries += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_never_come_again_even_after_a_kill() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bulk-number");
        let draw = |count| {
            let numbers = BulkNumbers::new(file.clone());
            (0..count).map(|_| numbers.draw().unwrap()).collect::<Vec<_>>()
        };
        let (first, second) = (draw(RESERVED + 5), draw(5));
        let mut all = [first, second].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        std::fs::write(&file, "not a number").unwrap();
        assert!(BulkNumbers::new(file).draw().is_err(), "starting over would repeat numbers");
    }
}
