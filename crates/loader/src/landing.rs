//! One batch on its way into the store: the small machine that makes it exactly once.
//!
//! No answer is taken for proof: after every insert the rows of the batch are counted, and all there, once, means
//! landed. After an outcome that leaves *doubt* (an error, a time-out, an earlier process) they are counted before
//! as well. Where they are missing, the same insert is sent under the *same* token first, so that the database drops
//! it if an earlier one came through late; and only where it says "done" without having the rows (a killed database
//! can remember a token whose rows it lost, seen in 1 of 218 kills) a *fresh* token, the next generation, makes it
//! store them.
//!
//! A batch that is there in part is taken out first. Tokens are numbered, not random, so that a restarted
//! process walks the same way.

use tiraj_store::{Batch, Store, StoreError};

/// Generations after which something is wrong that another try will not mend.
const MAX_GENERATIONS: u32 = 8;

/// A batch that has not landed.
#[derive(Debug, thiserror::Error)]
pub enum LandingError {
    /// The store failed; advancing again goes on where this ended.
    #[error("batch {batch} is not confirmed")]
    Store {
        /// The batch's number.
        batch: tiraj_model::BatchId,
        /// What the store said.
        #[source]
        source: StoreError,
    },
    /// The store says "done" and does not hold the rows, again and again.
    #[error(
        "the store confirms batch {batch} but does not hold its {rows} rows; check its disk and its replicas"
    )]
    Vanished {
        /// The batch's number.
        batch: tiraj_model::BatchId,
        /// How many rows it has.
        rows: u64,
    },
}

/// A batch, and what is known of its way so far.
#[derive(Debug)]
pub struct Landing {
    batch: Batch,
    generation: u32,
    doubt: bool,
    damaged: bool,
}

impl Landing {
    /// A batch that nobody has sent before.
    #[must_use]
    pub const fn new(batch: Batch) -> Self {
        Self { batch, generation: 0, doubt: false, damaged: false }
    }

    /// A batch that an earlier process may have sent.
    #[must_use]
    pub const fn in_doubt(batch: Batch) -> Self {
        Self { batch, generation: 0, doubt: true, damaged: false }
    }

    /// The same, where the spool has lost some of the batch since: then more rows in the store than in hand
    /// are no fault.
    #[must_use]
    pub const fn of_damaged_segment(mut self) -> Self {
        self.damaged = true;
        self
    }

    /// The batch.
    #[must_use]
    pub const fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Whether the store holds all rows but so many, which were set aside from the batch.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_stored_beside(&self, store: &Store, aside: u64) -> Result<bool, StoreError> {
        let found = store.count_batch(&self.batch).await?.saturating_add(aside);
        Ok(found == self.batch.rows || (self.damaged && found > self.batch.rows))
    }

    /// Goes on until the store holds every row once.
    ///
    /// # Errors
    /// When the store fails. Calling again continues, now in doubt.
    pub async fn advance(&mut self, store: &Store) -> Result<(), LandingError> {
        let id = self.batch.id;
        let fail = |source| LandingError::Store { batch: id, source };
        while self.generation < MAX_GENERATIONS {
            if self.doubt && self.is_stored(store).await.map_err(fail)? {
                return Ok(());
            }
            self.doubt = true;
            let before = self.generation;
            store.insert_events(&self.batch, before).await.map_err(fail)?;
            if self.is_stored(store).await.map_err(fail)? {
                return Ok(());
            }
            tracing::warn!(batch = %id, generation = self.generation, "confirmed rows are missing; inserting anew");
            // Taking out a part has moved on to the next generation already.
            self.generation = self.generation.max(before + 1);
        }
        Err(LandingError::Vanished { batch: id, rows: self.batch.rows })
    }

    /// Counts the batch's rows. Rows that are there in part, or too often, are taken out.
    async fn is_stored(&mut self, store: &Store) -> Result<bool, StoreError> {
        let found = store.count_batch(&self.batch).await?;
        if found == self.batch.rows || (self.damaged && found > self.batch.rows) {
            return Ok(true);
        }
        if found > 0 {
            tracing::warn!(batch = %self.batch.id, found, rows = self.batch.rows, "taking out a batch stored in part");
            store.delete_batch(&self.batch).await?;
            self.generation += 1;
        }
        Ok(false)
    }
}
