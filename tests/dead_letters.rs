//! Events that the database refuses are set aside with the reason, stored once when they are sent again, or given up.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use tiraj_loader::{DeadLetter, DeadLetters, Loader, NodeNumber, Parts, Retrial, RetryError, Status};
use tiraj_model::Sites;
use tiraj_spool::{DiskFileSystem, Log, Options, SegmentId, Writer};
use tiraj_store::Store;
use tiraj_testkit::{ManualClock, at, site, view};
use tokio::sync::watch;

use crate::support::{Database, Server, fail, run_json, tiraj, wait_until};

/// What an operator adds to the table, and later takes back.
const REFUSE: &str = "ALTER TABLE tiraj.events ADD CONSTRAINT only_good CHECK path NOT LIKE '/bad%'";
const ALLOW: &str = "ALTER TABLE tiraj.events DROP CONSTRAINT only_good";

/// A spool with a second reader, so that a loaded segment stays until the test lets it go.
fn open_spool(folder: &Path) -> (Writer, Log) {
    let options = Options {
        segment_bytes: 1 << 20,
        total_bytes: 1 << 30,
        preamble: tiraj_frames::preamble(),
        consumers: vec![tiraj_loader::CONSUMER, "counter"],
    };
    let (writer, log, _) = tiraj_spool::open(folder, options, Arc::new(DiskFileSystem)).unwrap();
    (writer, log)
}

fn new_loader(store: &Store, log: &Log, folder: &Path) -> Loader {
    limited_loader(store, log, folder, 1 << 20)
}

/// A loader whose dead letters take no more than so many bytes.
fn limited_loader(store: &Store, log: &Log, folder: &Path, letter_bytes: u64) -> Loader {
    let (number, identity) = (folder.join("node"), folder.join("node-identity"));
    let node = NodeNumber::open(number, &identity, Arc::new(rand::fill)).unwrap();
    Loader::new(Parts {
        store: store.clone(),
        log: log.clone(),
        sites: Sites::new([site()]),
        clock: Arc::new(ManualClock::at("2026-11-22T12:00:00Z")),
        node: Arc::new(node),
        lease: None,
        dead_letters: DeadLetters::new(folder.join("dead"), letter_bytes),
        bulk_numbers: folder.join("bulk-number"),
    })
}

/// Runs a loader until a segment is in.
async fn run_through(loader: &Loader, segment: SegmentId) {
    let (stop, stopped) = watch::channel(false);
    tokio::join!(loader.run(stopped), async {
        loader.wait_loaded(segment).await;
        stop.send_replace(true);
    });
}

async fn stored(store: &Store) -> Vec<(String, u64)> {
    let mut totals: Vec<_> =
        store.view_totals(&[]).await.unwrap().into_iter().map(|total| (total.path, total.views)).collect();
    totals.sort();
    totals
}

/// What the ledger says of all events: accepted, stored, dead, dropped.
async fn ledger(store: &Store) -> (u64, u64, u64, u64) {
    let day = (at("2026-11-22T00:00:00Z"), at("2026-11-23T00:00:00Z"));
    let minutes = store.ledger_minutes(day, 0, u64::MAX).await.unwrap();
    let [minute] = &minutes[..] else { panic!("{minutes:?}") };
    let dropped = minute.dropped.iter().map(|(_, count)| count).sum();
    (minute.accepted, minute.stored, minute.dead, dropped)
}

fn counts(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(path, views)| ((*path).to_owned(), *views)).collect()
}

/// A database that refuses bad paths, and a segment of 300 events of which two are bad.
async fn half_poisoned(folder: &Path) -> (Database, Store, Writer, Log, SegmentId) {
    let database = Database::start(&folder.join("database"));
    let store = database.migrated_store().await;
    database.sql(REFUSE);
    let (mut writer, log) = open_spool(&folder.join("spool"));
    let segment = append_poison(&mut writer, 0);
    (database, store, writer, log, segment)
}

/// A segment of 300 events of which two are bad; they are numbered from `first` on.
fn append_poison(writer: &mut Writer, first: u64) -> SegmentId {
    let path = |nth: u64| if nth == 7 || nth == 201 { "/bad" } else { "/good" };
    let events: Vec<_> =
        (0..300).map(|nth| view("2026-11-22T10:00:00Z", path(nth), first + nth + 1)).collect();
    writer.append(&tiraj_frames::encode_batch(&tiraj_frames::encode_events(&events)).unwrap()).unwrap();
    writer.seal().unwrap()
}

