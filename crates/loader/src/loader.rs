//! The loader itself: one segment after another, for as long as the process lives.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tiraj_meters::Histogram;
use tiraj_model::{BatchOrigin, Clock, Sites};
use tiraj_spool::{Log, SegmentId};
use tiraj_store::{Batch, Reached, Store, StoreError, ViewTotal};
use tokio::sync::{Mutex, MutexGuard, Notify, watch};
use tokio::task::JoinHandle;

use crate::CONSUMER;
use crate::bulk::{BulkError, BulkNumbers};
use crate::dead_letters::{DeadLetters, LetterError};
use crate::describe::describe;
use crate::descriptions::Descriptions;
use crate::landing::{Landing, LandingError};
use crate::loads::{Loads, LoadsBySite};
use crate::node_number::{NodeError, NodeNumber};
use crate::parcel::{Parcel, ParcelError};
use crate::progress::Progress;
use crate::rollups::{RollupError, Rollups, Worker};
use crate::sifting::SiftError;
use crate::touched::TouchedHours;

/// The shortest and the longest wait between tries while the store is away.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How often the loader looks whether the store is there.
const TICK: Duration = Duration::from_secs(1);

/// The trouble of a loader that has not made its first round.
const NOT_REACHED: &str = "the store has not been reached yet";

/// What the loader is made of.
pub struct Parts {
    /// Where rows go.
    pub store: Store,
    /// Where they come from.
    pub log: Log,
    /// The sites, for the zones in which their days are counted.
    pub sites: Sites,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The number of this node, which makes its batches unique among nodes.
    pub node: Arc<NodeNumber>,
    /// For how long a node has the right to compute rollups until it renews it; `None` where the store is this
    /// node's alone.
    pub lease: Option<Duration>,
    /// Where events are kept that the store refuses.
    pub dead_letters: DeadLetters,
    /// The file that keeps the numbers of bulk loads from coming again.
    pub bulk_numbers: PathBuf,
}

/// How far the loader is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The newest segment such that it and all before it are stored.
    pub loaded: Option<SegmentId>,
    /// Rows stored from the spool since the start.
    pub rows: u64,
    /// Rows set aside as dead letters since the start.
    pub dead_rows: u64,
    /// Why nothing is loaded; empty while all is well. Before the first round it says that the store was not reached.
    pub trouble: String,
}

impl Status {
    /// Notes a segment that is done with. Rows that were stored end the trouble: a loader that has a long way to catch up
    /// is in none, and who waits for it waits on.
    fn pass(&mut self, id: SegmentId, rows: u64, dead: u64) {
        self.loaded = Some(id);
        self.rows += rows;
        self.dead_rows += dead;
        if rows > 0 {
            self.trouble.clear();
        }
    }
}

/// Loads sealed segments into the store; see the crate's documentation. Share it in an `Arc`.
pub struct Loader {
    pub(crate) store: Store,
    pub(crate) log: Log,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sites: Sites,
    pub(crate) node: Arc<NodeNumber>,
    pub(crate) dead_letters: DeadLetters,
    pub(crate) descriptions: Arc<Descriptions>,
    pub(crate) touched: Arc<TouchedHours>,
    pub(crate) rollups: Rollups,
    progress: Progress,
    pub(crate) bulk_numbers: BulkNumbers,
    /// One load at a time, so that "everything up to segment N is stored" is one moment.
    pub(crate) turn: Mutex<()>,
    pub(crate) loads: LoadsBySite,
    durations: Histogram,
    sealed: Arc<Notify>,
    status: watch::Sender<Status>,
    /// The newest segment that was there when the process started: those up to it may have been sent before.
    inherited: Option<SegmentId>,
}

