//! Events that do not come through the spool: imports and simulations.

use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::RecordBatch;
use jiff::Timestamp;
use tiraj_model::BatchOrigin;
use tiraj_store::Batch;

use crate::batches::{BatchError, split_batches};
use crate::landing::{Landing, LandingError};
use crate::loader::Loader;

/// How often a bulk batch is tried before the caller is told.
const TRIES: u32 = 5;

/// A bulk load that did not come through. What of it was stored is stored once; sending the rest again is the
/// caller's decision.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// The rows cannot be made into batches.
    #[error("the events cannot be loaded")]
    Batch(#[from] BatchError),
    /// The store does not take them.
    #[error("the store did not take the events")]
    Landing(#[from] LandingError),
}

/// Numbers bulk batches by the time of loading, in tenths of a second, and onwards from there when they come
/// faster: unique over restarts without anything kept on disk.
#[derive(Debug, Default)]
pub(crate) struct BulkNumbers(AtomicU64);

impl BulkNumbers {
    fn next(&self, now: Timestamp) -> u64 {
        let tick = u64::try_from(now.as_millisecond() / 100).unwrap_or(0);
        let last = self.0.fetch_max(tick, Ordering::Relaxed);
        if last < tick { tick } else { self.0.fetch_add(1, Ordering::Relaxed) + 1 }
    }
}

impl Loader {
    /// Loads events past the spool, in order with what comes through it. Returns how many rows were stored.
    ///
    /// # Errors
    /// When the events are not of the frames' layout, or the store stays away.
    pub async fn load_bulk(&self, frames: &[RecordBatch]) -> Result<u64, BulkError> {
        let _turn = self.turn.lock().await;
        let sequence = self.bulk_numbers.next(self.clock.now());
        let batches = split_batches(self.node, BatchOrigin::Bulk, sequence, frames)?;
        let rows = batches.iter().map(|batch| batch.rows).sum();
        let landed = self.land_all(batches).await;
        self.touched.note_frames(frames).map_err(BatchError::from)?;
        landed.map(|()| rows).map_err(BulkError::from)
    }

    async fn land_all(&self, batches: Vec<Batch>) -> Result<(), LandingError> {
        for batch in batches {
            self.land_bulk(Landing::new(batch)).await?;
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
    fn numbers_grow_even_within_one_tick_and_when_the_clock_goes_back() {
        let numbers = BulkNumbers::default();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let drawn = [now, now, now, now - jiff::SignedDuration::from_hours(1)].map(|at| numbers.next(at));
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "{drawn:?}");
    }
}
