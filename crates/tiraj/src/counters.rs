//! The public counters of a node, as far as the store has to do with them.
//!
//! The collector counts what comes to it and cannot see the store. So it is done here: setting the counters anew by what is
//! stored, where their snapshot is lost or events changed past the spool; and taking in what other nodes on the store
//! have loaded, see [`exchange`].

mod exchange;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tiraj_collector::{Collector, Included, RebaseError, Totals};
use tiraj_loader::{Loader, NodeNumber};
use tiraj_spool::SegmentId;
use tiraj_store::{Reached, Store, ViewTotal};
use tokio::sync::{Mutex, watch};

use crate::data_folder::write_durably;

/// How long a waiting command bears with a store that is in trouble.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the counters are set anew while events keep coming in.
const TRIES: u32 = 5;

/// How long to wait before a store that failed is asked again.
const RETRY: Duration = Duration::from_secs(2);

/// A node's counters, and what they are set by.
pub(crate) struct Counters {
    pub(crate) collector: Collector,
    pub(crate) loader: Arc<Loader>,
    pub(crate) store: Store,
    /// This node's number among others on the store; `None` where the store is its own.
    pub(crate) shared: Option<Arc<NodeNumber>>,
    /// A file that is there while the counters lack something that the store holds.
    behind: PathBuf,
    /// Whether an earlier process began a change past the spool that the other nodes were not told of.
    has_untold_change: bool,
    /// What of other nodes is in the counters. Held while they are set or added to.
    included: Mutex<Included>,
}

impl Counters {
    /// The counters of a collector that was just started.
    pub(crate) fn new(
        collector: Collector,
        loader: Arc<Loader>,
        store: &Store,
        shared: Option<Arc<NodeNumber>>,
        behind: PathBuf,
    ) -> anyhow::Result<Self> {
        let has_untold_change = behind.exists();
        let included = collector.included();
        if collector.needs_rebase() || (shared.is_some() && !included.is_known()) {
            mark(&behind)?;
        }
        let included = Mutex::new(included);
        let store = store.with_origin("counters");
        Ok(Self { collector, loader, store, shared, behind, has_untold_change, included })
    }

    /// Remembers over a crash that the counters are to be set anew.
    pub(crate) fn mark_behind(&self) -> anyhow::Result<()> {
        mark(&self.behind)
    }

    /// Sets the counters anew where that is owed, and takes in what other nodes load, until `stop` says true.
    pub(crate) async fn run(&self, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = async {
                self.catch_up().await;
                if let Some(node) = &self.shared {
                    self.exchange(node).await;
                }
            } => {}
        }
    }

    /// Sets the counters anew, once, where an earlier process or this one's start owes it. A change that begins meanwhile sees
    /// to that by itself.
    async fn catch_up(&self) {
        if !self.behind.exists() {
            return;
        }
        while let Err(error) = self.settle_debt().await {
            let error = crate::output::one_line(&error);
            tracing::warn!(error, "the public counters cannot be rebuilt yet; trying again");
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn settle_debt(&self) -> anyhow::Result<()> {
        if self.has_untold_change { self.recount().await } else { self.rebuild().await }
    }

    /// After a change past the spool: once what the database still changes is changed, has everything counted anew, rollups
    /// too, here and by the other nodes.
    pub(crate) async fn recount(&self) -> anyhow::Result<()> {
        settle_mutations(&self.store).await?;
        self.store.release_held_hours().await?;
        self.loader.tell_of_change().await?;
        self.rebuild().await
    }

    /// Sets the counters anew, and remembers that it is done.
    async fn rebuild(&self) -> anyhow::Result<()> {
        self.set(&mut *self.included.lock().await).await?;
        // A file that stays costs no more than a needless rebuilding.
        let _ = std::fs::remove_file(&self.behind);
        Ok(())
    }

    /// Waits until all that was acknowledged before the call is in the store and in its rollups.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        if let Some(last) = self.collector.flush().await {
            self.wait_loaded(last).await?;
        }
        self.loader.recompute_rollups().await?;
        Ok(())
    }

    /// Waits for a segment for as long as loading goes on.
    async fn wait_loaded(&self, segment: SegmentId) -> anyhow::Result<()> {
        while tokio::time::timeout(PATIENCE, self.loader.wait_loaded(segment)).await.is_err() {
            let trouble = self.loader.status().borrow().trouble.clone();
            anyhow::ensure!(trouble.is_empty(), "the store takes no events: {trouble}");
        }
        Ok(())
    }

    /// Sets the counters to what the store holds plus what is still on its way there.
    async fn set(&self, included: &mut Included) -> anyhow::Result<()> {
        self.flush().await?;
        for _ in 1..TRIES {
            match self.set_once(included).await {
                // The segments after the totals were loaded and deleted in the meantime: newer totals hold them.
                Err(error) if matches!(error.downcast_ref(), Some(RebaseError::Gone(_))) => {}
                done => return done,
            }
        }
        self.set_once(included).await
    }

    async fn set_once(&self, included: &mut Included) -> anyhow::Result<()> {
        let (totals, through, reached) = self.stored_totals(included).await?;
        self.collector.rebase(sum(totals), through.unwrap_or(SegmentId(0)), reached.clone()).await?;
        *included = reached;
        Ok(())
    }

    /// The stored totals, the newest segment of this node that is in them, and what of other nodes is.
    async fn stored_totals(
        &self,
        before: &Included,
    ) -> anyhow::Result<(Vec<ViewTotal>, Option<SegmentId>, Included)> {
        if self.shared.is_none() {
            let (totals, through) = self.loader.view_totals(&[]).await?;
            return Ok((totals, through, Included::default()));
        }
        loop {
            let heard_us = self.store.time_us().await?;
            let reached = self.store.reached().await?;
            let included = exchange::join(before, &reached, heard_us);
            let (totals, through) = self.loader.view_totals(&exchange::limits(&included)).await?;
            // A node that began in between has events in the totals that its number did not keep out.
            if is_all_known(&self.store.reached().await?, &included) {
                return Ok((totals, through, included));
            }
        }
    }
}

fn is_all_known(reached: &[Reached], included: &Included) -> bool {
    reached.iter().all(|one| one.segments.is_none() || included.segments.contains_key(&one.node))
}

/// Views by page, as the collector takes them.
fn sum(views: Vec<ViewTotal>) -> Totals {
    let page = |total: ViewTotal| Some((total.site.parse().ok()?, total.path.into(), total.views));
    views.into_iter().filter_map(page).collect()
}

/// Waits until no change of stored events is under way any more. One that fails is not waited for: it may fail for ever.
async fn settle_mutations(store: &Store) -> anyhow::Result<()> {
    loop {
        let unfinished = store.unfinished_mutations().await?;
        if unfinished.is_empty() {
            return Ok(());
        }
        if let Some(reason) = unfinished.iter().find(|reason| !reason.is_empty()) {
            anyhow::bail!("the database cannot finish changing events, see system.mutations: {reason}");
        }
        tokio::time::sleep(RETRY).await;
    }
}

fn mark(file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        return Ok(());
    }
    write_durably(file, b"the public counters are rebuilt at the next start\n")
        .context("cannot remember that the counters are to be rebuilt")
}
