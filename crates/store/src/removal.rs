//! Taking events out for good: by rewriting the parts that hold them, and with the ledger told.
//!
//! The loads that lose events are noted before, so that whoever comes after a crash finds that the ledger may be out of line. Bringing it in
//! line looks at what is left, and may be repeated.

use jiff::Timestamp;
use tiraj_model::SiteName;

use crate::question::{Asked, Question, question};
use crate::{Store, StoreError};

/// The times between which the store holds events.
pub(crate) const FIRST_MOMENT: Timestamp = Timestamp::constant(-2_208_988_800, 0);
pub(crate) const LAST_MOMENT: Timestamp = Timestamp::constant(10_413_792_000, 0);

/// Events of a site that are to go: those of a stretch of time, of some pages or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The site.
    pub site: SiteName,
    /// The first moment.
    pub from: Timestamp,
    /// The moment after the last.
    pub to: Timestamp,
    /// The numbers of the pages, see [`Store::erasure`]; empty for all pages.
    pub pages: Vec<u64>,
}

impl Removal {
    /// All events of a site before a moment.
    #[must_use]
    pub const fn before(site: SiteName, to: Timestamp) -> Self {
        Self { site, from: FIRST_MOMENT, to, pages: Vec::new() }
    }
}

impl Store {
    /// How many of the events are there.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn held_events(&self, removal: &Removal) -> Result<u64, StoreError> {
        self.of(removal, question!("held_events")).row().await
    }

    /// Notes which loads are about to lose events.
    ///
    /// # Errors
    /// See [`Store::held_events`].
    pub async fn note_removals(&self, removal: &Removal) -> Result<(), StoreError> {
        self.of(removal, question!("note_removals")).execute().await
    }

    /// Takes the events out and waits until no answer holds them any more. The replaced parts are on disk for some minutes
    /// yet, unless [`Store::sweep`] takes them away.
    ///
    /// # Errors
    /// See [`Store::held_events`]. What outlasts the statement goes on by itself.
    pub async fn remove_events(&self, removal: &Removal) -> Result<(), StoreError> {
        self.of(removal, question!("remove_events")).set("mutations_sync", "2").execute().await
    }

    /// Brings the ledger in line with what is left of a site's noted loads, and forgets them. Nothing may be loaded
    /// meanwhile.
    ///
    /// # Errors
    /// See [`Store::held_events`].
    pub async fn settle_removals(&self, site: &str) -> Result<(), StoreError> {
        self.ask(question!("settle_removals")).with("site", site).execute().await?;
        let asked = self.ask(question!("clear_removals")).with("site", site);
        asked.set("lightweight_deletes_sync", "2").execute().await
    }

    /// The sites whose ledger may be owed that.
    ///
    /// # Errors
    /// See [`Store::held_events`].
    pub async fn owed_removals(&self) -> Result<Vec<String>, StoreError> {
        self.ask(question!("owed_removals")).rows().await
    }

    pub(crate) fn of(&self, removal: &Removal, question: Question) -> Asked {
        self.ask(question)
            .with("site", removal.site.as_str())
            .with("from", removal.from.as_millisecond())
            .with("to", removal.to.as_millisecond())
            .with("pages", &removal.pages)
    }
}
