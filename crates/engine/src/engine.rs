//! The open engine, as its users hold it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;

use crate::chdb::Chdb;
use crate::core::{Core, Slot};
use crate::exception::Exception;
use crate::lock::FolderLock;
use crate::{Connector, EngineError, Library, http};

/// Limits of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Memory that all queries, caches and merges together may take, in bytes. A query that needs more fails
    /// with code 241. The engine lowers it to 0.9 of the machine's memory.
    pub memory_bytes: u64,
    /// Requests that run at once; further ones wait in order of arrival. At least 1 is used.
    pub connections: u32,
    /// Threads of one query; 0 leaves it to the engine (one a core).
    pub threads: u32,
    /// A configuration file of ClickHouse, for what only such a file can say, as which servers are a cluster.
    pub configuration: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { memory_bytes: 2 << 30, connections: 8, threads: 0, configuration: None }
    }
}

/// ClickHouse in this process, open on one data folder. Clones are the same engine; it closes with
/// [`shutdown`](Self::shutdown), or when the last clone, router and [`Connector`] is dropped.
#[derive(Clone)]
pub struct Engine {
    core: Arc<Core>,
}

impl Engine {
    /// Loads the library, takes the data folder (made if it is new) and starts the engine: about 0.1 s.
    /// Blocks.
    ///
    /// # Errors
    /// The library does not load, the folder is in use here or by another process or cannot be
    /// written, or the engine refuses it.
    pub fn open(library: &Library, data: &Path, options: &Options) -> Result<Self, EngineError> {
        let chdb = Chdb::load(library.path())?;
        let lock = FolderLock::take(data)?;
        let core = Core::open(chdb, data, options, lock)?;
        tracing::info!(version = core.version(), data = %data.display(), "engine open");
        Ok(Self { core: Arc::new(core) })
    }

    /// The engine's version, for example `26.7.3`.
    #[must_use]
    pub fn version(&self) -> String {
        self.core.version()
    }

    /// The ClickHouse HTTP interface: `/` and `/ping`. See [`crate`] for its promises.
    pub fn router(&self) -> Router {
        http::router(self)
    }

    /// Connects a hyper client to [`router`](Self::router) through memory; the host of its URLs does not
    /// matter.
    #[must_use]
    pub fn connector(&self) -> Connector {
        Connector::new(self.router())
    }

    /// Serves [`router`](Self::router) on a TCP or Unix listener until `shutdown` resolves and the requests
    /// that run then are answered. There is no authentication: whoever reaches the listener owns the data.
    ///
    /// # Errors
    /// Never for a single connection's failure; only if the listener itself cannot go on.
    pub async fn serve<L>(
        &self,
        listener: L,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()>
    where
        L: axum::serve::Listener,
        L::Addr: std::fmt::Debug,
    {
        axum::serve(listener, self.router()).with_graceful_shutdown(shutdown).await
    }

    /// Closes the engine: refuses new requests (503), cancels those that run, waits for them to end, closes
    /// the data folder. Afterwards it may be opened again. Other clones answer 503 from then on.
    pub async fn shutdown(&self) {
        self.core.drain().await;
        let core = Arc::clone(&self.core);
        if tokio::task::spawn_blocking(move || core.close()).await.is_err() {
            tracing::error!("closing the engine panicked");
        }
    }

    /// Waits for the right to run a request.
    pub(crate) async fn admit(&self) -> Result<Slot, Exception> {
        self.core.admit().await
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
