//! The node: everything behind one data folder, without a listener.
//!
//! A node owns its folder. The write path (collector, spool, loader) and the store are put together here and
//! nowhere else; `serve` adds listeners, and a command that finds the folder free opens a node just for itself.

mod letters;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use arrow::array::RecordBatch;
use tiraj_collector::{Collector, Pace, RebaseError, Surroundings, Totals};
use tiraj_engine::{Engine, Library, StderrProgress};
use tiraj_loader::{DeadLetters, Loader, NodeNumber, Parts};
use tiraj_model::{Clock, SystemClock};
use tiraj_spool::{DiskFileSystem, SegmentId};
use tiraj_store::{Store, Target};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::data_folder::{DataFolder, Ownership, write_durably};
use crate::packs;
use crate::salt_exchange::SaltExchange;
use crate::settings::{Server, Settings};
use crate::sites_file::SitesFile;
use crate::tokens_file::TokensFile;

/// A segment is sealed at this size even before its time: an insert large enough to be cheap, and small enough that the
/// loader may have two at hand.
const SEGMENT_BYTES: u64 = 16 << 20;

/// For how long a node may compute the rollups of a shared store until it renews that: if it dies, another takes over so
/// much later at most.
const LEASE: Duration = Duration::from_secs(10);

/// How long a stopping node waits for the loader to store what the collector has sealed.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long a waiting command bears with a store that is in trouble.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the counters are set anew while events keep coming in.
const REBASE_TRIES: u32 = 5;

/// How long a node waits before it tries to reach an absent store again.
const STORE_RETRY: Duration = Duration::from_secs(2);

/// A running node.
pub(crate) struct Node {
    pub(crate) collector: Collector,
    pub(crate) loader: Arc<Loader>,
    pub(crate) store: Store,
    pub(crate) engine: Option<Engine>,
    pub(crate) sites: SitesFile,
    pub(crate) tokens: TokensFile,
    pub(crate) clock: Arc<dyn Clock>,
    folder: DataFolder,
    stop: watch::Sender<bool>,
    loading: JoinHandle<()>,
    watching: JoinHandle<()>,
    _ownership: Ownership,
}

impl Node {
    /// Takes the data folder and starts everything. A store that is away is waited for in the background, unless
    /// it is the embedded engine, whose failure is final.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let folder = DataFolder::new(&settings.data);
        let ownership = folder.take()?;
        let sites = SitesFile::open(&folder.sites())?;
        let enricher = packs::open(settings)?;
        let tokens = TokensFile::open(&folder.tokens())?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let number =
            Arc::new(NodeNumber::open(folder.node(), &folder.node_identity(), Arc::new(rand::fill))?);
        let (writer, log) = open_spool(&folder.spool(), settings.spool_bytes)?;
        let (store, engine) = open_store(settings, &folder).await?;
        let loader = Arc::new(Loader::new(Parts {
            store: store.with_origin("loader").with_patience(settings.database_patience),
            log: log.clone(),
            sites: sites.sites(),
            clock: clock.clone(),
            node: number.clone(),
            lease: engine.is_none().then_some(LEASE),
            dead_letters: dead_letters(settings, &folder),
            bulk_numbers: folder.bulk_numbers(),
        }));
        let surroundings = Surroundings {
            clock: clock.clone(),
            randomness: Arc::new(rand::fill),
            enricher: enricher.clone(),
            sites: sites.sites(),
            bot_views_per_minute: settings.limits.bot_views,
            writer,
            log,
            max_age: settings.max_age,
        };
        let collector = start_collector(&folder, surroundings)?;
        let stop = watch::Sender::new(false);
        let salts = collector.admission().salts().clone();
        let exchange = SaltExchange {
            salts,
            store: store.with_origin("salts"),
            clock: clock.clone(),
            node: number.drawn(),
        };
        let background = Background::beside(&store, &loader, &collector, &folder);
        let loading = tokio::spawn(background.run(exchange, stop.subscribe()));
        let watching = tokio::spawn(packs::watch(enricher, settings.clone()));
        Ok(Self {
            collector,
            loader,
            store,
            engine,
            sites,
            tokens,
            clock,
            folder,
            stop,
            loading,
            watching,
            _ownership: ownership,
        })
    }

    /// Waits until all that was acknowledged before the call is in the store and in its rollups.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        flush(&self.collector, &self.loader).await
    }

    /// Begins a change of the store past the collector. Until [`Node::finish_bulk`] the public counters do not know of
    /// it; a file remembers that over a crash.
    pub(crate) fn begin_bulk(&self) -> anyhow::Result<()> {
        mark_behind(&self.folder.counters_behind())
    }

    /// Loads events past the spool, as a change that [`Node::begin_bulk`] begins.
    pub(crate) async fn load_bulk(&self, frames: &[RecordBatch]) -> anyhow::Result<u64> {
        self.begin_bulk()?;
        Ok(self.loader.load_bulk(frames).await?)
    }

    /// Ends a series of changes: rollups and public counters take in what was loaded, seeded or reclassified.
    pub(crate) async fn finish_bulk(&self) -> anyhow::Result<()> {
        recount(&self.store, &self.collector, &self.loader).await?;
        forget(&self.folder.counters_behind());
        Ok(())
    }

    /// Ends in order: no more events, the last ones sealed and stored if the store is there, the engine closed.
    pub(crate) async fn close(self) {
        let last = self.collector.flush().await;
        if let Some(last) = last
            && tokio::time::timeout(FAREWELL, self.loader.wait_loaded(last)).await.is_err()
        {
            tracing::warn!(
                "the store did not take the last events; they stay in the spool for the next start"
            );
        }
        self.stop.send_replace(true);
        self.watching.abort();
        let mut loading = self.loading;
        if tokio::time::timeout(FAREWELL, &mut loading).await.is_err() {
            // Whatever it was at is in doubt at the next start, and settled then.
            loading.abort();
        }
        let collector = self.collector;
        let _ = tokio::task::spawn_blocking(move || collector.shutdown()).await;
        drop(self.store);
        if let Some(engine) = self.engine {
            engine.shutdown().await;
        }
    }
}

