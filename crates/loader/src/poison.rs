//! Batches that the store refuses for what they are.
//!
//! Rows that are refused become a dead letter, durably, *before* the others land: whatever happens in between, the segment
//! is still there and all is done again, and a letter that is there already says which rows are missing on purpose. A
//! letter may be sent again only once its segment is gone. Until then the segment might be offered once more and land
//! whole, with the rows that a letter brought as well.

use tiraj_frames::{FrameError, read_stream};
use tiraj_model::BatchId;
use tiraj_spool::SegmentId;
use tiraj_store::{Batch, StoreError};

use crate::batches::renumber;
use crate::dead_letters::{DeadLetter, DeadLetters, LetterError};
use crate::landing::{Landing, LandingError};
use crate::loader::{LoadError, Loader};
use crate::node_number::NodeError;
use crate::settlement::Fate;
use crate::sifting::{Sifted, sift};
use crate::touched::hours_of;

/// A dead letter that could be neither sent again nor given up.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// The letter cannot be had or removed.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// The letter's rows cannot be read.
    #[error("the rows of dead letter {0} are not readable")]
    Rows(BatchId, #[source] FrameError),
    /// The segment that the letter comes from is not done with.
    #[error("dead letter {0} comes from a segment that is still in the spool; try again in some seconds")]
    Early(BatchId),
    /// The node has no number, and so may not change what is stored.
    #[error("nothing can be sent")]
    Node(#[from] NodeError),
    /// The touched hours, or the outcome in the ledger, cannot be noted.
    #[error("what was done cannot be noted in the store; try again")]
    Note(#[from] StoreError),
    /// The store does not answer. Trying again later is right, however far this came.
    #[error("the store did not take dead letter {0}")]
    Landing(BatchId, #[source] LandingError),
}

/// What became of a dead letter that was sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retrial {
    /// Its rows are stored, and it is gone.
    Landed,
    /// The store refuses it still, and why.
    Refused(String),
}

/// Whether an attempt failed because of the rows, and what the store said.
fn refusal(outcome: &Result<(), LandingError>) -> Option<&StoreError> {
    match outcome {
        Err(LandingError::Store { source, .. }) if source.is_bad_data() => Some(source),
        _ => None,
    }
}

impl Loader {
    /// Lands a batch, or what of it the store takes. Returns how many rows were set aside.
    pub(crate) async fn land_or_keep(&self, mut landing: Landing) -> Result<u64, LoadError> {
        let aside = landing.batch().id.aside();
        let kept = self.dead_letters.rows_of(aside);
        if kept > 0 && landing.is_stored_beside(&self.store, kept).await? {
            return Ok(kept);
        }
        let mut outcome = landing.advance(&self.store).await;
        if refusal(&outcome).is_some() {
            // Only what is refused twice is refused for what it is.
            outcome = landing.advance(&self.store).await;
        }
        if let Some(reason) = refusal(&outcome) {
            return self.set_aside(landing.batch(), reason).await;
        }
        outcome?;
        // What an earlier try set aside has landed now.
        self.dead_letters.remove(aside).map_err(LetterError::from)?;
        Ok(0)
    }

    /// Keeps what the store refuses of a batch, and lands the rest.
    async fn set_aside(&self, batch: &Batch, reason: &StoreError) -> Result<u64, LoadError> {
        if let Sifted { good: Some(good), refused: Some(refused) } = sift(&self.store, batch).await? {
            self.keep_letter(&refused, reason)?;
            let outcome = Landing::in_doubt(good).advance(&self.store).await;
            if refusal(&outcome).is_none() {
                return Ok(outcome.map(|()| refused.rows)?);
            }
        }
        self.keep_letter(&renumber(batch, batch.id.aside())?, reason)?;
        Ok(batch.rows)
    }

    fn keep_letter(&self, refused: &Batch, reason: &StoreError) -> Result<(), LetterError> {
        let kept = self.dead_letters.keep(refused, &reason.to_string(), self.clock.now())?;
        tracing::error!(
            batch = %refused.id, rows = refused.rows, file = %kept.display(), error = %reason,
            "the store refuses events for what they are; they are kept, see `tiraj spool list`"
        );
        Ok(())
    }

    /// The events that were set aside.
    pub const fn letters(&self) -> &DeadLetters {
        &self.dead_letters
    }

    /// Sends a dead letter again. It is removed once the store holds its rows; their hours are recomputed with the next
    /// [`Loader::recompute_rollups`].
    ///
    /// # Errors
    /// When it cannot be had, its segment is not done with, or the store does not answer.
    pub async fn retry_letter(&self, id: BatchId) -> Result<Retrial, RetryError> {
        let _turn = self.turn.lock().await;
        let (letter, batch) = self.take_letter(id)?;
        let node = self.node.claim(&self.store).await?;
        let rows = read_stream(&batch.stream).map_err(FrameError::from);
        let hours = rows.and_then(|rows| hours_of(&rows)).map_err(|error| RetryError::Rows(id, error))?;
        self.touched.note_before(&self.store, node, &hours, self.clock.now()).await?;
        let mut landing = Landing::in_doubt(batch);
        let outcome = landing.advance(&self.store).await;
        // Whatever the outcome: the rows may have landed.
        self.touched.note_after(&self.store, node, &hours, self.clock.now()).await?;
        if let Some(reason) = refusal(&outcome).map(ToString::to_string) {
            self.dead_letters.keep(landing.batch(), &reason, letter.since)?;
            return Ok(Retrial::Refused(reason));
        }
        outcome.map_err(|error| RetryError::Landing(id, error))?;
        self.settle_letter(id, Fate::Stored).await?;
        self.dead_letters.remove(id).map_err(LetterError::from)?;
        tracing::info!(batch = %id, rows = letter.rows, "a dead letter is stored");
        Ok(Retrial::Landed)
    }

    /// Gives up a dead letter, and writes that down. Returns what it was.
    ///
    /// # Errors
    /// When it cannot be had or removed, or its segment is not done with.
    pub async fn drop_letter(&self, id: BatchId) -> Result<DeadLetter, RetryError> {
        let _turn = self.turn.lock().await;
        let (letter, _) = self.take_letter(id)?;
        self.dead_letters.note_dropped(&letter, self.clock.now()).map_err(LetterError::from)?;
        self.settle_letter(id, Fate::Dropped).await?;
        self.dead_letters.remove(id).map_err(LetterError::from)?;
        tracing::warn!(batch = %id, rows = letter.rows, reason = letter.reason, "a dead letter is given up");
        Ok(letter)
    }

    fn take_letter(&self, id: BatchId) -> Result<(DeadLetter, Batch), RetryError> {
        let letter = self.dead_letters.open(id)?;
        if self.log.holds(SegmentId(id.sequence())) {
            return Err(RetryError::Early(id));
        }
        Ok(letter)
    }
}
