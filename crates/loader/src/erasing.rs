//! Erasing what was loaded.
//!
//! A segment that is loaded and still in the spool would be landed again after a crash, and whole: what was erased of it would be back.
//! So nothing is loaded meanwhile, and what was loaded has to be gone from the spool before.

use std::time::Duration;

use tiraj_model::BatchId;
use tiraj_spool::SegmentId;
use tiraj_store::{Erasure, StoreError};

use crate::dead_letters::LetterError;
use crate::loader::Loader;

/// How long the spool may take to let go of loaded segments: the public counters are written down every ten seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How often rollups are erased that a read has written again meanwhile.
const TRIES: u32 = 5;

/// Why something was not erased, or not all of it. Doing it again completes it.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Dead letters hold events of the site.
    #[error(
        "{count} dead letters hold events of the site; send them again or give them up first, see `tiraj spool list`"
    )]
    Letters {
        /// How many.
        count: usize,
    },
    /// The dead letters cannot be looked at.
    #[error("the dead letters cannot be read")]
    Letter(#[from] LetterError),
    /// The spool keeps what is loaded.
    #[error(
        "the spool does not let go of segment {0}, which is loaded; check the disk of the data folder, and try again"
    )]
    Held(SegmentId),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Rollups were written again and again.
    #[error("rollups are computed while they are erased; try again")]
    Busy,
}

impl Loader {
    /// Erases events, and what the registry knows. What was acknowledged and is not loaded yet is not looked at.
    ///
    /// # Errors
    /// When something is in the way, or fails.
    pub async fn erase_events(&self, erasure: &Erasure) -> Result<(), EraseError> {
        self.refuse_letters(erasure.site().name.as_str())?;
        let _turn = self.turn.lock().await;
        self.wait_until_gone().await?;
        self.store.erase_events(erasure).await?;
        self.store.settle_removals(erasure.site().name.as_str()).await?;
        self.store.erase_registry(erasure).await?;
        self.descriptions.forget();
        Ok(())
    }

    /// Erases what the rollups hold, once the hours of the events are computed anew.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn erase_rollups(&self, erasure: &Erasure) -> Result<(), EraseError> {
        let _alone = self.rollups.alone().await;
        for _ in 0..TRIES {
            self.store.erase_rollups(erasure).await?;
            // A page that asks for readers may have computed a day in between, with zeros under the names that go.
            if self.store.erasable_rollups(erasure).await?.is_empty() {
                return Ok(());
            }
        }
        Err(EraseError::Busy)
    }

    /// Links the files of the store's tables as they are at one moment, during which nothing is loaded or computed here.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn freeze(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        let _alone = self.rollups.alone().await;
        self.store.freeze().await
    }

    fn refuse_letters(&self, site: &str) -> Result<(), EraseError> {
        let letters = self.letters().list()?;
        let of_site: Vec<BatchId> = letters
            .iter()
            .filter(|letter| letter.sites.contains_key(site))
            .map(|letter| letter.batch)
            .collect();
        if of_site.is_empty() { Ok(()) } else { Err(EraseError::Letters { count: of_site.len() }) }
    }

    /// Waits until the spool has no segment that is loaded.
    async fn wait_until_gone(&self) -> Result<(), EraseError> {
        let loaded = self.status().borrow().loaded;
        let held = || self.log.sealed_from(SegmentId(0)).into_iter().find(|id| Some(*id) <= loaded);
        let wait = async {
            while held().is_some() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, wait).await;
        held().map_or(Ok(()), |id| Err(EraseError::Held(id)))
    }
}