/// Starts the collector on what a former one left, and remembers where its counters have to be rebuilt.
fn start_collector(folder: &DataFolder, surroundings: Surroundings) -> anyhow::Result<Collector> {
    std::fs::create_dir_all(folder.collector())?;
    let collector = Collector::start(&folder.collector(), Pace::default(), surroundings)?;
    if collector.needs_rebase() {
        mark_behind(&folder.counters_behind())?;
    }
    Ok(collector)
}

/// Opens the store that the settings name, and migrates the embedded one.
pub(crate) async fn open_store(
    settings: &Settings,
    folder: &DataFolder,
) -> anyhow::Result<(Store, Option<Engine>)> {
    if let Some(server) = &settings.clickhouse {
        return Ok((Store::connect(server_target(server), &settings.database, "tiraj"), None));
    }
    let engine = open_engine(settings, folder.engine()).await?;
    let store = Store::connect(Target::Embedded(engine.clone()), &settings.database, "tiraj");
    if let Err(error) = store.migrate().await {
        drop(store);
        engine.shutdown().await;
        return Err(error).context("the embedded database cannot be used");
    }
    Ok((store, Some(engine)))
}

/// A server as a target of the store.
pub(crate) fn server_target(server: &Server) -> Target {
    Target::Server { url: server.url.clone(), user: server.user.clone(), password: server.password.clone() }
}

/// Opens the embedded engine, fetching its library where there is none.
pub(crate) async fn open_engine(settings: &Settings, data: PathBuf) -> anyhow::Result<Engine> {
    let options = tiraj_engine::Options { memory_bytes: settings.engine_memory, ..Default::default() };
    let explicit = settings.engine_library.clone();
    let open = move || -> anyhow::Result<Engine> {
        Ok(Engine::open(&find_library(explicit.as_deref())?, &data, &options)?)
    };
    tokio::task::spawn_blocking(open).await?
}

/// The engine's library: the one that is named, the one in the cache, or one that is fetched now.
pub(crate) fn find_library(explicit: Option<&Path>) -> anyhow::Result<Library> {
    let cache = tiraj_engine::cache_dir(|name| std::env::var(name).ok())?;
    match Library::locate(explicit, &cache) {
        Ok(library) => Ok(library),
        Err(error) if explicit.is_some() => Err(error.into()),
        Err(_) => Ok(tiraj_engine::install(&cache, &StderrProgress::new())?),
    }
}

/// Opens the spool in a folder, with the consumers that a node has.
pub(crate) fn open_spool(
    folder: &Path,
    total_bytes: u64,
) -> anyhow::Result<(tiraj_spool::Writer, tiraj_spool::Log)> {
    let options = tiraj_spool::Options {
        segment_bytes: SEGMENT_BYTES,
        total_bytes,
        preamble: tiraj_frames::preamble(),
        consumers: vec![tiraj_loader::CONSUMER, tiraj_collector::CONSUMER],
    };
    let (writer, log, recovery) = tiraj_spool::open(folder, options, Arc::new(DiskFileSystem))?;
    for damage in &recovery.damages {
        tracing::warn!(%damage, "found in the spool");
    }
    if recovery.frames > 0 {
        tracing::info!(
            segments = recovery.segments,
            frames = recovery.frames,
            "going on with what the spool holds"
        );
    }
    Ok((writer, log))
}