#[tokio::test]
async fn a_batch_that_is_bad_in_part_loses_only_its_bad_rows_and_they_come_back_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (database, store, writer, log, segment) = half_poisoned(folder).await;
    let loader = new_loader(&store, &log, folder);
    run_through(&loader, segment).await;
    assert_eq!(stored(&store).await, counts(&[("/good", 298)]));
    let status = loader.status().borrow().clone();
    assert_eq!((status.rows, status.dead_rows), (298, 2));
    assert_eq!(ledger(&store).await, (300, 298, 2, 0));
    let letters = loader.letters().list().unwrap();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.rows, letter.sites["news.example"]), (2, 2));
    assert!(letter.reason.contains("only_good"), "{}", letter.reason);
    let early = loader.retry_letter(letter.batch).await;
    assert!(matches!(early, Err(RetryError::Early(_))), "the segment may come again: {early:?}");

    // The process dies before the counter has let the segment go, so the segment is offered again; meanwhile the
    // operator has mended the table.
    drop((writer, log, loader));
    database.sql(ALLOW);
    let (writer, log) = open_spool(&folder.join("spool"));
    let loader = new_loader(&store, &log, folder);
    run_through(&loader, segment).await;
    assert_eq!(stored(&store).await, counts(&[("/good", 298)]), "what was set aside stays aside");
    assert_eq!(loader.letters().list().unwrap(), letters);
    assert_eq!(ledger(&store).await, (300, 298, 2, 0));

    log.acknowledge("counter", segment).unwrap();
    assert_eq!(loader.retry_letter(letter.batch).await.unwrap(), Retrial::Landed);
    assert_eq!(stored(&store).await, counts(&[("/bad", 2), ("/good", 298)]));
    assert_eq!(loader.letters().list().unwrap(), []);
    assert_eq!(ledger(&store).await, (300, 300, 0, 0));
    loader.recompute_rollups().await.unwrap();
    assert_eq!(
        store.rollup_differences(at("2026-11-01T00:00:00Z"), at("2026-11-22T12:00:00Z")).await.unwrap(),
        []
    );
    drop(writer);
}

#[tokio::test]
async fn a_letter_is_stored_once_though_a_retry_was_cut_off_after_its_insert() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (database, store, _writer, log, segment) = half_poisoned(folder).await;
    let loader = new_loader(&store, &log, folder);
    run_through(&loader, segment).await;
    log.acknowledge("counter", segment).unwrap();
    let letter: DeadLetter = loader.letters().list().unwrap().remove(0);
    let file = folder.join("dead").join(format!("{}.arrows", letter.batch));
    let kept = std::fs::read(&file).unwrap();
    let refused = loader.retry_letter(letter.batch).await.unwrap();
    assert!(matches!(refused, Retrial::Refused(reason) if reason.contains("only_good")));
    assert_eq!(loader.letters().list().unwrap()[0].since, letter.since, "it is the same letter");
    database.sql(ALLOW);
    assert_eq!(loader.retry_letter(letter.batch).await.unwrap(), Retrial::Landed);
    // The file is back, as after a kill between the insert and the removal.
    std::fs::write(&file, kept).unwrap();
    assert_eq!(loader.retry_letter(letter.batch).await.unwrap(), Retrial::Landed);
    assert_eq!(stored(&store).await, counts(&[("/bad", 2), ("/good", 298)]));
    assert!(matches!(loader.retry_letter(letter.batch).await, Err(RetryError::Letter(_))));
}

#[tokio::test]
async fn letters_that_fill_their_room_hold_loading_up_until_one_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (_database, store, mut writer, log, first) = half_poisoned(folder).await;
    let loader = new_loader(&store, &log, folder);
    run_through(&loader, first).await;
    log.acknowledge("counter", first).unwrap();
    let letter = loader.letters().list().unwrap().remove(0);
    let bytes =
        std::fs::metadata(folder.join("dead").join(format!("{}.arrows", letter.batch))).unwrap().len();

    // There is room for one letter and a half.
    drop(loader);
    let loader = limited_loader(&store, &log, folder, bytes + bytes / 2);
    let second = append_poison(&mut writer, 300);
    let mut status = loader.status();
    let (stop, stopped) = watch::channel(false);
    tokio::join!(loader.run(stopped), async {
        let held_up = |status: &Status| status.trouble.contains("dead letters take up");
        status.wait_for(held_up).await.unwrap();
        assert_eq!(loader.letters().list().unwrap(), std::slice::from_ref(&letter));
        assert_eq!(
            stored(&store).await,
            counts(&[("/good", 298)]),
            "nothing lands before its bad rows are kept"
        );

        loader.drop_letter(letter.batch).await.unwrap();
        loader.wait_loaded(second).await;
        stop.send_replace(true);
    });
    assert_eq!(stored(&store).await, counts(&[("/good", 596)]));
    let letters = loader.letters().list().unwrap();
    assert_eq!(letters.iter().map(|letter| letter.rows).collect::<Vec<_>>(), [2]);
    assert_ne!(letters[0].batch, letter.batch);
    assert_eq!(ledger(&store).await, (598, 596, 2, 2), "what was given up is dropped, and not accepted");
}

