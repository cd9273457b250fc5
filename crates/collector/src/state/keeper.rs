//! The consumer `counter` of the spool: folds sealed segments, writes the outcome down, lets the segments go.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use tiraj_model::Clock;
use tiraj_spool::{Log, SegmentId};

use super::base::write_base;
use super::id_journal::IdJournal;
use super::recovery::{Found, base_path};
use super::{
    Base, Included, Layers, RecentIds, SnapshotError, Totals, Views, fold_segment, hour_of, snapshot,
};
use crate::CONSUMER;

/// What the keeper is told.
pub(crate) enum Notice {
    /// A segment was sealed.
    Sealed,
    /// The totals are other ones, complete through the newest sealed segment. The sender seals none until the answer,
    /// which says whether they are written down.
    Rebase(Totals, Included, SyncSender<bool>),
    /// Views that came by other nodes, which are in the live totals, and what of those nodes is included then.
    Include(Totals, Included),
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
    /// The live totals, which change their base when the keeper has written a new one.
    views: Views,
    base: Arc<Base>,
    /// What was counted since the base was written.
    totals: Totals,
    /// The last segment in `totals`.
    through: SegmentId,
    /// What of other nodes is in them.
    included: Included,
    /// Ids that are in no journal yet, by the segment that they came in.
    ids: Vec<(SegmentId, Vec<u64>)>,
    /// Segments that are in `totals` and in no snapshot yet.
    unsaved: Vec<SegmentId>,
    /// Bases that no snapshot will need once the next is written.
    obsolete: Vec<u64>,
    /// Whether `totals` differ from the snapshot.
    is_dirty: bool,
}

/// How many pages may wait in memory beside a base of so many: a part of it, so that a large base is not written anew
/// for every few pages, within bounds.
fn room_for(base_pages: u64) -> usize {
    const LEAST: u64 = 32_768;
    const MOST: u64 = 262_144;
    (base_pages / 16).clamp(LEAST, MOST) as usize
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
        let (journal, mut ids) = IdJournal::open(folder, hour, |id| log.is_damaged(id)).map_err(unusable)?;
        let Found { base, totals, through, included, needs_rebase } = Found::read(folder, next)?;
        // The totals may hold what the disk has destroyed since, before the store had it.
        let needs_rebase = needs_rebase || log.oldest_damaged().is_some_and(|oldest| oldest <= through);
        let mut keeper = Self {
            folder: folder.to_owned(),
            log,
            clock,
            every,
            journal,
            views: Views::new(Layers { base: base.clone(), since: Totals::default() }),
            base,
            totals,
            through,
            included,
            ids: Vec::new(),
            unsaved: Vec::new(),
            obsolete: Vec::new(),
            is_dirty: needs_rebase,
        };
        keeper.let_saved_go();
        keeper.reread_damaged();
        keeper.fold();
        keeper.views.replace(Layers { base: keeper.base.clone(), since: keeper.totals.clone() });
        ids.remember(hour, keeper.ids.iter().flat_map(|(_, ids)| ids).copied());
        Ok(Opened { keeper, ids, needs_rebase })
    }

    /// What of other nodes is in the totals.
    pub(crate) fn included(&self) -> Included {
        self.included.clone()
    }

    /// The live totals.
    pub(crate) fn views(&self) -> Views {
        self.views.clone()
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
                Ok(Notice::Include(totals, included)) => {
                    self.include(&totals, included);
                    due.get_or_insert_with(|| Instant::now() + self.every);
                }
                Ok(Notice::Rebase(totals, included, done)) => {
                    self.rebase(totals);
                    self.included = included;
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

    /// Notes anew the ids that are left in damaged segments which were folded before: the journal has struck out all of
    /// them.
    fn reread_damaged(&mut self) {
        let left = self.log.sealed_from(SegmentId::FIRST);
        let folded = left.into_iter().take_while(|id| *id <= self.through);
        for id in folded.filter(|id| self.log.is_damaged(*id)) {
            // One that cannot be read was reported when the spool was opened.
            let Ok(segment) = self.log.read(id) else { continue };
            self.ids.push((id, fold_segment(&segment, &mut Totals::default())));
        }
    }

    fn let_go(&self, id: SegmentId) {
        if let Err(error) = self.log.acknowledge(CONSUMER, id) {
            tracing::warn!(segment = id.0, %error, "cannot let a segment of the spool go");
        }
    }

    fn include(&mut self, totals: &Totals, included: Included) {
        totals.pages().for_each(|(site, path, views)| self.totals.add(site, path, views));
        self.included = included;
        self.is_dirty = true;
    }

    fn rebase(&mut self, totals: Totals) {
        // For the ids, and to go on after the newest segment.
        self.fold();
        (self.base, self.totals) = match self.next_base(&Base::empty(), &totals) {
            Ok(base) => (base, Totals::default()),
            Err(error) => {
                tracing::warn!(%error, "cannot write the view totals down, keeping them in memory for now");
                self.obsolete.push(self.base.number());
                (Arc::new(Base::empty()), totals)
            }
        };
        self.views.replace(Layers { base: self.base.clone(), since: self.totals.clone() });
        self.is_dirty = true;
    }

    /// Writes and opens the next base; the present one is obsolete then.
    fn next_base(&mut self, old: &Base, since: &Totals) -> io::Result<Arc<Base>> {
        let number = self.obsolete.iter().copied().max().unwrap_or(0).max(self.base.number()) + 1;
        let path = base_path(&self.folder, number);
        write_base(&path, old, since)?;
        let base = Base::open(&path, number)?;
        self.obsolete.push(self.base.number());
        Ok(Arc::new(base))
    }

    /// Moves the totals from memory into a base where they are many.
    fn compact(&mut self) -> io::Result<()> {
        if self.totals.len() < room_for(self.base.pages()) {
            return Ok(());
        }
        let totals = std::mem::take(&mut self.totals);
        match self.next_base(&self.base.clone(), &totals) {
            Ok(base) => {
                self.views.move_to_base(base.clone(), &totals);
                self.base = base;
                Ok(())
            }
            Err(error) => {
                self.totals = totals;
                Err(error)
            }
        }
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
                    self.ids.push((id, fold_segment(&segment, &mut self.totals)));
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
        self.compact()?;
        snapshot::save(&self.folder, self.base.number(), &self.totals, self.through, &self.included)?;
        self.is_dirty = false;
        for number in self.obsolete.drain(..) {
            // One that stays is removed at the next start.
            let _ = std::fs::remove_file(base_path(&self.folder, number));
        }
        std::mem::take(&mut self.unsaved).into_iter().for_each(|id| self.let_go(id));
        Ok(())
    }
}
