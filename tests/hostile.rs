//! Ten thousand hostile requests, and readers who notice nothing of them.

mod attack;
mod loris;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;

use crate::support::Server;
use attack::Attacker;
use loris::Loris;

/// Hostile requests, over all attackers.
const REQUESTS: usize = 10_000;

/// Attackers at the same time.
const ATTACKERS: usize = 8;

/// Connections that write a request for ever.
const SLOW: usize = 300;

/// By how much the process may grow, in KiB. It holds a database, whose caches fill meanwhile.
const GROWTH: u64 = 512 << 10;

/// The longest that a reader's event may wait, on a machine that does everything else as well.
const WAIT: Duration = Duration::from_secs(5);

#[test]
fn ten_thousand_hostile_requests_disturb_no_honest_reader() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::serve(&folder.path().join("data"));
    let seed = seed();
    eprintln!("hostile requests by the seed {seed}; TIRAJ_HOSTILE_SEED={seed} repeats them");
    let before = resident_kib(server.pid());
    let loris = Loris::start(server.address(), SLOW);
    let is_over = AtomicBool::new(false);
    let (answers, honest) = std::thread::scope(|scope| {
        let attack =
            |number| Attacker::new(server.address(), seed + number as u64).attack(REQUESTS / ATTACKERS);
        let attackers: Vec<_> = (0..ATTACKERS).map(|number| scope.spawn(move || attack(number))).collect();
        let honest = scope.spawn(|| read_honestly(&server, &is_over));
        let answers: Vec<_> = attackers.into_iter().flat_map(|attacker| attacker.join().unwrap()).collect();
        is_over.store(true, Ordering::Relaxed);
        (answers, honest.join().unwrap())
    });
    check_answers(&answers);
    assert!(honest.slowest < WAIT, "a reader waited {:?}", honest.slowest);
    assert_eq!(server.views("/honest"), honest.events, "each honest event counts once");
    let after = resident_kib(server.pid());
    eprintln!(
        "memory of the server: {before} KiB before, {after} KiB after; {} slow connections",
        loris.end()
    );
    assert!(after < before + GROWTH, "{before} KiB grew to {after} KiB");
    assert_eq!(server.get("/healthz").body, "ok");
    server.stop();
}

/// What came of the honest events.
struct Honest {
    events: u64,
    slowest: Duration,
}

/// Sends each event twice under one id until the attack is over, as a reader's browser on a bad line does.
fn read_honestly(server: &Server, is_over: &AtomicBool) -> Honest {
    let mut honest = Honest { events: 0, slowest: Duration::ZERO };
    while !is_over.load(Ordering::Relaxed) || honest.events < 20 {
        let event = json!({
            "site": "news.example", "type": "view", "url": "https://news.example/honest",
            "id": format!("honest-{}", honest.events),
        });
        for _ in 0..2 {
            let begun = Instant::now();
            let answer = server.send(&event);
            assert_eq!(
                (answer.status, answer.json()["accepted"].as_u64()),
                (202, Some(1)),
                "{}",
                answer.body
            );
            honest.slowest = honest.slowest.max(begun.elapsed());
        }
        honest.events += 1;
    }
    eprintln!("{} honest events, each sent twice; the slowest took {:?}", honest.events, honest.slowest);
    honest
}

/// Most requests are answered, none by a defect.
fn check_answers(answers: &[Option<u16>]) {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    answers.iter().flatten().for_each(|status| *counts.entry(*status).or_default() += 1);
    let silent = answers.iter().filter(|answer| answer.is_none()).count();
    eprintln!("answers to {} hostile requests: {counts:?}, none to {silent}", answers.len());
    let broken: Vec<_> = counts.keys().filter(|status| **status >= 500 && **status != 503).collect();
    assert!(broken.is_empty(), "{broken:?}");
    for expected in [202, 400, 404, 405, 413, 431] {
        assert!(counts.contains_key(&expected), "the attack is not what it is meant to be: no {expected}");
    }
}

fn seed() -> u64 {
    let given = std::env::var("TIRAJ_HOSTILE_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs()))
}

fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
