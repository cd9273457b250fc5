//! What was received: since the start, and what of it waits for the next tally.
//!
//! Refused events and repeats leave no row, so a kill would forget them. They wait here, by site and minute, until the
//! committer writes them into the spool, beside the next events or by themselves.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use smol_str::SmolStr;
use tiraj_model::{DropReason, Minute, Received, SiteName, Tally};

/// The most sites and minutes that may wait. Where a full disk lets none be written for longer, all minutes are joined: then
/// they count in a later minute, and memory stays bounded.
const MAX_WAITING: usize = 10_000;

/// The counts, shared between those who refuse and the committer.
#[derive(Debug, Default)]
pub(crate) struct Receipts(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    since_start: BTreeMap<SmolStr, Received>,
    waiting: Tally,
    /// Whether the committer knows that something waits or may wait soon.
    is_watched: bool,
}

impl Receipts {
    /// Counts a refused event. Says whether the committer has to be told.
    pub(crate) fn refuse(&self, site: Option<&SiteName>, minute: Minute, reason: DropReason) -> bool {
        let mut tally = Tally::default();
        let site = site.map_or("", SiteName::as_str);
        tally.entry(site, minute).dropped.insert(reason, 1);
        let mut counts = self.lock();
        counts.count(&tally);
        counts.wait(&tally)
    }

    /// Counts what was received with events that are durable now, and so is their tally.
    pub(crate) fn count(&self, received: &Tally) {
        self.lock().count(received);
    }

    /// Counts repeats that came without anything new. Says whether the committer has to be told.
    pub(crate) fn repeat(&self, received: &Tally) -> bool {
        let mut counts = self.lock();
        counts.count(received);
        counts.wait(received)
    }

    /// Takes what waits, for a tally.
    pub(crate) fn take(&self) -> Tally {
        std::mem::take(&mut self.lock().waiting)
    }

    /// The same for a tally that is written only because something waits. Where nothing does, the committer has to be told
    /// again.
    pub(crate) fn take_late(&self) -> Option<Tally> {
        let mut counts = self.lock();
        counts.is_watched = !counts.waiting.is_empty();
        counts.is_watched.then(|| std::mem::take(&mut counts.waiting))
    }

    /// Lets what was taken wait again: its tally could not be written.
    pub(crate) fn put_back(&self, taken: &Tally) {
        self.lock().hold(taken);
    }

    /// Everything since the start, by site; "" for what belongs to no registered site.
    pub(crate) fn since_start(&self) -> BTreeMap<SmolStr, Received> {
        self.lock().since_start.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn count(&mut self, tally: &Tally) {
        for (key, received) in tally {
            self.since_start.entry(key.site.clone()).or_default().add(received);
        }
    }

    /// Lets it wait, and says whether nobody watched before.
    fn wait(&mut self, tally: &Tally) -> bool {
        self.hold(tally);
        !std::mem::replace(&mut self.is_watched, true)
    }

    fn hold(&mut self, tally: &Tally) {
        self.waiting.add(tally);
        if self.waiting.len() > MAX_WAITING
            && let Some(newest) = self.waiting.newest()
        {
            self.waiting = std::mem::take(&mut self.waiting).moved(|_| newest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(receipts: &Receipts) -> u64 {
        receipts.lock().waiting.iter().map(|(_, received)| received.total()).sum()
    }

    #[test]
    fn the_committer_is_told_once_until_nothing_waits() {
        let receipts = Receipts::default();
        let site: SiteName = "news.example".parse().unwrap();
        assert!(receipts.refuse(Some(&site), Minute(1), DropReason::Time));
        assert!(!receipts.refuse(None, Minute(1), DropReason::Malformed));
        let taken = receipts.take();
        assert_eq!(taken.len(), 2);
        assert!(!receipts.refuse(None, Minute(1), DropReason::Malformed), "it still looks");
        assert_eq!(receipts.take_late().map(|tally| tally.len()), Some(1));
        assert_eq!(receipts.take_late(), None);
        assert!(receipts.refuse(None, Minute(2), DropReason::Malformed));
        assert_eq!(receipts.since_start()[""].dropped[&DropReason::Malformed], 3);
    }

    #[test]
    fn what_was_not_written_waits_again_and_counts_once() {
        let receipts = Receipts::default();
        receipts.refuse(None, Minute(1), DropReason::Malformed);
        let taken = receipts.take();
        receipts.refuse(None, Minute(1), DropReason::Malformed);
        receipts.put_back(&taken);
        assert_eq!(waiting(&receipts), 2);
        assert_eq!(receipts.since_start()[""].total(), 2);
    }

    #[test]
    fn putting_nothing_back_keeps_nobody_waiting() {
        let receipts = Receipts::default();
        receipts.put_back(&receipts.take());
        assert!(receipts.refuse(None, Minute(1), DropReason::Malformed));
    }

    #[test]
    fn a_disk_that_is_full_for_weeks_takes_no_more_memory() {
        let receipts = Receipts::default();
        let minutes = 3 * MAX_WAITING;
        for minute in 0..minutes {
            receipts.refuse(None, Minute(i64::try_from(minute).unwrap()), DropReason::UnknownSite);
        }
        assert_eq!(waiting(&receipts), minutes as u64);
        assert!(receipts.lock().waiting.len() <= MAX_WAITING);
    }
}
