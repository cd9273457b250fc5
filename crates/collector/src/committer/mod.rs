//! Making events durable: one thread owns the spool's writer and commits what waits, together.
//!
//! A group is encoded into one frame, appended with one `fdatasync`, and only then counted and answered. A repeat of an
//! event id is left out and answered like the first, which is durable by then: it is in an earlier group or in this
//! one. A group that could not be appended leaves no trace, so its senders may try again.
//!
//! In the same append, behind the frame, goes the tally of what was received: the group, and what was refused since the tally
//! before. When nothing but refusals comes, a tally goes by itself, about once a second.

mod backlog;
mod group;
mod health;
mod history;
mod sealing;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tiraj_frames::{encode_batch, encode_events, encode_tally};
use tiraj_model::{Clock, Event, Minute, Tally};
use tiraj_spool::{AppendError, Log, SegmentId, Writer};
use tokio::sync::oneshot;

pub(crate) use backlog::Backlog;
pub use group::Committed;
pub(crate) use group::Submission;
pub(crate) use health::HealthRecord;
pub use health::SpoolHealth;
pub(crate) use history::History;

use crate::CONSUMER;
use crate::intake::Intake;
use crate::meters::Meters;
use crate::receipts::Receipts;
use crate::state::{Included, Notice, RecentIds, Totals, Views, fold_segment, hour_of};
use group::Group;
use sealing::Sealing;

/// How long refusals wait for events in whose company they are written down.
const TALLY_AFTER: Duration = Duration::from_secs(1);

/// The shortest time from the beginning of one commit to that of the next. A disk may be so fast that a group would be
/// a handful of events, and every group costs what it costs to encode and to sync. A lone event does not wait.
const SHORTEST_ROUND: Duration = Duration::from_millis(1);

/// Why events were not made durable. None of them is counted or remembered, so sending them again is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// More is waiting than may wait.
    #[error("too many events are waiting to be written; send them again in a moment")]
    Busy,
    /// The spool or its disk is full.
    #[error(
        "the spool is full; send the events again when the database has caught up or disk space was freed"
    )]
    Full,
    /// One submission is larger than a frame of the spool.
    #[error("the events are too large to be written together; send them in smaller batches")]
    TooLarge,
    /// The disk failed.
    #[error("the events could not be written; check the disk of the data folder")]
    Failed,
    /// The collector is shutting down.
    #[error("the collector is shutting down; send the events again")]
    Closed,
}

/// Why totals were not replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RebaseError {
    /// A segment after the given one is no longer there to be added.
    #[error("segments after {0} are gone from the spool; ask the store for its totals again")]
    Gone(SegmentId),
    /// The new totals count from now on, but a crash would bring the old ones back.
    #[error("the view totals could not be written down; check the disk of the data folder")]
    Unsaved,
    /// The collector is shutting down.
    #[error("the collector is shutting down; rebase after its next start")]
    Closed,
}

/// What the committer is asked to do.
pub(crate) enum Command {
    Submit(Submission),
    /// Something was refused: see to it that a tally takes it.
    Tally,
    /// Seal what is there and answer with the newest sealed segment.
    Flush(oneshot::Sender<Option<SegmentId>>),
    Rebase {
        totals: Totals,
        through: SegmentId,
        included: Included,
        reply: oneshot::Sender<Result<(), RebaseError>>,
    },
    /// Count views that came by other nodes.
    Include(Totals, Included),
    /// Seal, have everything written down, and end.
    Stop,
    /// End at once and write nothing more, as a killed process would.
    Abandon,
}

/// What the committing thread owns.
pub(crate) struct Committer {
    pub(crate) writer: Writer,
    pub(crate) log: Log,
    pub(crate) views: Views,
    pub(crate) ids: RecentIds,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keeper: Sender<Notice>,
    pub(crate) history: Arc<RwLock<History>>,
    pub(crate) health: Arc<HealthRecord>,
    pub(crate) receipts: Arc<Receipts>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) intake: Intake,
    pub(crate) seal_after: Duration,
    /// When a tally goes by itself.
    pub(crate) tally_due: Option<Instant>,
}

