//! Telling the other nodes on a store what this one has loaded.
//!
//! What is told of the spool joins without gaps: each load begins where the one before it ended, and the first of a process is
//! preceded by a word on where it begins. So whoever listens knows what it has missed.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tiraj_spool::SegmentId;
use tiraj_store::{Load, LoadKind, SiteHour, Store, StoreError};

/// How often a node that loads nothing says where it stands. The database forgets after some days, and nodes that know
/// nothing of a node take all that it ever loaded for counted.
const REMINDER: Duration = Duration::from_hours(24);

/// How far a node has loaded, in its own words.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Whether there is anybody to tell.
    is_shared: bool,
    told: Mutex<Option<Told>>,
}

/// The last word.
#[derive(Debug, Clone, Copy)]
struct Told {
    through: u64,
    at: Instant,
}

impl Progress {
    pub(crate) const fn new(is_shared: bool) -> Self {
        Self { is_shared, told: Mutex::new(None) }
    }

    /// Before anything of a segment lands: says where the stream begins, unless that is known. What an earlier process loaded
    /// it has told before it gave the segment up, so between its last word and here there is nothing: numbers without
    /// events, as a restart leaves them.
    pub(crate) async fn begin(&self, store: &Store, node: u16, next: SegmentId) -> Result<(), StoreError> {
        if self.told().is_some() {
            return Ok(());
        }
        let before = next.0.saturating_sub(1);
        let told = if self.is_shared { store.reached().await? } else { Vec::new() };
        let last = told.iter().find(|one| one.node == node).and_then(|one| one.segments);
        let stretch = (last.map_or(before, |last| last.min(before)), before);
        self.tell(store, node, stretch, 0, (0, 0)).await
    }

    /// After all batches of a segment have landed, whose events lie in the given hours. Of one without events nothing is told;
    /// the next word reaches over it.
    pub(crate) async fn advance(
        &self,
        store: &Store,
        node: u16,
        through: SegmentId,
        rows: u64,
        hours: &BTreeSet<SiteHour>,
    ) -> Result<(), StoreError> {
        if hours.is_empty() {
            return Ok(());
        }
        let after = self.through().unwrap_or(through.0);
        self.tell(store, node, (after, through.0), rows, span_of(hours)).await
    }

    /// Says where the node stands, if it has said nothing for long.
    pub(crate) async fn remind(&self, store: &Store, node: u16) -> Result<(), StoreError> {
        match self.told() {
            Some(told) if told.at.elapsed() >= REMINDER => {
                self.tell(store, node, (told.through, told.through), 0, (0, 0)).await
            }
            _ => Ok(()),
        }
    }

    /// Tells of a change past the spool, which is done.
    pub(crate) async fn tell_of_change(
        &self,
        store: &Store,
        node: u16,
        number: u64,
    ) -> Result<(), StoreError> {
        if !self.is_shared {
            return Ok(());
        }
        let (after, through) = (0, number);
        store
            .note_load(&Load { node, kind: LoadKind::Recount, after, through, rows: 0, span_ms: (0, 0) })
            .await
    }

    /// The segment through which everything of this process's spool has landed; `None` where nothing was begun.
    pub(crate) fn through(&self) -> Option<u64> {
        self.told().map(|told| told.through)
    }

    async fn tell(
        &self,
        store: &Store,
        node: u16,
        (after, through): (u64, u64),
        rows: u64,
        span_ms: (i64, i64),
    ) -> Result<(), StoreError> {
        if self.is_shared {
            store.note_load(&Load { node, kind: LoadKind::Spool, after, through, rows, span_ms }).await?;
        }
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Told { through, at: Instant::now() });
        Ok(())
    }

    fn told(&self) -> Option<Told> {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The milliseconds from the beginning of the first hour to the end of the last; none at all where there are no hours.
fn span_of(hours: &BTreeSet<SiteHour>) -> (i64, i64) {
    let from = hours.iter().map(|hour| hour.hour).min().unwrap_or_default();
    let to = hours.iter().map(SiteHour::end).max().unwrap_or_default();
    (from.as_millisecond(), to.as_millisecond())
}

#[cfg(test)]
mod tests {
    use tiraj_testkit::{TestDatabase, at};

    use super::*;

    async fn told(store: &Store) -> Vec<(u64, u64, u64)> {
        let loads = store.loads_after(0, &[]).await.unwrap();
        loads.iter().map(|one| (one.load.after, one.load.through, one.load.rows)).collect()
    }

    #[tokio::test]
    async fn words_of_several_processes_join_though_numbers_are_left_out() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let hours = BTreeSet::from([SiteHour::of("news.example", at("2026-11-23T10:00:00Z"))]);
        let first = Progress::new(true);
        first.begin(store, 1, SegmentId(1)).await.unwrap();
        for segment in [1, 2, 4] {
            first.begin(store, 1, SegmentId(segment)).await.unwrap();
            first.advance(store, 1, SegmentId(segment), 10, &hours).await.unwrap();
        }
        assert_eq!(told(store).await, [(0, 1, 10), (1, 2, 10), (2, 4, 10)]);
        // Its active segment, 5, had no events when it was killed.
        let second = Progress::new(true);
        second.begin(store, 1, SegmentId(6)).await.unwrap();
        second.advance(store, 1, SegmentId(6), 1, &hours).await.unwrap();
        assert_eq!(told(store).await[3..], [(4, 5, 0), (5, 6, 1)]);
        // Killed between its word and giving the segment up: it is offered again.
        let third = Progress::new(true);
        third.begin(store, 1, SegmentId(6)).await.unwrap();
        third.advance(store, 1, SegmentId(6), 1, &hours).await.unwrap();
        let mut again = told(store).await.split_off(3);
        again.sort_unstable();
        assert_eq!(again, [(4, 5, 0), (5, 5, 0), (5, 6, 1), (5, 6, 1)]);
    }

    #[tokio::test]
    async fn a_node_that_is_alone_tells_nobody() {
        let database = TestDatabase::new().await;
        let alone = Progress::new(false);
        alone.begin(database.store(), 1, SegmentId(5)).await.unwrap();
        assert_eq!(alone.through(), Some(4));
        alone.tell_of_change(database.store(), 1, 1).await.unwrap();
        assert!(told(database.store()).await.is_empty());
    }
}