/// A server on a database of its own.
struct Newsroom {
    data: PathBuf,
    config: String,
    database: Database,
}

impl Newsroom {
    fn new(folder: &Path) -> Self {
        let database = Database::start(&folder.join("database"));
        let config = folder.join("tiraj.toml");
        std::fs::write(&config, format!("[clickhouse]\nurl = \"{}\"\n", database.url())).unwrap();
        Self { data: folder.join("data"), config: config.display().to_string(), database }
    }

    fn serve(&self) -> Server {
        Server::start(&self.data, &["serve", "--site", "news.example", "--config", &self.config])
    }

    fn spool(&self, arguments: &[&str]) -> Value {
        run_json(&self.data, &[&["spool"], arguments, &["--json", "--config", &self.config]].concat())
    }

    /// Waits until so many dead letters are listed.
    fn wait_for_letters(&self, count: usize) -> Value {
        let mut state = Value::Null;
        let is_so = || {
            state = self.spool(&["list"]);
            state["dead_letters"].as_array().unwrap().len() == count
        };
        wait_until(is_so, "the dead letters are set aside");
        state
    }

    fn events(&self, path: &str) -> String {
        let count = format!("SELECT count() FROM tiraj.events WHERE path = '{path}' FORMAT TSV");
        self.database.sql(&count).trim().to_owned()
    }
}

fn send(server: &Server, paths: &[&str]) {
    let event = |path: &&str| json!({"site": "news.example", "type": "view", "url": format!("https://news.example{path}")});
    let answer = server.send(&paths.iter().map(event).collect());
    assert_eq!(answer.status, 202, "{}", answer.body);
}

#[test]
fn dead_letters_are_listed_sent_again_and_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let room = Newsroom::new(folder.path());
    let server = room.serve();
    send(&server, &["/good"]);
    wait_until(|| server.get("/readyz").status == 200, "the database is reached");
    room.database.sql(REFUSE);
    send(&server, &["/good", "/bad-1", "/good"]);
    let state = room.wait_for_letters(1);
    let letter = &state["dead_letters"][0];
    assert_eq!((&letter["rows"], &letter["sites"]["news.example"]), (&json!(1), &json!(1)));
    assert!(letter["reason"].as_str().unwrap().contains("only_good"), "{letter}");
    // The letter is kept first, the good rows land after it.
    wait_until(|| room.events("/good") == "3", "the good rows are stored");
    assert_eq!(room.events("/bad-1"), "0");
    assert_eq!(room.spool(&["list"])["trouble"], Value::Null);

    let batch = letter["batch"].as_str().unwrap().to_owned();
    let refused =
        tiraj(&room.data).args(["spool", "retry", &batch, "--config", &room.config]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("only_good"));
    room.database.sql(ALLOW);
    let done = room.spool(&["retry", "--all"]);
    assert_eq!((&done["events"], &done["letters"][0]["refused"]), (&json!(1), &Value::Null));
    assert_eq!(room.events("/bad-1"), "1");
    assert_eq!(room.spool(&["list"])["dead_letters"], json!([]));

    room.database.sql(REFUSE);
    send(&server, &["/bad-2"]);
    let state = room.wait_for_letters(1);
    let batch = state["dead_letters"][0]["batch"].as_str().unwrap().to_owned();
    // Beside nobody and without a database: the folder itself is read.
    server.stop();
    let back = room.database.take_away();
    let listed = run_json(&room.data, &["spool", "list", "--json", "--config", &room.config]);
    assert_eq!(listed["dead_letters"], state["dead_letters"]);
    let room = Newsroom { data: room.data, config: room.config, database: back() };
    assert_eq!(room.spool(&["drop", &batch])["events"], json!(1));
    assert_eq!(room.spool(&["list"])["dead_letters"], json!([]));
    assert_eq!(room.events("/bad-2"), "0");
    let log = std::fs::read_to_string(room.data.join("dead-letters/dropped.log")).unwrap();
    assert!(log.contains(&batch) && log.contains("only_good") && log.lines().count() == 1, "{log}");
    let unknown = fail(&room.data, &["spool", "drop", &batch, "--config", &room.config], 1);
    assert!(unknown.contains("there is no dead letter"), "{unknown}");
    assert!(fail(&room.data, &["spool", "drop"], 2).contains("BATCH"), "what is given up is named");
}
