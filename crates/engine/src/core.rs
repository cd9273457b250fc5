//! What all clones of an engine share: its limits, its running requests, its end.

use std::collections::HashMap;
use std::ffi::{CString, OsStr};
use std::hash::{BuildHasher, RandomState};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::canceller::{Canceller, Ticket};
use crate::chdb::{Chdb, Connection};
use crate::exception::{Exception, code};
use crate::lock::FolderLock;
use crate::{EngineError, Options};

/// The open engine, shared by its clones and by the requests that run on it.
pub(crate) struct Core {
    chdb: Chdb,
    arguments: Vec<CString>,
    connections: u32,
    permits: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    running: Mutex<HashMap<u64, Arc<Ticket>>>,
    next_id: AtomicU64,
    tags: RandomState,
    canceller: Canceller,
    lock: Mutex<Option<FolderLock>>,
}

impl Core {
    /// Opens the first connection, which starts the engine, and leaves it to the canceller.
    pub(crate) fn open(
        chdb: Chdb,
        data: &Path,
        options: &Options,
        lock: FolderLock,
    ) -> Result<Self, EngineError> {
        // The engine puts a relative path before paths that have it already where it syncs a part's folder, and finds none.
        let data = &std::path::absolute(data).map_err(EngineError::file("find", data))?;
        let arguments = arguments(data, options);
        let first =
            chdb.connect(&arguments).ok_or_else(|| EngineError::NotStarted { path: data.to_owned() })?;
        let canceller = Canceller::start(first).map_err(EngineError::file("start a thread for", data))?;
        let connections = options.connections.max(1);
        Ok(Self {
            chdb,
            arguments,
            connections,
            permits: Arc::new(Semaphore::new(connections as usize)),
            closing: watch::Sender::new(false),
            running: Mutex::default(),
            next_id: AtomicU64::new(1),
            tags: RandomState::new(),
            canceller,
            lock: Mutex::new(Some(lock)),
        })
    }

    pub(crate) fn version(&self) -> String {
        self.chdb.version()
    }

    /// Waits for a free slot and gives it a number.
    pub(crate) async fn admit(self: &Arc<Self>) -> Result<Slot, Exception> {
        let closed = || Exception::new(code::ABORTED, "The engine is shutting down. (ABORTED)");
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| closed())?;
        let ticket = Arc::new(Ticket::new(self.next_id.fetch_add(1, Ordering::Relaxed)));
        self.running().insert(ticket.id(), Arc::clone(&ticket));
        let slot = Slot { core: Arc::clone(self), ticket, _permit: permit };
        if *self.closing.borrow() { Err(closed()) } else { Ok(slot) }
    }

    /// Refuses new requests, cancels those that run, and returns when the last one is over.
    pub(crate) async fn drain(&self) {
        self.closing.send_replace(true);
        let running: Vec<Arc<Ticket>> = self.running().values().cloned().collect();
        running.iter().for_each(|ticket| self.canceller.cancel(ticket));
        let all = Arc::clone(&self.permits).acquire_many_owned(self.connections).await;
        self.permits.close();
        drop(all);
    }

    fn running(&self) -> MutexGuard<'_, HashMap<u64, Arc<Ticket>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last connection first: it stops the engine. Only then may others have the folder.
    pub(crate) fn close(&self) {
        self.canceller.stop();
        if self.lock.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            tracing::info!("engine closed");
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.close();
    }
}

/// The right to run one request. Dropped when its connection is closed.
pub(crate) struct Slot {
    core: Arc<Core>,
    pub(crate) ticket: Arc<Ticket>,
    _permit: OwnedSemaphorePermit,
}

impl Slot {
    /// Opens the request's connection.
    pub(crate) fn connect(&self) -> Option<Connection> {
        let mut arguments = self.core.arguments.clone();
        arguments.push(argument(self.ticket.argument()));
        self.core.chdb.connect(&arguments)
    }

    /// Resolves to `true` values once the engine is to close.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.core.closing.subscribe()
    }

    /// Cancels the request's query when dropped, unless the request is over.
    pub(crate) fn leash(&self) -> Leash {
        Leash { core: Arc::clone(&self.core), ticket: Arc::clone(&self.ticket), loose: false }
    }

    /// Sixteen letters that no stored data can know, for the response's exception marker.
    pub(crate) fn tag(&self) -> String {
        let number = self.core.tags.hash_one(self.ticket.id());
        (0..16)
            .map(|at| char::from(b'a' + u8::try_from(number >> (4 * at) & 15).expect("four bits")))
            .collect()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.ticket.finish();
        self.core.running().remove(&self.ticket.id());
    }
}

/// The client's hold on its query.
pub(crate) struct Leash {
    core: Arc<Core>,
    ticket: Arc<Ticket>,
    loose: bool,
}

impl Leash {
    /// The query has ended.
    pub(crate) fn release(&mut self) {
        self.loose = true;
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.loose {
            self.core.canceller.cancel(&self.ticket);
        }
    }
}

/// Every connection names the same path; the other arguments count for the first one or for its own session.
fn arguments(data: &Path, options: &Options) -> Vec<CString> {
    let configuration = options.configuration.as_ref().map_or(OsStr::new(""), |file| file.as_os_str());
    let mut arguments = vec![
        [OsStr::new("--path="), data.as_os_str()].map(OsStr::as_bytes).concat(),
        format!("--max_server_memory_usage={}", options.memory_bytes).into_bytes(),
        // As on a server: a word alone is a syntax error, not an expression to select.
        b"--implicit_select=0".to_vec(),
        // Always named: otherwise libchdb reads a `config.xml` that happens to lie in the working directory.
        [OsStr::new("--config-file="), configuration].map(OsStr::as_bytes).concat(),
    ];
    if options.threads > 0 {
        arguments.push(format!("--max_threads={}", options.threads).into_bytes());
    }
    arguments.into_iter().map(argument).collect()
}

fn argument(text: impl Into<Vec<u8>>) -> CString {
    CString::new(text).expect("the system takes no path with a NUL byte, and no other argument has one")
}
