//! A full spool refuses in time and in plain words, and recovers by itself with nothing lost.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiraj_store::{Store, StoreError, Target};

use crate::support::{Answer, Database, Server, wait_until};

/// Events of one request.
const BATCH: u64 = 100;

/// What refusing may take here, where other tests share the processors; unloaded it is a few milliseconds.
const PROMPTLY: Duration = Duration::from_millis(1_000);

/// What clients saw.
#[derive(Default)]
struct Book {
    next: AtomicU64,
    acknowledged: Mutex<HashSet<u64>>,
    refusals: Mutex<Vec<Duration>>,
}

impl Book {
    /// Sends a batch, again and again until it is acknowledged or the time is up; says whether it was.
    fn send(&self, server: &Server, until: impl Fn() -> bool) -> bool {
        let first = self.next.fetch_add(BATCH, Ordering::Relaxed);
        let events: Vec<Value> = (first..first + BATCH).map(view).collect();
        loop {
            let begun = Instant::now();
            let answer = server.send(&json!(events));
            match answer.status {
                202 => {
                    self.acknowledged.lock().unwrap().extend(first..first + BATCH);
                    return true;
                }
                503 => {
                    self.refusals.lock().unwrap().push(begun.elapsed());
                    check_refusal(&answer);
                }
                status => panic!("{status}: {}", answer.body),
            }
            if until() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn count(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }
}

fn view(nth: u64) -> Value {
    let url = format!("https://news.example/a/{nth}?utm_content={nth:0200}");
    json!({"site": "news.example", "type": "view", "id": format!("e{nth}"), "url": url})
}

fn check_refusal(answer: &Answer) {
    assert!(matches!(answer.header("retry-after"), Some("1" | "10")), "{:?}", answer.headers);
    let code = &answer.json()["error"]["code"];
    assert!(code == "spool_full" || code == "busy", "{}", answer.body);
}

fn serve(folder: &Path, database: &Database) -> Server {
    let config = folder.join("tiraj.toml");
    let text = format!("[clickhouse]\nurl = \"{}\"\n[spool]\nmax_mb = 1\n", database.url());
    std::fs::write(&config, text).unwrap();
    let config = config.display().to_string();
    Server::start(&folder.join("data"), &["serve", "--site", "news.example", "--config", &config])
}

/// Every face says 503 and when to come back, and readiness says why.
fn check_faces(server: &Server) {
    let event = json!({"n": "pageview", "u": "https://news.example/x", "d": "news.example"}).to_string();
    let plausible = server.post("/api/event", "text/plain", event.as_bytes());
    let pixel = server.get("/p.gif?site=news.example&url=https%3A%2F%2Fnews.example%2Fx");
    for answer in [plausible, pixel] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("10")), "{}", answer.body);
    }
    let ready = server.get("/readyz");
    assert_eq!(ready.status, 503);
    let wrong =
        ready.json()["checks"].as_array().unwrap().iter().filter(|check| check["ok"] == false).count();
    assert_eq!(wrong, 2, "the spool and the database: {}", ready.body);
}

#[test]
fn a_full_spool_refuses_promptly_and_recovers_with_nothing_lost() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::start(&folder.path().join("database"));
    let server = serve(folder.path(), &database);
    wait_until(|| server.get("/readyz").status == 200, "the database is reached");
    let book = Book::default();
    assert!(book.send(&server, || false));
    let back = database.take_away();

    // Until the spool is full and stays it.
    let full = || book.refusals.lock().unwrap().len() >= 50;
    while book.send(&server, full) {}
    assert!(book.count() > 1_000, "the spool took {} events", book.count());
    check_faces(&server);
    let mut refusals = std::mem::take(&mut *book.refusals.lock().unwrap());
    refusals.sort_unstable();
    let (median, longest) = (refusals[refusals.len() / 2], refusals[refusals.len() - 1]);
    eprintln!("{} refusals: half within {median:?}, all within {longest:?}", refusals.len());
    assert!(longest < PROMPTLY, "{longest:?}");

    // Live traffic goes on while the database comes back.
    let done = AtomicBool::new(false);
    let database = std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    book.send(&server, || false);
                    std::thread::sleep(Duration::from_millis(50));
                }
            });
        }
        let database = back();
        let begun = Instant::now();
        let before = book.count();
        wait_until(|| book.count() > before + 1_000, "the server takes events again");
        wait_until(|| server.get("/readyz").status == 200, "the server is ready again");
        eprintln!("recovered {:?} after the database was back", begun.elapsed());
        done.store(true, Ordering::Relaxed);
        database
    });
    let stored = || database.sql("SELECT count(), uniqExact(id) FROM tiraj.events FORMAT TSV");
    let expected = format!("{0}\t{0}", book.count());
    wait_until(|| stored().trim() == expected, "every acknowledged event is stored once");
}

#[tokio::test]
async fn a_database_that_hangs_counts_as_away() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let target = Target::Server { url, user: String::new(), password: String::new() };
    let store = Store::connect(target, "tiraj", "test").with_patience(Duration::from_millis(200));
    let begun = Instant::now();
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
    let events = [tiraj_testkit::view("2026-11-22T10:00:00Z", "/a", 1)];
    let frames = [tiraj_frames::encode_events(&events)];
    let batches = tiraj_loader::split_batches(1, tiraj_model::BatchOrigin::Spool, 9, &frames).unwrap();
    assert!(matches!(store.count_batch(&batches[0]).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.insert_events(&batches[0], 0).await, Err(StoreError::Unavailable(_))));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