impl Committer {
    /// Commits until told to end.
    pub(crate) fn run(mut self, commands: &Receiver<Command>) {
        let mut sealing = Sealing::new(self.seal_after);
        let mut next = None;
        let mut round = Instant::now();
        loop {
            let now = Instant::now();
            let tally_wait = self.tally_due.map_or(Duration::MAX, |due| due.saturating_duration_since(now));
            let wait = sealing.wait(now).min(tally_wait);
            let command = match next.take() {
                Some(command) => Ok(command),
                None => commands.recv_timeout(wait),
            };
            match command {
                Ok(Command::Submit(first)) => {
                    std::thread::sleep(SHORTEST_ROUND.saturating_sub(round.elapsed()));
                    round = Instant::now();
                    next = self.commit(Group::gather(first, commands));
                }
                Ok(other) => {
                    if self.obey(other) {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.obey(Command::Abandon);
                    return;
                }
            }
            self.tally_in_time();
            let has_frames = self.writer.active().is_some_and(|active| active.frames > 0);
            if sealing.is_due(Instant::now(), has_frames, || self.log.awaited_beside(CONSUMER)) {
                self.seal();
            }
        }
    }

    fn seal(&mut self) {
        self.writer.seal();
        self.intake.prune();
    }

    /// Seals with everything that was refused until now.
    fn seal_all(&mut self) {
        let waiting = self.receipts.take();
        if !waiting.is_empty() {
            self.write_tally(&waiting);
        }
        self.seal();
    }

    /// Writes what was refused when its time has come.
    fn tally_in_time(&mut self) {
        if self.tally_due.is_some_and(|due| due <= Instant::now()) {
            let waiting = self.receipts.take_late();
            self.tally_due = waiting.as_ref().map(|_| Instant::now() + TALLY_AFTER);
            waiting.into_iter().for_each(|tally| self.write_tally(&tally));
        }
    }

    fn watch_receipts(&mut self) {
        self.tally_due.get_or_insert_with(|| Instant::now() + TALLY_AFTER);
    }

    /// Writes a tally by itself. One that a full or failing disk does not take waits for the next.
    fn write_tally(&mut self, tally: &Tally) {
        match self.writer.append(&encode_tally(tally)) {
            Ok(position) => self.intake.note(position.segment, tally),
            Err(error) => {
                tracing::debug!(%error, "cannot write down what was refused, trying again");
                self.receipts.put_back(tally);
            }
        }
    }

    /// Carries out anything but a submission; says whether it was the last.
    fn obey(&mut self, command: Command) -> bool {
        match command {
            Command::Submit(_) => unreachable!("submissions are gathered into groups"),
            Command::Tally => {
                self.watch_receipts();
                false
            }
            Command::Flush(reply) => {
                self.seal_all();
                // Whoever asked may have gone away; so below.
                let _ = reply.send(self.history().newest());
                false
            }
            Command::Rebase { totals, through, included, reply } => {
                let _ = reply.send(self.rebase(totals, through, included));
                false
            }
            Command::Include(totals, included) => {
                self.views.change(|live| {
                    totals.pages().for_each(|(site, path, views)| live.add(site, path, views));
                });
                let _ = self.keeper.send(Notice::Include(totals, included));
                false
            }
            Command::Stop => {
                self.seal_all();
                let _ = self.keeper.send(Notice::Stop);
                true
            }
            Command::Abandon => {
                let _ = self.keeper.send(Notice::Abandon);
                true
            }
        }
    }

    /// Appends a group, counts it and answers. Returns the command that ended the gathering.
    fn commit(&mut self, mut group: Group) -> Option<Command> {
        let now = self.clock.now();
        self.ids.forget(hour_of(now));
        let (fresh, received) = group.leave_out_repeats(&self.ids, Minute::of(now));
        if fresh.is_empty() {
            if self.receipts.repeat(&received) {
                self.watch_receipts();
            }
        } else {
            if let Err(error) = self.append(&fresh, &received) {
                group.answer(Err(self.report(&error)));
                return group.interrupted_by;
            }
            self.health.clear();
            self.count(&fresh);
        }
        group.answer(Ok(()));
        group.interrupted_by
    }

    /// Appends events and behind them the tally of them and of what waited.
    fn append(&mut self, fresh: &[Event], received: &Tally) -> Result<(), AppendError> {
        let frame = encode_batch(&encode_events(fresh))
            .map_err(|error| AppendError::Io(std::io::Error::other(error)))?;
        let waited = self.receipts.take();
        let mut tally = received.clone();
        tally.add(&waited);
        let begun = Instant::now();
        let appended = self.writer.append_together(&[&frame, &encode_tally(&tally)]);
        self.meters.commits().note(begun.elapsed());
        match appended {
            Ok(position) => {
                self.receipts.count(received);
                self.intake.note(position.segment, &tally);
                Ok(())
            }
            Err(error) => {
                self.receipts.put_back(&waited);
                Err(error)
            }
        }
    }

    fn count(&mut self, events: &[Event]) {
        self.views.change(|totals| {
            for event in events.iter().filter(|event| event.counts_as_view()) {
                totals.add(event.site.as_str(), &event.path, 1);
            }
        });
        let ids = events.iter().filter_map(|event| event.id);
        self.ids.remember(hour_of(self.clock.now()), ids.map(tiraj_model::EventId::get));
    }

    fn report(&self, error: &AppendError) -> CommitError {
        let outcome = match error {
            AppendError::TooLong { .. } | AppendError::TooMany { .. } => return CommitError::TooLarge,
            _ if error.is_full() => CommitError::Full,
            _ => CommitError::Failed,
        };
        if self.health.record(self.clock.now(), error) {
            tracing::error!(%error, "cannot write events, answering senders to try again");
        }
        outcome
    }

    /// Puts the given totals, which are complete through a segment, in the place of all, and adds what came after it.
    fn rebase(
        &mut self,
        mut totals: Totals,
        through: SegmentId,
        included: Included,
    ) -> Result<(), RebaseError> {
        self.seal();
        let later = self.history().after(through).ok_or(RebaseError::Gone(through))?;
        for id in later {
            let segment = self.log.read(id).map_err(|_| RebaseError::Gone(through))?;
            fold_segment(&segment, &mut totals);
        }
        let (done, wait): (SyncSender<bool>, _) = sync_channel(1);
        // The keeper sets the live totals as well, while nothing is committed that it does not know.
        self.keeper.send(Notice::Rebase(totals, included, done)).map_err(|_| RebaseError::Closed)?;
        let is_kept = wait.recv().map_err(|_| RebaseError::Closed)?;
        if is_kept { Ok(()) } else { Err(RebaseError::Unsaved) }
    }

    fn history(&self) -> std::sync::RwLockReadGuard<'_, History> {
        self.history.read().unwrap_or_else(PoisonError::into_inner)
    }
}
