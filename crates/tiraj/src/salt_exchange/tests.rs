//! Collectors that share a database, and one that cannot reach it.

use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::SignedDuration;
use tempfile::TempDir;
use tiraj_collector::RawEvent;
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_enrich::Enricher;
use tiraj_model::{EventKind, ReaderId, Sites};
use tiraj_store::Target;
use tiraj_testkit::{ManualClock, TestDatabase, site};

use super::*;

/// A collector's part in the exchange, and its gate.
struct Node {
    exchange: SaltExchange,
    gate: Admission,
    clock: ManualClock,
    folder: TempDir,
}

/// A store that nobody listens behind.
fn away() -> Store {
    let url = "http://127.0.0.1:1".into();
    Store::connect(Target::Server { url, user: String::new(), password: String::new() }, "tiraj", "test")
}

impl Node {
    fn new(number: u8, store: &Store, clock: &ManualClock) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), number, store, clock)
    }

    /// Every node draws other salts.
    fn in_folder(folder: TempDir, number: u8, store: &Store, clock: &ManualClock) -> Self {
        let next = AtomicU8::new(number * 16);
        let randomness = Arc::new(move |bytes: &mut [u8]| bytes.fill(next.fetch_add(1, Ordering::Relaxed)));
        let salts = Arc::new(Salts::open(folder.path(), randomness));
        let exchange = SaltExchange {
            salts: salts.clone(),
            store: store.clone(),
            clock: Arc::new(clock.clone()),
            node: 1,
        };
        let gate = Admission::new(Sites::new([site()]), salts, Enricher::built_in());
        Self { exchange, gate, clock: clock.clone(), folder }
    }

    /// The reader that one person is for this collector now.
    fn reader(&self) -> ReaderId {
        let sender = Sender {
            ip: Some("192.0.2.7".parse().unwrap()),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".into()),
            languages: String::new(),
            origin: String::new(),
            received_at: self.clock.now(),
            unlinked: false,
            trust: Trust::Stranger,
        };
        let raw = RawEvent::new(EventKind::View, "news.example", "https://news.example/a".to_owned());
        self.gate.admit(raw, &sender).unwrap().reader.unwrap()
    }

    fn file(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("salts")).unwrap()
    }
}

async fn settle(nodes: &[&Node]) {
    for _ in 0..2 {
        for node in nodes {
            node.exchange.exchange().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_reader_of_two_collectors_is_one_reader_on_every_day() {
    let database = TestDatabase::new().await;
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let (a, b) = (Node::new(1, database.store(), &clock), Node::new(2, database.store(), &clock));
    settle(&[&a, &b]).await;
    let monday = a.reader();
    assert_eq!(b.reader(), monday);
    // The next day begins before any round has run.
    clock.turn(SignedDuration::from_hours(14));
    let tuesday = a.reader();
    assert_eq!(b.reader(), tuesday);
    assert_ne!(monday, tuesday);
    assert_eq!(a.exchange.exchange().await.unwrap(), Round::Proposed, "of Wednesday");
    assert_eq!(a.exchange.exchange().await.unwrap(), Round::Settled);
}

#[tokio::test]
async fn proposals_of_the_same_moment_are_settled_by_the_next_round() {
    let database = TestDatabase::new().await;
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let (a, b) = (Node::new(1, database.store(), &clock), Node::new(2, database.store(), &clock));
    let today = "2026-11-23".parse().unwrap();
    for node in [&a, &b] {
        let own = node.exchange.salts.prepare(today);
        database.store().propose_salt(today, &own, 1).await.unwrap();
    }
    assert_ne!(a.reader(), b.reader());
    settle(&[&b, &a]).await;
    assert_eq!(a.reader(), b.reader());
}

#[tokio::test]
async fn a_collector_without_the_store_goes_on_and_joins_the_others_at_the_first_contact() {
    let database = TestDatabase::new().await;
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let (a, mut b) = (Node::new(1, database.store(), &clock), Node::new(2, &away(), &clock));
    settle(&[&a]).await;
    assert!(b.exchange.exchange().await.is_err());
    let alone = b.reader();
    assert_eq!(b.reader(), alone);
    assert_ne!(alone, a.reader());
    b.exchange.store = database.store().clone();
    settle(&[&b]).await;
    assert_eq!(b.reader(), a.reader());
    // The store goes away again, for longer than the salts that it gave reach.
    b.exchange.store = away();
    clock.turn(SignedDuration::from_hours(24));
    assert_eq!(b.reader(), a.reader(), "tomorrow's salt was there in time");
    clock.turn(SignedDuration::from_hours(24));
    assert!(b.exchange.exchange().await.is_err());
    assert_eq!(b.reader(), b.reader());
}

#[tokio::test]
async fn a_restart_without_the_store_keeps_the_shared_salts() {
    let database = TestDatabase::new().await;
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let (a, b) = (Node::new(1, database.store(), &clock), Node::new(2, database.store(), &clock));
    settle(&[&a, &b]).await;
    let restarted = Node::in_folder(b.folder, 3, &away(), &clock);
    assert_eq!(restarted.reader(), a.reader());
    clock.turn(SignedDuration::from_hours(20));
    assert_eq!(restarted.reader(), a.reader(), "tomorrow's too");
}

#[tokio::test]
async fn salts_are_destroyed_in_time_although_no_event_comes() {
    let database = TestDatabase::new().await;
    let clock = ManualClock::at("2026-11-23T23:59:00Z");
    let node = Node::new(1, database.store(), &clock);
    settle(&[&node]).await;
    let monday = database.store().proposed_salts().await.unwrap()[0];
    assert_eq!(monday.0.to_string(), "2026-11-23");
    let is_gone = async || {
        let is_known = node.exchange.salts.known().iter().any(|(day, _)| *day == monday.0);
        let is_stored = database.store().proposed_salts().await.unwrap().contains(&monday);
        (!is_known, !node.file().contains(&monday.1.to_hex()), !is_stored)
    };
    clock.turn(SignedDuration::from_mins(2));
    settle(&[&node]).await;
    assert_eq!(is_gone().await, (false, false, false), "a late event of yesterday still needs it");
    clock.turn(SignedDuration::from_hours(24));
    settle(&[&node]).await;
    assert_eq!(is_gone().await, (true, true, true));
    let days: Vec<String> = node.exchange.salts.known().iter().map(|(day, _)| day.to_string()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-25", "2026-11-26"]);
}

#[tokio::test]
async fn a_running_exchange_ends_when_it_is_told() {
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let node = Node::new(1, &away(), &clock);
    let file = node.folder.path().join("salts");
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(node.exchange.run(stopped));
    while !has_tomorrow(&file) {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    running.await.unwrap();
}

fn has_tomorrow(file: &Path) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.contains("2026-11-24"))
}
