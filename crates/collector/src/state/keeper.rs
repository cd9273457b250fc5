//! The consumer `counter` of the spool: folds sealed segments, writes the outcome down, lets the segments go.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use tiraj_model::Clock;
use tiraj_spool::{Log, SegmentId};

use super::id_journal::IdJournal;
use super::{RecentIds, SnapshotError, Totals, fold_segment, hour_of, snapshot};
use crate::CONSUMER;

/// What the keeper is told.
pub(crate) enum Notice {
    /// A segment was sealed.
    Sealed,
    /// The totals are other ones, complete through the newest sealed segment. The sender seals none until the answer,
    /// which says whether they are written down.
    Rebase(Totals, SyncSender<bool>),
    /// Write everything down and end.
    Stop,
    /// End at once, as if the process had been killed.
    Abandon,
}

/// Folds sealed segments into totals and ids on disk.
pub(crate) struct Keeper {
    folder: PathBuf,
    log: Log,
    clock: Arc<dyn Clock>,
    every: Duration,
    journal: IdJournal,
    totals: Totals,
    /// The last segment in `totals`.
    through: SegmentId,
    /// Ids that are in no journal yet.
    ids: Vec<u64>,
    /// Segments that are in `totals` and in no snapshot yet.
    unsaved: Vec<SegmentId>,
    /// Whether `totals` differ from the snapshot.
    is_dirty: bool,
}

/// What a start found.
pub(crate) struct Opened {
    pub(crate) keeper: Keeper,
    /// The ids of the last day.
    pub(crate) ids: RecentIds,
    /// Whether views from before the oldest segment may be missing in the totals.
    pub(crate) needs_rebase: bool,
}

impl Keeper {
    /// Reads what was written down and folds all segments that are not in it. `next` is the number of the spool's next
    /// segment.
    pub(crate) fn open(
        folder: &Path,
        log: Log,
        clock: Arc<dyn Clock>,
        every: Duration,
        next: SegmentId,
    ) -> Result<Opened, SnapshotError> {
        let hour = hour_of(clock.now());
        let unusable = |source| SnapshotError::Io { path: folder.to_owned(), source };
        let (journal, mut ids) = IdJournal::open(folder, hour).map_err(unusable)?;
        let found = snapshot::load(folder)?;
        // A spool that was emptied by hand counts its segments from 1 again: then the number means nothing.
        let is_stale = found.as_ref().is_some_and(|found| found.through >= next.0);
        let needs_rebase = is_stale || found.is_none();
        let found = found.unwrap_or_default();
        let through = SegmentId(if is_stale { 0 } else { found.through });
        let mut keeper = Self {
            folder: folder.to_owned(),
            log,
            clock,
            every,
            journal,
            totals: found.totals,
            through,
            ids: Vec::new(),
            unsaved: Vec::new(),
            is_dirty: needs_rebase,
        };
        keeper.let_saved_go();
        keeper.fold();
        ids.remember(hour, keeper.ids.iter().copied());
        Ok(Opened { keeper, ids, needs_rebase })
    }

    /// The totals as folded so far.
    pub(crate) fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Does what it is told until it is told to end. Writes down at most every `every`, and only after something was
    /// sealed.
    pub(crate) fn run(mut self, notices: &Receiver<Notice>) {
        // What the start folded is written down soon.
        let mut due = self.is_dirty.then(Instant::now);
        loop {
            let wait = due.map_or(Duration::MAX, |due| due.saturating_duration_since(Instant::now()));
            match notices.recv_timeout(wait) {
                Ok(Notice::Sealed) => {
                    due.get_or_insert_with(|| Instant::now() + self.every);
                }
                Ok(Notice::Rebase(totals, done)) => {
                    self.rebase(totals);
                    let is_kept = self.keep();
                    due = (!is_kept).then(|| Instant::now() + self.every);
                    // Nobody waits any more where the committer is gone.
                    let _ = done.send(is_kept);
                }
                Ok(Notice::Stop) => {
                    self.keep();
                    return;
                }
                Ok(Notice::Abandon) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    due = (!self.keep()).then(|| Instant::now() + self.every);
                }
            }
        }
    }

    /// Acknowledges again what an earlier process wrote down: the spool forgets acknowledgements at its end.
    fn let_saved_go(&self) {
        let left = self.log.sealed_from(SegmentId::FIRST);
        left.into_iter().take_while(|id| *id <= self.through).for_each(|id| self.let_go(id));
    }

    fn let_go(&self, id: SegmentId) {
        if let Err(error) = self.log.acknowledge(CONSUMER, id) {
            tracing::warn!(segment = id.0, %error, "cannot let a segment of the spool go");
        }
    }

    fn rebase(&mut self, totals: Totals) {
        // For the ids, and to go on after the newest segment.
        self.fold();
        self.totals = totals;
        self.is_dirty = true;
    }

    /// Folds and writes down; says whether that worked.
    fn keep(&mut self) -> bool {
        self.fold();
        match self.save() {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(folder = %self.folder.display(), %error, "cannot write the view totals down, trying again");
                false
            }
        }
    }

    fn fold(&mut self) {
        for id in self.log.sealed_from(self.through.next()) {
            match self.log.read(id) {
                Ok(segment) => {
                    self.ids.extend(fold_segment(&segment, &mut self.totals));
                    self.unsaved.push(id);
                }
                // Going on without it: waiting would hold every later segment and fill the spool.
                Err(error) => tracing::error!(
                    segment = id.0,
                    %error,
                    "cannot read a segment of the spool, its views are missing after the next start"
                ),
            }
            self.through = id;
            self.is_dirty = true;
        }
    }

    fn save(&mut self) -> io::Result<()> {
        if !self.is_dirty {
            return Ok(());
        }
        // The ids first: should the process end in between, folding the segments again finds them there already.
        self.journal.append(hour_of(self.clock.now()), &self.ids)?;
        self.ids.clear();
        snapshot::save(&self.folder, &self.totals, self.through)?;
        self.is_dirty = false;
        std::mem::take(&mut self.unsaved).into_iter().for_each(|id| self.let_go(id));
        Ok(())
    }
}
