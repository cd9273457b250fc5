//! The node's dead letters: shown, sent again, given up.

use std::time::{Duration, SystemTime};

use tiraj_loader::{DeadLetter, Retrial, RetryError};
use tiraj_model::BatchId;
use tiraj_spool::SegmentId;

use super::Node;
use crate::output::one_line;
use crate::spool_state::{LetterOutcome, SpoolState};

/// How long the spool may take to let go of the segments that letters come from.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the spool is looked at while a segment is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl Node {
    /// What waits in the spool and what was set aside.
    pub(crate) fn spool_state(&self) -> anyhow::Result<SpoolState> {
        let trouble = self.loader.status().borrow().trouble.clone();
        SpoolState::read(self.loader.log(), self.loader.letters(), trouble, SystemTime::now())
    }

    /// Sends dead letters again, all of them where none is named, and has everything counted anew: other nodes have not
    /// counted these events, and this one may have been set by the store since.
    pub(crate) async fn retry_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        let mut outcomes = Vec::new();
        let letters = self.choose_letters(named).await?;
        if letters.is_empty() {
            return Ok(outcomes);
        }
        self.counters.mark_behind()?;
        for letter in letters {
            let refused = match self.loader.retry_letter(letter.batch).await {
                Ok(Retrial::Landed) => None,
                Ok(Retrial::Refused(reason)) => Some(reason),
                Err(error) => Some(in_words(error)?),
            };
            outcomes.push(LetterOutcome { letter, refused });
        }
        self.counters.recount().await?;
        Ok(outcomes)
    }

    /// Gives up dead letters, all of them where none is named.
    pub(crate) async fn drop_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        let mut outcomes = Vec::new();
        for letter in self.choose_letters(named).await? {
            let refused = match self.loader.drop_letter(letter.batch).await {
                Ok(_) => None,
                Err(error) => Some(in_words(error)?),
            };
            outcomes.push(LetterOutcome { letter, refused });
        }
        Ok(outcomes)
    }

    async fn choose_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<DeadLetter>> {
        let letters = self.loader.letters().list()?;
        let unknown = named.iter().find(|id| !letters.iter().any(|letter| letter.batch == **id));
        if let Some(unknown) = unknown {
            anyhow::bail!("there is no dead letter {unknown}; `tiraj spool list` shows those there are");
        }
        let is_chosen = |letter: &DeadLetter| named.is_empty() || named.contains(&letter.batch);
        let chosen: Vec<DeadLetter> = letters.into_iter().filter(is_chosen).collect();
        // Segments go within seconds of being loaded. Letters of those that stay are refused, with the reason.
        let _ = tokio::time::timeout(PATIENCE, self.wait_until_gone(&chosen)).await;
        Ok(chosen)
    }

    /// Waits until the segments that letters come from are gone from the spool.
    async fn wait_until_gone(&self, letters: &[DeadLetter]) {
        let segment = |letter: &DeadLetter| SegmentId(letter.batch.sequence());
        while letters.iter().any(|letter| self.loader.log().holds(segment(letter))) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// What concerns one letter is said beside it; what concerns all of them ends the command.
fn in_words(error: RetryError) -> anyhow::Result<String> {
    match error {
        RetryError::Landing(..) | RetryError::Node(_) | RetryError::Note(_) => Err(error.into()),
        one => Ok(one_line(&one.into())),
    }
}
