//! One engine for all tests that run at the same time in this process, a database for each of them.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use clickhouse::Client;
use futures_util::FutureExt;
use hyper_util::rt::TokioExecutor;
use tempfile::TempDir;
use tiraj_engine::{Engine, Library, Options, StderrProgress, cache_dir, install};
use tokio::sync::{Mutex, RwLock};

/// Tests that share the engine hold it for reading, tests that open and close engines of their own for
/// writing.
static TURN: RwLock<()> = RwLock::const_new(());

struct Shared {
    engine: Engine,
    users: usize,
    _folder: TempDir,
}

static SHARED: Mutex<Option<Shared>> = Mutex::const_new(None);

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let variable = |name: &str| std::env::var(name).ok();
    match variable("TIRAJ_ENGINE_LIB").map(PathBuf::from) {
        Some(path) => Library::locate(Some(&path), &path).expect("TIRAJ_ENGINE_LIB names a library"),
        None => install(&cache_dir(variable).expect("a cache"), &StderrProgress::new()).expect("installs"),
    }
});

pub(crate) fn library() -> &'static Library {
    &LIBRARY
}

pub(crate) fn options() -> Options {
    Options { memory_bytes: 1 << 30, connections: 4, threads: 2, configuration: None }
}

/// What a test works with.
pub(crate) struct Ground {
    pub(crate) engine: Engine,
    /// Empty, and the client's own.
    pub(crate) database: String,
    pub(crate) client: Client,
}

/// Runs a test on the shared engine, which is open as long as any test uses it.
pub(crate) async fn on_engine<F: Future<Output = ()>>(test: impl FnOnce(Ground) -> F) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let _turn = TURN.read().await;
    let engine = enter().await;
    let database = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let client = client(&engine);
    client.query(&format!("CREATE DATABASE {database}")).execute().await.expect("creates");
    let client = client.with_database(&database);
    let outcome = AssertUnwindSafe(test(Ground { engine, database, client })).catch_unwind().await;
    leave().await;
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Runs a test while no other engine is open in this process.
pub(crate) async fn alone<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    let _turn = TURN.write().await;
    test().await;
}

async fn enter() -> Engine {
    let mut shared = SHARED.lock().await;
    let shared = shared.get_or_insert_with(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(library(), folder.path(), &options()).expect("opens");
        Shared { engine, users: 0, _folder: folder }
    });
    shared.users += 1;
    shared.engine.clone()
}

async fn leave() {
    let mut shared = SHARED.lock().await;
    let last = shared.take_if(|shared| {
        shared.users -= 1;
        shared.users == 0
    });
    if let Some(last) = last {
        last.engine.shutdown().await;
    }
}

/// The official client, connected through memory.
pub(crate) fn client(engine: &Engine) -> Client {
    let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(engine.connector());
    Client::with_http_client(http).with_url("http://engine/")
}

/// The engine's code in an error of the client.
#[track_caller]
pub(crate) fn code<T>(result: Result<T, clickhouse::error::Error>) -> i32 {
    let text = result.err().expect("an error").to_string();
    let number = text.split_once("Code: ").and_then(|(_, rest)| rest.split_once('.'));
    number.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("no code in: {text}"))
}
