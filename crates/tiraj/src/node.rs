//! The node: everything behind one data folder, without a listener.
//!
//! A node owns its folder. The write path (collector, spool, loader) and the store are put together here and
//! nowhere else; `serve` adds listeners, and a command that finds the folder free opens a node just for itself.

mod backing_up;
mod erasing;
mod ledger;
mod letters;
mod publishing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use arrow::array::RecordBatch;
use tiraj_collector::{Collector, Pace, Surroundings};
use tiraj_engine::{Engine, Library, StderrProgress};
use tiraj_enrich::Enricher;
use tiraj_loader::{DeadLetters, Loader, NodeNumber, Parts};
use tiraj_model::{Clock, Sites, SystemClock};
use tiraj_spool::{DiskFileSystem, Log, Writer};
use tiraj_store::{Store, Target};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::counters::Counters;
use crate::data_folder::{DataFolder, Ownership};
use crate::ledger::{LedgerHealth, SelfCheck};
use crate::packs;
use crate::registers::Registers;
use crate::salt_exchange::SaltExchange;
use crate::serving::until;
use crate::settings::{Server, Settings};

use publishing::Publisher;

/// A segment is sealed at this size even before its time: an insert large enough to be cheap, and small enough that the
/// loader may have two at hand.
const SEGMENT_BYTES: u64 = 16 << 20;

/// For how long a node may compute the rollups of a shared store until it renews that: if it dies, another takes over so
/// much later at most.
const LEASE: Duration = Duration::from_secs(10);

/// How long a stopping node waits for the loader to store what the collector has sealed.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long a node waits before it tries to reach an absent store again.
const STORE_RETRY: Duration = Duration::from_secs(2);

