//! The node: everything behind one data folder, without a listener.
//!
//! A node owns its folder. The write path (collector, spool, loader) and the store are put together here and
//! nowhere else; `serve` adds listeners, and a command that finds the folder free opens a node just for itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use arrow::array::RecordBatch;
use tiraj_collector::{Collector, Pace, RebaseError, Surroundings, Totals};
use tiraj_engine::{Engine, Library, StderrProgress};
use tiraj_loader::{Loader, Parts};
use tiraj_model::{Clock, SystemClock};
use tiraj_spool::{DiskFileSystem, SegmentId};
use tiraj_store::{Store, Target};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::data_folder::{DataFolder, Ownership};
use crate::settings::{Server, Settings};
use crate::sites_file::SitesFile;

/// A segment is sealed at this size even before its time, so that one insert stays one part of the store.
const SEGMENT_BYTES: u64 = 32 << 20;

/// How long a stopping node waits for the loader to store what the collector has sealed.
const FAREWELL: Duration = Duration::from_secs(5);

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
    pub(crate) clock: Arc<dyn Clock>,
    stop: watch::Sender<bool>,
    loading: JoinHandle<()>,
    _ownership: Ownership,
}

impl Node {
    /// Takes the data folder and starts everything. A store that is away is waited for in the background, unless
    /// it is the embedded engine, whose failure is final.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let folder = DataFolder::new(&settings.data);
        let ownership = folder.take()?;
        let sites = SitesFile::open(&folder.sites())?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (writer, log) = open_spool(&folder, settings.spool_bytes)?;
        let (store, engine) = open_store(settings, &folder).await?;
        let loader = Arc::new(Loader::new(Parts {
            store: store.with_origin("loader"),
            log: log.clone(),
            sites: sites.sites(),
            clock: clock.clone(),
            node: folder.node_number()?,
            dead_letters: folder.dead_letters(),
        }));
        let surroundings = Surroundings {
            clock: clock.clone(),
            randomness: Arc::new(rand::fill),
            sites: sites.sites(),
            writer,
            log,
        };
        std::fs::create_dir_all(folder.collector())?;
        let collector = Collector::start(&folder.collector(), Pace::default(), surroundings)?;
        let stop = watch::Sender::new(false);
        let loading = tokio::spawn(load(store.clone(), loader.clone(), collector.clone(), stop.subscribe()));
        Ok(Self { collector, loader, store, engine, sites, clock, stop, loading, _ownership: ownership })
    }

    /// Waits until all that was acknowledged before the call is in the store and in its rollups.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        flush(&self.collector, &self.loader).await
    }

    /// Loads events past the spool.
    pub(crate) async fn load_bulk(&self, frames: &[RecordBatch]) -> anyhow::Result<u64> {
        Ok(self.loader.load_bulk(frames).await?)
    }

    /// Ends a series of bulk loads: rollups and public counters take in what was loaded.
    pub(crate) async fn finish_bulk(&self) -> anyhow::Result<()> {
        rebase(&self.collector, &self.loader).await
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
        if self.loading.await.is_err() {
            tracing::error!("the loader panicked");
        }
        let collector = self.collector;
        let _ = tokio::task::spawn_blocking(move || collector.shutdown()).await;
        drop(self.store);
        if let Some(engine) = self.engine {
            engine.shutdown().await;
        }
    }
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

fn open_spool(
    folder: &DataFolder,
    total_bytes: u64,
) -> anyhow::Result<(tiraj_spool::Writer, tiraj_spool::Log)> {
    let options = tiraj_spool::Options {
        segment_bytes: SEGMENT_BYTES,
        total_bytes,
        preamble: tiraj_frames::preamble(),
        consumers: vec![tiraj_loader::CONSUMER, tiraj_collector::CONSUMER],
    };
    let (writer, log, recovery) = tiraj_spool::open(&folder.spool(), options, Arc::new(DiskFileSystem))?;
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

/// The background of a node: migrate once the store is there, rebuild lost counters, load until told to stop.
async fn load(store: Store, loader: Arc<Loader>, collector: Collector, mut stop: watch::Receiver<bool>) {
    while let Err(error) = store.migrate().await {
        tracing::warn!(
            error = crate::output::one_line(&error.into()),
            "the store is not ready; trying again"
        );
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(STORE_RETRY) => {}
        }
    }
    let rebuilding = async {
        if collector.needs_rebase()
            && let Err(error) = rebase(&collector, &loader).await
        {
            let error = crate::output::one_line(&error);
            tracing::error!(error, "the public counters could not be rebuilt; restart tiraj to try again");
        }
    };
    tokio::join!(loader.run(stop.clone()), async {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = rebuilding => {}
        }
    });
}

async fn flush(collector: &Collector, loader: &Loader) -> anyhow::Result<()> {
    if let Some(last) = collector.flush().await {
        loader.wait_loaded(last).await;
    }
    loader.recompute_rollups().await?;
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
