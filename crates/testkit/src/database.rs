//! A database of a test's own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

use tempfile::TempDir;
use tiraj_engine::{Engine, Library, Options, StderrProgress};
use tiraj_store::{Store, Target};

/// The variable that names a server to test against in the place of the embedded engine.
const SERVER: &str = "TIRAJ_TEST_CLICKHOUSE_URL";

/// The engine of this test process, for as long as a test uses it: a process can hold one at a time.
static ENGINE: Mutex<Weak<OpenEngine>> = Mutex::new(Weak::new());
static NUMBER: AtomicU32 = AtomicU32::new(0);

struct OpenEngine {
    // Dropped before the folder it works in.
    engine: Engine,
    _folder: TempDir,
}

/// A migrated database that no other test sees.
pub struct TestDatabase {
    store: Store,
    ground: Ground,
}

/// What a test's database lies on.
enum Ground {
    /// The embedded engine; everything goes with its folder.
    Embedded { _engine: Arc<OpenEngine> },
    /// A server, from which the database is dropped.
    Server { url: String, database: String },
}

impl TestDatabase {
    /// Makes one.
    pub async fn new() -> Self {
        let database = Self::without_tables();
        database.store.migrate().await.unwrap();
        database
    }

    /// Makes one that has no tables yet.
    #[must_use]
    pub fn without_tables() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let (target, ground) = match std::env::var(SERVER) {
            Ok(url) => {
                let target =
                    Target::Server { url: url.clone(), user: String::new(), password: String::new() };
                (target, Ground::Server { url, database: name.clone() })
            }
            Err(_) => {
                let engine = shared_engine();
                (Target::Embedded(engine.engine.clone()), Ground::Embedded { _engine: engine })
            }
        };
        Self { store: Store::connect(target, &name, "test"), ground }
    }

    /// Its store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ground::Server { url, database } = &self.ground {
            // The name is our own, and a failure leaves no more than an empty database behind.
            let _ = ureq::post(url).send(format!("DROP DATABASE IF EXISTS {database} SYNC"));
        }
    }
}

/// The engine's library in the user's cache, fetched when it is not there.
#[must_use]
pub fn install_engine() -> Library {
    let cache = tiraj_engine::cache_dir(|name| std::env::var(name).ok()).unwrap();
    let explicit = std::env::var_os("TIRAJ_ENGINE_LIB");
    Library::locate(explicit.as_deref().map(std::path::Path::new), &cache)
        .or_else(|_| tiraj_engine::install(&cache, &StderrProgress::new()))
        .unwrap()
}

fn shared_engine() -> Arc<OpenEngine> {
    let mut shared = ENGINE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(open) = shared.upgrade() {
        return open;
    }
    let folder = TempDir::new().unwrap();
    let engine = Engine::open(&install_engine(), folder.path(), &Options::default()).unwrap();
    let open = Arc::new(OpenEngine { engine, _folder: folder });
    *shared = Arc::downgrade(&open);
    open
}