/// A running node.
pub(crate) struct Node {
    pub(crate) collector: Collector,
    pub(crate) loader: Arc<Loader>,
    pub(crate) store: Store,
    pub(crate) engine: Option<Engine>,
    pub(crate) registers: Registers,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) publisher: Publisher,
    folder: DataFolder,
    counters: Arc<Counters>,
    ledger_health: LedgerHealth,
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
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let registers = Registers::open(&folder, clock.clone())?;
        let sites = registers.sites.sites();
        let enricher = packs::open(settings)?;
        let number = open_number(&folder)?;
        let (writer, log) = open_spool(&folder.spool(), settings.spool_bytes)?;
        let (store, engine) = open_store(settings, &folder).await?;
        let loader = Arc::new(Loader::new(Parts {
            store: store.with_origin("loader").with_patience(settings.database_patience),
            log: log.clone(),
            sites: sites.clone(),
            clock: clock.clone(),
            node: number.clone(),
            lease: engine.is_none().then_some(LEASE),
            dead_letters: dead_letters(settings, &folder),
            bulk_numbers: folder.bulk_numbers(),
        }));
        let surroundings = surroundings(settings, clock.clone(), enricher.clone(), sites, (writer, log));
        let collector = start_collector(&folder.collector(), surroundings)?;
        let stop = watch::Sender::new(false);
        let salts = salt_exchange(&collector, &store, clock.clone(), &number);
        let shared = engine.is_none().then_some(number);
        let behind = folder.counters_behind();
        let counters =
            Arc::new(Counters::new(collector.clone(), loader.clone(), &store, shared.clone(), behind)?);
        let around = publishing::Surroundings {
            store: &store,
            sites: registers.sites.sites(),
            counters: counters.clone(),
            clock: clock.clone(),
            shared,
        };
        let publisher = Publisher::open(&folder, &settings.delivery, around)?;
        let work = Background { store: store.clone(), loader: loader.clone(), counters: counters.clone() };
        let ledger = SelfCheck::new(&store, &loader, &collector, clock.clone());
        let ledger_health = ledger.health();
        let loading = tokio::spawn(work.run(salts, ledger, stop.subscribe()));
        let watching = tokio::spawn(packs::watch(enricher, settings.clone()));
        Ok(Self {
            collector,
            loader,
            store,
            engine,
            registers,
            clock,
            publisher,
            folder,
            counters,
            ledger_health,
            stop,
            loading,
            watching,
            _ownership: ownership,
        })
    }

    /// Waits until all that was acknowledged before the call is in the store and in its rollups.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        self.counters.flush().await
    }

    /// Begins a change of the store past the collector. Until [`Node::finish_bulk`] the public counters do not know of
    /// it; a file remembers that over a crash.
    pub(crate) fn begin_bulk(&self) -> anyhow::Result<()> {
        self.counters.mark_behind()
    }

    /// Loads events past the spool, as a change that [`Node::begin_bulk`] begins.
    pub(crate) async fn load_bulk(&self, frames: &[RecordBatch]) -> anyhow::Result<u64> {
        self.begin_bulk()?;
        Ok(self.loader.load_bulk(frames).await?)
    }

    /// Ends a series of changes: rollups and the public counters of all nodes take in what was loaded, seeded or reclassified.
    pub(crate) async fn finish_bulk(&self) -> anyhow::Result<()> {
        self.counters.recount().await
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

/// The number of the node that the folder belongs to.
fn open_number(folder: &DataFolder) -> anyhow::Result<Arc<NodeNumber>> {
    let number = NodeNumber::open(folder.node(), &folder.node_identity(), Arc::new(rand::fill))?;
    Ok(Arc::new(number))
}

/// What shares the collector's salts with other nodes.
fn salt_exchange(
    collector: &Collector,
    store: &Store,
    clock: Arc<dyn Clock>,
    number: &NodeNumber,
) -> SaltExchange {
    let salts = collector.admission().salts().clone();
    SaltExchange { salts, store: store.with_origin("salts"), clock, node: number.drawn() }
}

/// Starts the collector on what a former one left in its folder.
fn start_collector(folder: &Path, surroundings: Surroundings) -> anyhow::Result<Collector> {
    std::fs::create_dir_all(folder)?;
    Ok(Collector::start(folder, Pace::default(), surroundings)?)
}

/// Opens the store that the settings name, and migrates the embedded one.
pub(crate) async fn open_store(
    settings: &Settings,
    folder: &DataFolder,
) -> anyhow::Result<(Store, Option<Engine>)> {
    if let Some(server) = &settings.clickhouse {
        return Ok((server_store(server, &settings.database, "tiraj"), None));
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

/// The store of a server, or of the cluster that it is part of.
pub(crate) fn server_store(server: &Server, database: &str, origin: &'static str) -> Store {
    let Server { url, user, password, cluster } = server.clone();
    let store = Store::connect(Target::Server { url, user, password }, database, origin);
    match cluster {
        Some(name) => store.in_cluster(&name),
        None => store,
    }
}

/// What the collector stands in.
fn surroundings(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    enricher: Enricher,
    sites: Sites,
    (writer, log): (Writer, Log),
) -> Surroundings {
    Surroundings {
        clock,
        randomness: Arc::new(rand::fill),
        enricher,
        sites,
        bot_views_per_minute: settings.limits.bot_views,
        writer,
        log,
        max_age: settings.max_age,
    }
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

/// What a node does by itself, besides sharing salts.
struct Background {
    store: Store,
    loader: Arc<Loader>,
    counters: Arc<Counters>,
}

impl Background {
    /// Loads, exchanges salts and counts with other nodes, and checks the ledger, until told to stop.
    async fn run(self, salts: SaltExchange, ledger: SelfCheck, stop: watch::Receiver<bool>) {
        let status = self.loader.status();
        tokio::join!(self.load(stop.clone()), salts.run(stop.clone()), ledger.run(status, stop));
    }

    /// Migrates once the store is there, and loads and counts until told to stop.
    async fn load(&self, mut stop: watch::Receiver<bool>) {
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
        // Beside loading, which does not wait for it.
        let places = async {
            tokio::select! {
                () = self.loader.find_places() => {}
                () = until(stop.clone()) => {}
            }
        };
        tokio::join!(self.loader.run(stop.clone()), self.counters.run(stop.clone()), places);
    }
}