impl Loader {
    /// A loader that waits for [`Loader::run`].
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let sealed = Arc::new(Notify::new());
        let wake = Arc::clone(&sealed);
        parts.log.subscribe(move |_| wake.notify_one());
        let touched = Arc::<TouchedHours>::default();
        let rollups = Rollups::new(
            parts.store.clone(),
            parts.sites.clone(),
            parts.clock.clone(),
            parts.node.clone(),
            touched.clone(),
            parts.lease,
        );
        Self {
            inherited: parts.log.sealed_from(SegmentId(0)).last().copied(),
            store: parts.store,
            log: parts.log,
            sites: parts.sites,
            clock: parts.clock,
            node: parts.node,
            dead_letters: parts.dead_letters,
            descriptions: Arc::default(),
            touched,
            rollups,
            progress: Progress::new(parts.lease.is_some()),
            bulk_numbers: BulkNumbers::new(parts.bulk_numbers),
            turn: Mutex::new(()),
            loads: LoadsBySite::default(),
            durations: Histogram::default(),
            sealed,
            status: watch::Sender::new(Status { trouble: NOT_REACHED.to_owned(), ..Status::default() }),
        }
    }

    /// How far it is, now and from now on.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What became of loaded events since the start, by site.
    pub fn loads(&self) -> BTreeMap<String, Loads> {
        self.loads.all()
    }

    /// Where refused events are kept.
    pub const fn dead_letters(&self) -> &DeadLetters {
        &self.dead_letters
    }

    /// How long it took to load each segment.
    pub const fn durations(&self) -> &Histogram {
        &self.durations
    }

    /// Since when an hour is over that the rollups should have and have not; `None` while all is computed, and on a node that
    /// computes none.
    pub fn rollups_behind_since(&self) -> Option<Timestamp> {
        self.rollups.behind_since()
    }

    /// The number of its node, which may change until it is claimed.
    pub fn node_number(&self) -> u16 {
        self.node.drawn()
    }

    /// The spool that it reads.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Loads, and computes rollups and lets go of old events where that is for this node to do, until `stop` says true.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        let retention = self.keep_to_retention(stop.clone());
        tokio::join!(self.load(stop.clone()), self.rollups.run(stop), retention);
    }

    /// Loads. While the store is away it tries again, ever more slowly, and loses nothing: the segments stay where they
    /// are.
    async fn load(&self, mut stop: watch::Receiver<bool>) {
        let mut failures = 0;
        while !*stop.borrow() {
            let round = tokio::select! {
                round = self.work() => round,
                // Whatever is cut off here is in doubt at the next start, and settled then.
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = match round {
                Ok(()) => {
                    failures = 0;
                    TICK
                }
                Err(error) => {
                    failures += 1;
                    self.report_trouble(&error, failures);
                    self.backoff(failures)
                }
            };
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = self.sealed.notified(), if failures == 0 => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One round: all sealed segments, each made ready while the one before it lands.
    async fn work(&self) -> Result<(), LoadError> {
        let node = self.node.claim(&self.store).await?;
        self.progress.remind(&self.store, node).await?;
        let mut segments = self.log.sealed_from(self.next_segment()).into_iter();
        let mut next = segments.next().map(|id| self.make_ready(node, id));
        while let Some((id, ready)) = next.take() {
            let parcel = ready.await.map_err(LoadError::Task)??;
            next = segments.next().map(|id| self.make_ready(node, id));
            let turn = self.turn.lock().await;
            let begun = Instant::now();
            self.load_segment(node, id, parcel).await?;
            self.durations.note(begun.elapsed());
            drop(turn);
        }
        self.store.ping().await?;
        self.status.send_if_modified(|status| !std::mem::take(&mut status.trouble).is_empty());
        Ok(())
    }

    fn make_ready(
        &self,
        node: u16,
        id: SegmentId,
    ) -> (SegmentId, JoinHandle<Result<Option<Parcel>, ParcelError>>) {
        let (log, descriptions) = (self.log.clone(), self.descriptions.clone());
        (id, tokio::task::spawn_blocking(move || Parcel::make(&log, &descriptions, node, id)))
    }

    fn next_segment(&self) -> SegmentId {
        self.status.borrow().loaded.map_or(SegmentId(0), |loaded| SegmentId(loaded.0 + 1))
    }

    async fn load_segment(&self, node: u16, id: SegmentId, parcel: Option<Parcel>) -> Result<(), LoadError> {
        let Some(Parcel { batches, mut census, hours, articles, is_damaged }) = parcel else {
            self.pass(id, 0, 0);
            return Ok(());
        };
        self.note_articles(&articles).await?;
        self.touched.note_before(&self.store, node, &hours, self.clock.now()).await?;
        self.progress.begin(&self.store, node, id).await?;
        let (mut rows, mut dead) = (0, 0);
        for batch in batches {
            let (batch_id, size) = (batch.id, batch.rows);
            let aside = self.land_or_keep(self.landing(batch, id, is_damaged)).await?;
            census.settle(batch_id, &self.sites_of_aside(batch_id, aside)?);
            if is_damaged {
                census.note_held(self.store.batch_sites(batch_id).await?);
            }
            rows += size.saturating_sub(aside);
            dead += aside;
        }
        // A segment that lands in part is landed again, and noted then.
        self.touched.note_after(&self.store, node, &hours, self.clock.now()).await?;
        self.place_articles(&articles).await?;
        let ledger = census.into_rows(node, BatchOrigin::Spool, id.0);
        self.store.write_ledger(&ledger).await?;
        self.loads.add(&ledger);
        self.progress.advance(&self.store, node, id, rows, &hours).await?;
        if let Err(error) = self.log.acknowledge(CONSUMER, id) {
            // The file stays and is offered again at the next start, when its rows are found to be there.
            tracing::warn!(segment = %id, error = describe(&error), "a loaded segment cannot be deleted");
        }
        self.pass(id, rows, dead);
        Ok(())
    }

    /// Notes that a segment is done with.
    fn pass(&self, id: SegmentId, rows: u64, dead: u64) {
        self.status.send_modify(|status| status.pass(id, rows, dead));
    }

    fn landing(&self, batch: Batch, segment: SegmentId, is_damaged: bool) -> Landing {
        let may_be_there = self.inherited.is_some_and(|last| segment <= last);
        let tried = !self.status.borrow().trouble.is_empty();
        let landing = if may_be_there || tried { Landing::in_doubt(batch) } else { Landing::new(batch) };
        if is_damaged { landing.of_damaged_segment() } else { landing }
    }

    /// Computes the rollups of every stale hour that is over, whichever node noted it, after any computation that is
    /// under way here; gives how many hours there were.
    ///
    /// # Errors
    /// When the store fails; the hours stay noted and are tried again.
    pub async fn recompute_rollups(&self) -> Result<usize, RollupError> {
        self.rollups.compute(Worker::Asked).await
    }

    /// Waits until a segment and all before it are stored.
    pub async fn wait_loaded(&self, segment: SegmentId) {
        let mut status = self.status();
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = status.wait_for(|status| status.loaded >= Some(segment)).await;
    }

    /// What the public counter of every page is by the stored events, at one moment during which nothing is loaded here, with
    /// the newest segment of this node's spool that it includes. Of the given other nodes it includes what they have reached.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn view_totals(
        &self,
        others: &[Reached],
    ) -> Result<(Vec<ViewTotal>, Option<SegmentId>), NodeError> {
        let _turn = self.turn.lock().await;
        let node = self.node.claim(&self.store).await?;
        // Loading passes by segments that cannot be read, of which nothing is told.
        let through = self.progress.through().max(self.status.borrow().loaded.map(|loaded| loaded.0));
        let own = Reached { node, segments: through, recounts: 0 };
        let mut reached: Vec<Reached> = others.iter().filter(|other| other.node != node).copied().collect();
        reached.push(own);
        let totals = self.store.view_totals(&reached).await?;
        Ok((totals, own.segments.map(SegmentId)))
    }

    /// Tells the other nodes that stored events or seeds have changed past the spool, so that they count anew. To be called
    /// after the change.
    ///
    /// # Errors
    /// When the store fails, or the change cannot be numbered.
    pub async fn tell_of_change(&self) -> Result<(), BulkError> {
        let node = self.node.claim(&self.store).await?;
        Ok(self.progress.tell_of_change(&self.store, node, self.bulk_numbers.draw()?).await?)
    }

    /// Loads nothing for as long as the answer lives.
    pub async fn hold_up(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// The wait before the next try.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        BACKOFF.0.saturating_mul(1 << failures.min(16)).min(BACKOFF.1)
    }

    fn report_trouble(&self, error: &LoadError, failures: u32) {
        let words = describe(error);
        if self.status.borrow().trouble != words {
            tracing::warn!(
                error = words,
                failures,
                "loading is interrupted; events stay in the spool until the store is back"
            );
        }
        self.status.send_modify(|status| status.trouble = words);
    }
}

/// Why a round ended early. The next round begins where this one stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("nothing can be loaded")]
    Node(#[from] NodeError),
    #[error("a batch did not land")]
    Landing(#[from] LandingError),
    #[error(transparent)]
    Parcel(#[from] ParcelError),
    #[error("a refused batch cannot be set aside")]
    Batch(#[from] crate::batches::BatchError),
    #[error("refused events cannot be set aside")]
    Letter(#[from] LetterError),
    #[error(transparent)]
    Sift(#[from] SiftError),
    #[error("reading the spool was cut short")]
    Task(#[source] tokio::task::JoinError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loader_that_stores_rows_is_in_no_trouble_however_much_is_left() {
        let mut status = Status { trouble: NOT_REACHED.to_owned(), ..Status::default() };
        status.pass(SegmentId(1), 0, 0);
        assert_eq!(status.trouble, NOT_REACHED, "a segment that could not be read says nothing of the store");
        status.pass(SegmentId(2), 3, 0);
        assert_eq!(status, Status { loaded: Some(SegmentId(2)), rows: 3, ..Status::default() });
    }
}