/// The dead letters of a folder: they may take a quarter of what the spool may.
pub(crate) fn dead_letters(settings: &Settings, folder: &DataFolder) -> DeadLetters {
    DeadLetters::new(folder.dead_letters(), settings.spool_bytes / 4)
}

/// What a node does by itself.
struct Background {
    store: Store,
    loader: Arc<Loader>,
    collector: Collector,
    counters_behind: PathBuf,
}

impl Background {
    fn beside(store: &Store, loader: &Arc<Loader>, collector: &Collector, folder: &DataFolder) -> Self {
        Self {
            store: store.clone(),
            loader: loader.clone(),
            collector: collector.clone(),
            counters_behind: folder.counters_behind(),
        }
    }

    /// Loads and shares salts until told to stop.
    async fn run(self, exchange: SaltExchange, stop: watch::Receiver<bool>) {
        tokio::join!(self.load(stop.clone()), exchange.run(stop));
    }

    /// Migrates once the store is there, rebuilds lost counters, and loads until told to stop.
    async fn load(self, mut stop: watch::Receiver<bool>) {
        while let Err(error) = self.store.migrate().await {
            tracing::warn!(
                error = crate::output::one_line(&error.into()),
                "the store is not ready; trying again"
            );
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(STORE_RETRY) => {}
            }
        }
        tokio::join!(self.loader.run(stop.clone()), async {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = self.rebuild_counters() => {}
            }
        });
    }

    /// Rebuilds the public counters where their snapshot is lost, or a bulk load was cut short.
    async fn rebuild_counters(&self) {
        if !self.counters_behind.exists() {
            return;
        }
        while let Err(error) = recount(&self.store, &self.collector, &self.loader).await {
            let error = crate::output::one_line(&error);
            tracing::warn!(error, "the public counters cannot be rebuilt yet; trying again");
            tokio::time::sleep(STORE_RETRY).await;
        }
        forget(&self.counters_behind);
    }
}

/// Counts anew from the stored events: rollups and public counters, once what a reclassification was changing is changed.
async fn recount(store: &Store, collector: &Collector, loader: &Loader) -> anyhow::Result<()> {
    settle_mutations(store).await?;
    store.release_held_hours().await?;
    rebase(collector, loader).await
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
        tokio::time::sleep(STORE_RETRY).await;
    }
}

/// Remembers over a crash that the public counters are to be rebuilt.
fn mark_behind(mark: &Path) -> anyhow::Result<()> {
    if mark.exists() {
        return Ok(());
    }
    write_durably(mark, b"the public counters are rebuilt at the next start\n")
}

/// Removes a mark. One that stays costs no more than a needless rebuilding.
fn forget(mark: &Path) {
    let _ = std::fs::remove_file(mark);
}

async fn flush(collector: &Collector, loader: &Loader) -> anyhow::Result<()> {
    if let Some(last) = collector.flush().await {
        wait_loaded(loader, last).await?;
    }
    loader.recompute_rollups().await?;
    Ok(())
}

/// Waits for a segment for as long as loading goes on.
async fn wait_loaded(loader: &Loader, segment: SegmentId) -> anyhow::Result<()> {
    while tokio::time::timeout(PATIENCE, loader.wait_loaded(segment)).await.is_err() {
        let trouble = loader.status().borrow().trouble.clone();
        anyhow::ensure!(trouble.is_empty(), "the store takes no events: {trouble}");
    }
    Ok(())
}

/// Sets the public counters to what the store holds plus what is still on its way there.
async fn rebase(collector: &Collector, loader: &Loader) -> anyhow::Result<()> {
    flush(collector, loader).await?;
    for _ in 1..REBASE_TRIES {
        match rebase_once(collector, loader).await {
            // The segments after the totals were loaded and deleted in the meantime: newer totals hold them.
            Err(error) if matches!(error.downcast_ref(), Some(RebaseError::Gone(_))) => {}
            done => return done,
        }
    }
    rebase_once(collector, loader).await
}

async fn rebase_once(collector: &Collector, loader: &Loader) -> anyhow::Result<()> {
    let (totals, through) = loader.view_totals().await?;
    let pages = totals
        .into_iter()
        .filter_map(|total| Some((total.site.parse().ok()?, total.path.into(), total.views)));
    Ok(collector.rebase(pages.collect::<Totals>(), through.unwrap_or(SegmentId(0))).await?)
}
