//! The running collector: its threads, and the handle on them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use smol_str::SmolStr;
use tiraj_enrich::Enricher;
use tiraj_model::{Clock, DropReason, Event, Minute, Randomness, Received, SiteName, Sites};
use tiraj_spool::{Log, SegmentId, Writer};
use tokio::sync::oneshot;

use crate::admission::Admission;
use crate::committer::{
    Backlog, Command, CommitError, Committed, Committer, HealthRecord, History, RebaseError, SpoolHealth,
    Submission,
};
use crate::intake::Intake;
use crate::meters::Meters;
use crate::receipts::Receipts;
use crate::salts::Salts;
use crate::state::{Included, Keeper, Notice, SnapshotError, Totals, Views};

/// How the collector paces itself.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long events may wait in the active segment before the loader gets them, while it keeps up.
    pub seal_after: Duration,
    /// How often the view totals are written down at most.
    pub snapshot_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { seal_after: Duration::from_secs(1), snapshot_every: Duration::from_secs(10) }
    }
}

/// What the collector needs from outside.
pub struct Surroundings {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes, for salts.
    pub randomness: Randomness,
    /// What reads user agents, referrers and addresses.
    pub enricher: Enricher,
    /// The registered sites.
    pub sites: Sites,
    /// A reader of more views a minute is held for a machine; 0 for no such limit.
    pub bot_views_per_minute: u32,
    /// The spool's writer, opened with [`tiraj_frames::preamble`] and a consumer named [`crate::CONSUMER`].
    pub writer: Writer,
    /// The spool's log.
    pub log: Log,
    /// How far back the time of an untrusted event may lie; at most [`crate::admission::MAX_AGE`].
    pub max_age: Duration,
}

/// Why the collector cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The view totals on disk cannot be used.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The system gives no thread.
    #[error("cannot start a thread; raise the limit on processes")]
    Thread(#[source] std::io::Error),
}

/// A handle on the running collector. Clones are handles on the same one. Where the last is dropped without
/// [`Collector::shutdown`], everything ends as if the process had been killed, which loses nothing.
#[derive(Clone)]
pub struct Collector {
    shared: Arc<Shared>,
}

