//! Computing stale rollups anew: one node at a time, by a lease.
//!
//! Computing an hour again changes nothing, so two that do it at once, for the moment in which a lease changes hands, or
//! because a command asks for it, do no harm. The notes say what is stale; a comparison of rollups and raw events after a
//! start, month by month, is the belt to these braces.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Clock, Sites};
use tiraj_store::{Store, StoreError};
use tokio::sync::{Mutex, MutexGuard, watch};

use crate::describe::describe;
use crate::lease::Lease;
use crate::node_number::{NodeError, NodeNumber};
use crate::stretches::{Stretch, join_hours};
use crate::touched::TouchedHours;

/// How often stale hours are looked for.
const ROUND: Duration = Duration::from_secs(2);

/// Further ahead than any event's time can lie.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The name of the lease.
const LEASE: &str = "rollups";

/// Why rollups could not be computed. What is stale stays noted.
#[derive(Debug, thiserror::Error)]
pub enum RollupError {
    /// The store failed.
    #[error("the rollups cannot be computed")]
    Store(#[from] StoreError),
    /// Notes need a node's number.
    #[error("the rollups cannot be compared")]
    Node(#[from] NodeError),
}

/// Computes rollups for as long as the process lives.
pub(crate) struct Rollups {
    store: Store,
    sites: Sites,
    clock: Arc<dyn Clock>,
    node: Arc<NodeNumber>,
    touched: Arc<TouchedHours>,
    /// `None` where no other node is on the store.
    lease: Option<Lease>,
    /// One computation of this node at a time.
    computing: Mutex<()>,
    /// The end of the oldest hour that is to be computed.
    behind_since: watch::Sender<Option<Timestamp>>,
}

/// Who computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worker {
    /// Whoever asked, be the lease whose it may.
    Asked,
    /// The holder of the lease, who stops where it is lost.
    Holder,
}

impl Rollups {
    pub(crate) fn new(
        store: Store,
        sites: Sites,
        clock: Arc<dyn Clock>,
        node: Arc<NodeNumber>,
        touched: Arc<TouchedHours>,
        lease: Option<Duration>,
    ) -> Self {
        let lease = lease.map(|length| Lease::new(LEASE, length));
        Self {
            store,
            sites,
            clock,
            node,
            touched,
            lease,
            computing: Mutex::new(()),
            behind_since: watch::Sender::new(None),
        }
    }

    /// Computes what becomes stale, while this node has the lease, until `stop` says true.
    pub(crate) async fn run(&self, mut stop: watch::Receiver<bool>) {
        let (mut is_compared, mut trouble) = (false, String::new());
        while !*stop.borrow() {
            let round = tokio::select! {
                round = self.round(&mut is_compared) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let words = round.err().map(|error| describe(&error)).unwrap_or_default();
            if words != trouble && !words.is_empty() {
                tracing::warn!(error = words, "some rollups could not be computed; trying again");
            }
            trouble = words;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    }

    /// The end of the oldest hour that is over and not computed, as was last seen.
    pub(crate) fn behind_since(&self) -> Option<Timestamp> {
        *self.behind_since.borrow()
    }

    async fn round(&self, is_compared: &mut bool) -> Result<(), RollupError> {
        if !self.is_holder().await? {
            self.behind_since.send_replace(None);
            return Ok(());
        }
        self.compute(Worker::Holder).await?;
        for site in self.sites.all() {
            self.store.refresh_readers(&site, self.clock.now()).await?;
        }
        if !*is_compared {
            *is_compared = self.compare().await?;
        }
        Ok(())
    }

    /// Computes every stale hour that is over; gives how many there were. A site that fails does not keep the others
    /// waiting.
    pub(crate) async fn compute(&self, worker: Worker) -> Result<usize, RollupError> {
        let _alone = self.computing.lock().await;
        let mut count = 0;
        loop {
            let stale = self.store.stale_hours(self.clock.now()).await?;
            self.behind_since.send_replace(stale.iter().map(|stale| stale.hour.hour + HOUR).min());
            if stale.is_empty() {
                return Ok(count);
            }
            let mut outcome = Ok(());
            for (site, stretches) in join_hours(stale) {
                for stretch in stretches {
                    if worker == Worker::Holder && !self.is_holder().await? {
                        return Ok(count);
                    }
                    match self.compute_stretch(&site, &stretch).await {
                        Ok(()) => count += stretch.hours,
                        Err(error) => outcome = Err(error),
                    }
                }
            }
            outcome?;
        }
    }

    /// Nothing is computed here for as long as the answer lives.
    pub(crate) async fn alone(&self) -> MutexGuard<'_, ()> {
        self.computing.lock().await
    }

    async fn compute_stretch(&self, name: &str, stretch: &Stretch) -> Result<(), StoreError> {
        let Stretch { from, to, notes, .. } = stretch;
        // A site that was taken off the list has no zone to count days by; its counts are kept all the same.
        if let Some(site) = self.sites.get(name) {
            self.store.recompute_days(&site, *from, *to, self.clock.now()).await?;
        }
        // Last, since the comparison takes the hours for the mark that all is done.
        self.store.recompute_hours(name, *from, *to).await?;
        self.store.clear_stale_hours(name, *from, *to, notes).await
    }

    /// Notes every hour whose rollup holds another number of events than the raw table; says whether it came to its end.
    async fn compare(&self) -> Result<bool, RollupError> {
        let node = self.node.claim(&self.store).await?;
        let now = self.clock.now();
        for (from, to) in self.store.months().await? {
            if !self.is_holder().await? {
                return Ok(false);
            }
            let different = self.store.rollup_differences(from, to.min(now + AHEAD)).await?;
            self.touched.note(&self.store, node, &different, now).await?;
        }
        Ok(true)
    }

    /// Whether it is for this node to compute.
    pub(crate) async fn is_holder(&self) -> Result<bool, RollupError> {
        let Some(lease) = &self.lease else { return Ok(true) };
        let node = self.node.claim(&self.store).await?;
        Ok(lease.hold(&self.store, &format!("node-{node}")).await?)
    }
}