struct Shared {
    commands: Sender<Command>,
    backlog: Arc<Backlog>,
    health: Arc<HealthRecord>,
    clock: Arc<dyn Clock>,
    admission: Admission,
    sites: Sites,
    views: Views,
    receipts: Arc<Receipts>,
    meters: Arc<Meters>,
    intake: Intake,
    needs_rebase: bool,
    included: Included,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Collector {
    /// Reads what an earlier process left in `folder`, counts what its spool still holds, and starts the threads.
    ///
    /// # Errors
    /// When the state on disk is of a newer version or cannot be read, or no thread can be started.
    pub fn start(folder: &Path, pace: Pace, from: Surroundings) -> Result<Self, StartError> {
        let Surroundings { clock, randomness, enricher, sites, bot_views_per_minute, writer, log, max_age } =
            from;
        let history = Arc::new(RwLock::new(History::new(log.sealed_from(SegmentId::FIRST))));
        let (keeper_tx, keeper_rx) = channel();
        follow_seals(&log, &history, keeper_tx.clone());
        let next = next_segment(&writer, &log);
        let opened = Keeper::open(folder, log.clone(), clock.clone(), pace.snapshot_every, next)?;
        let views = opened.keeper.views();
        let health = Arc::<HealthRecord>::default();
        let receipts = Arc::<Receipts>::default();
        let meters = Arc::<Meters>::default();
        let intake = Intake::open(log.clone());
        let committer = Committer {
            writer,
            log,
            views: views.clone(),
            ids: opened.ids,
            clock: clock.clone(),
            keeper: keeper_tx,
            history,
            health: health.clone(),
            receipts: receipts.clone(),
            meters: meters.clone(),
            intake: intake.clone(),
            seal_after: pace.seal_after,
            tally_due: None,
        };
        let (commands, command_rx) = channel();
        let keeper = opened.keeper;
        let included = keeper.included();
        let threads = vec![
            spawn("view-keeper", move || keeper.run(&keeper_rx))?,
            spawn("committer", move || committer.run(&command_rx))?,
        ];
        let salts = Arc::new(Salts::open(folder, randomness));
        let admission = Admission::new(sites.clone(), salts, enricher)
            .with_max_age(max_age)
            .with_bot_pace(bot_views_per_minute);
        let shared = Shared {
            commands,
            backlog: Arc::default(),
            health,
            clock,
            admission,
            sites,
            views,
            receipts,
            meters,
            intake,
            needs_rebase: opened.needs_rebase,
            included,
            threads: Mutex::new(threads),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The gate that events pass.
    #[must_use]
    pub fn admission(&self) -> &Admission {
        &self.shared.admission
    }

    /// The registered sites.
    #[must_use]
    pub fn sites(&self) -> &Sites {
        &self.shared.sites
    }

    /// The time by which it goes.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// The live view totals.
    #[must_use]
    pub fn views(&self) -> &Views {
        &self.shared.views
    }

    /// What was received since the start, by site; "" for what belongs to no registered site.
    #[must_use]
    pub fn received(&self) -> BTreeMap<SmolStr, Received> {
        self.shared.receipts.since_start()
    }

    /// What was received by segment, for as long as it may not be in the store yet.
    #[must_use]
    pub fn intake(&self) -> &Intake {
        &self.shared.intake
    }

    /// Counts of the write path.
    pub(crate) fn meters(&self) -> &Meters {
        &self.shared.meters
    }

    /// Counts an event that was refused for good. The site is that of the event where it is a registered one.
    pub fn refuse(&self, site: Option<&SiteName>, reason: DropReason, received_at: Timestamp) {
        if self.shared.receipts.refuse(site, Minute::of(received_at), reason) {
            // A committer that has ended writes nothing more.
            let _ = self.shared.commands.send(Command::Tally);
        }
    }

    /// Whether the spool takes events.
    #[must_use]
    pub fn health(&self) -> SpoolHealth {
        self.shared.health.at(self.shared.clock.now())
    }

    /// Whether the totals were found lost at the start, as they are in a new folder, and have to be rebuilt with
    /// [`Collector::rebase`]: until then they count only what the spool still held.
    #[must_use]
    pub fn needs_rebase(&self) -> bool {
        self.shared.needs_rebase
    }

    /// Makes admitted events durable and counts them, together with those of other callers. On `Ok` they survive a
    /// crash.
    ///
    /// # Errors
    /// When they were not made durable; then none of them counts, and sending them again is right.
    pub async fn submit(&self, events: Vec<Event>) -> Result<Committed, CommitError> {
        let given = events.len();
        self.commit(events).await.inspect_err(|error| self.shared.meters.refuse(*error, given))
    }

    async fn commit(&self, events: Vec<Event>) -> Result<Committed, CommitError> {
        let bytes = events.iter().map(weigh).sum();
        let place = self.shared.backlog.enter(bytes).ok_or(CommitError::Busy)?;
        let (reply, answer) = oneshot::channel();
        let submission = Submission { events, bytes, place, reply };
        self.shared.commands.send(Command::Submit(submission)).map_err(|_| CommitError::Closed)?;
        answer.await.unwrap_or(Err(CommitError::Closed))
    }

    /// Hands everything that was submitted to the loader now, and returns the newest segment that it can read; `None`
    /// where there never was one, or the collector has shut down.
    pub async fn flush(&self) -> Option<SegmentId> {
        let (reply, answer) = oneshot::channel();
        self.shared.commands.send(Command::Flush(reply)).ok()?;
        answer.await.ok()?
    }

    /// What came by other nodes and was included in the totals at the start.
    #[must_use]
    pub fn included(&self) -> Included {
        self.shared.included.clone()
    }

    /// Counts views that came by other nodes; `included` says what of them is in the totals then. Counts and words outlive a
    /// crash together, or neither does.
    ///
    /// # Errors
    /// When the collector has shut down.
    pub fn include(&self, totals: Totals, included: Included) -> Result<(), RebaseError> {
        self.shared.commands.send(Command::Include(totals, included)).map_err(|_| RebaseError::Closed)
    }

    /// Replaces the view totals by the given ones, which must be complete through a segment, plus what the spool holds
    /// after it; `included` says what of other nodes is in them.
    ///
    /// # Errors
    /// When segments after the given one are gone already; then the totals stay as they were. Or when the new totals
    /// cannot be written down, so that a crash would undo them.
    pub async fn rebase(
        &self,
        totals: Totals,
        through: SegmentId,
        included: Included,
    ) -> Result<(), RebaseError> {
        let (reply, answer) = oneshot::channel();
        let command = Command::Rebase { totals, through, included, reply };
        self.shared.commands.send(command).map_err(|_| RebaseError::Closed)?;
        answer.await.unwrap_or(Err(RebaseError::Closed))
    }

    /// Commits what waits, seals it, writes the totals down and ends the threads. Blocks for as long as that takes.
    pub fn shutdown(&self) {
        self.shared.end(Command::Stop);
    }
}

impl Shared {
    fn end(&self, how: Command) {
        // Threads that have ended already hear nothing.
        let _ = self.commands.send(how);
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the collector panicked");
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.end(Command::Abandon);
    }
}

/// Tells the keeper of each sealed segment, and remembers it.
fn follow_seals(log: &Log, history: &Arc<RwLock<History>>, keeper: Sender<Notice>) {
    let history = history.clone();
    log.subscribe(move |id| {
        history.write().unwrap_or_else(PoisonError::into_inner).add(id);
        // A keeper that has ended reads the segment after the next start.
        let _ = keeper.send(Notice::Sealed);
    });
}

/// The number of the next segment, or where none could be begun, the lowest that it may have.
fn next_segment(writer: &Writer, log: &Log) -> SegmentId {
    let newest = log.sealed_from(SegmentId::FIRST).last().copied();
    let active = writer.active().map(|active| active.segment);
    active.or(newest.map(SegmentId::next)).unwrap_or(SegmentId(u64::MAX))
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StartError> {
    Builder::new().name(name.into()).spawn(run).map_err(StartError::Thread)
}

/// About how many bytes an event takes in memory and in its frame.
fn weigh(event: &Event) -> usize {
    let props: usize = event.props.iter().map(|(key, value)| key.len() + value.len()).sum();
    let article = event.article.as_ref().map_or(0, |description| description.json().len());
    512 + event.path.len() + event.referrer.len() + props + article
}
