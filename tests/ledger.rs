//! The ledger over the real program: whatever was received is stored, dropped with a reason, on its way, or named as lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{BROWSER, Database, Server, fail, run, run_json, wait_until};

const SITE: &str = "news.example";

fn view(path: &str, id: &str) -> Value {
    json!({"site": SITE, "type": "view", "url": format!("https://{SITE}{path}"), "id": id})
}

/// The ledger of the last days, whichever the test began in.
fn ledger(data: &Path, arguments: &[&str]) -> Value {
    let from = (jiff::Zoned::now().date() - jiff::ToSpan::days(2)).to_string();
    run_json(data, &[&["ledger", "--json", "--from", &from], arguments].concat())
}

/// The samples of a metric by their labels, as Prometheus reads them.
fn metric(server: &Server, name: &str) -> BTreeMap<String, f64> {
    let answer = server.get("/metrics");
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let mut samples = BTreeMap::new();
    let mut families = BTreeMap::new();
    for line in answer.body.lines() {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (family, kind) = kind.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(families.insert(family, kind), None, "{family} is described once");
        } else if !line.starts_with("# HELP ") {
            let (key, value) = line.rsplit_once(' ').unwrap();
            let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
            let (sampled, labels) = key.split_once('{').map_or((key, ""), |(name, labels)| {
                (name, labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}")))
            });
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| sampled.strip_suffix(end));
            assert!(
                families.contains_key(sampled) || family.is_some_and(|name| families[name] == "histogram"),
                "{line}"
            );
            if sampled == name {
                assert_eq!(samples.insert(labels.to_owned(), value), None, "{line} comes twice");
            }
        }
    }
    samples
}

/// Sends one event for each reason that a sender can be told, and gives them all.
fn send_refused(data: &Path, server: &Server) -> Vec<&'static str> {
    let native = |event: Value| server.send(&event).json()["results"][0]["reason"].clone();
    let site = |site: &str, path: &str| json!({"site": site, "type": "view", "url": format!("https://{site}{path}")});
    let with = |name: &str, value: Value| {
        let mut event = site(SITE, "/a");
        event[name] = value;
        event
    };
    for (site, rule) in [
        ("rules.example", ["--allow-host", "rules.example", "--block-path", "/preview/*"].as_slice()),
        ("closed.example", &["--accept-until", "2020-01-01"]),
        ("slow.example", &["--events-per-minute", "1"]),
    ] {
        run(data, &["site", "add", site]);
        run(data, &[&["site", "set", site], rule].concat());
    }
    let token = run(data, &["token", "create", "--name", "cms"]);
    assert_eq!(native(json!({"site": SITE})), "missing_field");
    assert_eq!(native(with("type", json!("bogus"))), "unknown_name");
    assert_eq!(native(site("other.example", "/a")), "unknown_site");
    assert_eq!(native(with("url", json!("nonsense"))), "bad_url");
    assert_eq!(native(with("id", json!("x".repeat(200)))), "too_long");
    assert_eq!(native(with("ip", json!("192.0.2.1"))), "untrusted");
    assert_eq!(native(site("rules.example", "/preview/a")), "blocked");
    assert_eq!(native(site("closed.example", "/a")), "closed");
    let mut elsewhere = site("rules.example", "/a");
    elsewhere["url"] = json!("https://stolen.example/a");
    assert_eq!(native(elsewhere), "hostname");
    let body = site("rules.example", "/a").to_string();
    let foreign =
        [("content-type", "application/json"), ("origin", "https://stolen.example"), ("user-agent", BROWSER)];
    let answer = server.ask("/api/events", &foreign, Some(body.as_bytes())).json();
    assert_eq!(answer["results"][0]["reason"], "origin");
    let bearer = format!("Bearer {}", token.trim());
    let trusted = [("content-type", "application/json"), ("authorization", &*bearer)];
    let future = with("ts", json!(9_999_999_999_000_i64)).to_string();
    let answer = server.ask("/api/events", &trusted, Some(future.as_bytes())).json();
    assert_eq!(answer["results"][0]["reason"], "time");
    assert_eq!(server.send(&json!([site("slow.example", "/a"), site("slow.example", "/a")])).status, 202);
    let reading =
        json!({"n": "engagement", "u": format!("https://{SITE}/a"), "d": SITE, "e": 5000, "sd": 50});
    let answer = server.post("/api/event", "text/plain", reading.to_string().as_bytes());
    assert_eq!(answer.header("x-plausible-dropped"), Some("1"));
    assert_eq!(server.post("/api/events", "application/json", b"[broken").status, 400);
    server.send(&json!([view("/a", "1"), view("/a", "1")]));
    vec![
        "malformed",
        "missing_field",
        "unknown_name",
        "unknown_site",
        "bad_url",
        "too_long",
        "hostname",
        "origin",
        "blocked",
        "closed",
        "rate_limited",
        "untrusted",
        "no_visit",
        "time",
        "duplicate",
    ]
}

#[test]
fn every_reason_reaches_the_ledger_the_metrics_and_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let reasons = send_refused(&data, &server);
    let is_loaded =
        || ledger(&data, &[])["totals"]["stored"] == 2 && ledger(&data, &[])["totals"]["received"] == 17;
    wait_until(is_loaded, "two events are stored, and refusals are written down");
    let all = ledger(&data, &["--verify"]);
    assert_eq!((&all["balanced"], &all["differences"]), (&json!(true), &json!([])), "{all:#}");
    let dropped = all["totals"]["dropped"].as_object().unwrap();
    let mut expected: Vec<&str> = reasons.clone();
    expected.sort_unstable();
    assert_eq!(dropped.keys().collect::<Vec<_>>(), expected);
    assert!(dropped.values().all(|count| *count == 1), "{dropped:?}");

    let told: BTreeMap<String, f64> = metric(&server, "tiraj_events_dropped_total");
    for reason in &reasons {
        let count: f64 = told
            .iter()
            .filter(|(labels, _)| labels.ends_with(&format!("reason=\"{reason}\"")))
            .map(|(_, n)| n)
            .sum();
        assert!((count - 1.0).abs() < 0.1, "{reason}: {told:?}");
    }
    let of_site = |name| metric(&server, name)[&format!("site=\"{SITE}\"")];
    assert!((of_site("tiraj_events_stored_total") - 1.0).abs() < 0.1);
    assert!((metric(&server, "tiraj_ledger_balanced")[""] - 1.0).abs() < 0.1);
    assert!(metric(&server, "process_resident_memory_bytes")[""] > 1e6);
    assert!(metric(&server, "tiraj_commit_seconds_count")[""] >= 2.0);
    check_api(&server, &ledger(&data, &["--site", SITE]));
    assert!(run(&data, &["ledger", "--site", SITE]).contains("untrusted 1"));
}

/// The stats API says the same of a site as the command, as its schema has it.
fn check_api(server: &Server, expected: &Value) {
    let from = (jiff::Zoned::now().date() - jiff::ToSpan::days(2)).to_string();
    let path = format!("/api/v1/stats/ledger?site={SITE}&from={from}");
    let answer = server.look(&path).json();
    let schema = include_str!("../schemas/stats/ledger.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    validator.validate(&answer).unwrap_or_else(|error| panic!("{error} in {answer:#}"));
    assert_eq!((&answer["balanced"], &answer["totals"]), (&json!(true), &expected["totals"]));
    let csv = server.ask(&path, &[("accept", "text/csv"), ("cookie", server.session())], None);
    let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    assert!(
        lines[0].starts_with("time,received,stored,dropped_")
            && lines[0].ends_with(",pending,dead,lost,balanced")
    );
    assert_eq!(lines.len(), 1 + answer["rows"].as_array().unwrap().len());
    assert_eq!(server.look(&format!("{path}&to=2020-01-01")).json()["error"]["code"], "malformed_request");
}

#[test]
fn a_kill_under_load_leaves_a_balance() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut acknowledged = 0;
    for round in 0..3 {
        let server = Server::serve(&data);
        for batch in 0..20 {
            let events: Value = (0..10).map(|n| view("/a", &format!("{round}-{batch}-{n}"))).collect();
            acknowledged += server.send(&events).json()["accepted"].as_u64().unwrap();
            server.send(&json!({"site": SITE}));
        }
        let live = ledger(&data, &["--verify"]);
        assert_eq!(live["balanced"], true, "beside a live server: {live:#}");
        assert_eq!(
            live["totals"]["stored"].as_u64().unwrap() + live["totals"]["pending"].as_u64().unwrap(),
            acknowledged
        );
        server.kill();
    }
    let server = Server::serve(&data);
    wait_until(|| ledger(&data, &[])["totals"]["pending"] == 0, "everything is loaded");
    let all = ledger(&data, &["--verify"]);
    assert_eq!((&all["balanced"], &all["totals"]["stored"]), (&json!(true), &json!(acknowledged)), "{all:#}");
    server.stop();
    let closed = ledger(&data, &["--verify"]);
    assert_eq!(closed["totals"], all["totals"], "the folder alone says the same");
}

/// A server on a database of its own that may be away.
struct Newsroom {
    data: PathBuf,
    config: String,
}

impl Newsroom {
    fn on(folder: &Path, database: &Database) -> Self {
        let config = folder.join("tiraj.toml");
        std::fs::write(&config, format!("[clickhouse]\nurl = \"{}\"\n", database.url())).unwrap();
        Self { data: folder.join("data"), config: config.display().to_string() }
    }

    fn serve(&self) -> Server {
        Server::start(&self.data, &["serve", "--site", SITE, "--config", &self.config])
    }

    fn ledger(&self, arguments: &[&str]) -> Value {
        ledger(&self.data, &[&["--config", self.config.as_str()], arguments].concat())
    }

    fn totals(&self) -> (Value, Value, Value) {
        let totals = &self.ledger(&[])["totals"];
        (totals["received"].clone(), totals["stored"].clone(), totals["pending"].clone())
    }
}

#[test]
fn what_waits_for_the_database_is_pending_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::start(&folder.path().join("database"));
    let newsroom = Newsroom::on(folder.path(), &database);
    let server = newsroom.serve();
    server.send(&json!([view("/a", "1"), view("/a", "2")]));
    wait_until(|| newsroom.totals() == (json!(2), json!(2), json!(0)), "two events are stored");
    let come_back = database.take_away();
    server.send(&json!([view("/a", "3"), view("/a", "3")]));
    let away = newsroom.ledger(&[]);
    assert_eq!((&away["totals"]["pending"], &away["balanced"]), (&json!(1), &json!(true)), "{away:#}");
    assert!(away["trouble"].as_str().is_some_and(|trouble| !trouble.is_empty()), "{away:#}");
    assert!((metric(&server, "tiraj_events_pending")[&format!("site=\"{SITE}\"")] - 1.0).abs() < 0.1);
    let _database = come_back();
    wait_until(|| newsroom.totals() == (json!(4), json!(3), json!(0)), "the third is stored as well");
    assert_eq!(newsroom.ledger(&["--verify"])["balanced"], true);
}

#[test]
fn a_flipped_bit_and_a_missing_row_raise_the_alarm_and_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::start(&folder.path().join("database"));
    let newsroom = Newsroom::on(folder.path(), &database);
    let server = newsroom.serve();
    server.send(&json!([view("/stored", "0")]));
    wait_until(|| newsroom.totals() == (json!(1), json!(1), json!(0)), "one event is stored");
    let come_back = database.take_away();
    server.send(&json!([view("/destroyed", "1"), view("/destroyed", "2")]));
    server.send(&json!([view("/kept", "3")]));
    // Sealed, so that what is broken in it was acknowledged for certain.
    server.stop();
    flip_bit(&newsroom.data.join("spool"), b"/destroyed");
    let database = come_back();
    let server = newsroom.serve();
    let alarm = || metric(&server, "tiraj_ledger_balanced")[""] < 0.5;
    wait_until(alarm, "the self-check raises the alarm");
    let ready = server.get("/readyz");
    assert_eq!((ready.status, ready.body.contains("2 events were destroyed")), (200, true), "{}", ready.body);
    let refused = fail(&newsroom.data, &["ledger", "--config", &newsroom.config], 1);
    assert!(refused.contains("does not balance"), "{refused}");
    let stored =
        database.sql("SELECT path, count() FROM tiraj.events GROUP BY path ORDER BY path FORMAT TSV");
    assert_eq!(stored, "/kept\t1\n/stored\t1\n");
    assert!((metric(&server, "tiraj_events_lost_total")[&format!("site=\"{SITE}\"")] - 2.0).abs() < 0.1);

    // Somebody takes a row away behind our back.
    database.sql("DELETE FROM tiraj.events WHERE path = '/stored'");
    let shown = fail(&newsroom.data, &["ledger", "--verify", "--config", &newsroom.config], 1);
    assert!(shown.contains("does not balance"), "{shown}");
    let log = server.stop();
    assert!(log.contains("ERROR") && log.contains("the ledger does not balance"), "{log}");
}

/// Flips a bit of the first frame that holds a text.
fn flip_bit(spool: &Path, text: &[u8]) {
    for entry in std::fs::read_dir(spool).unwrap() {
        let path = entry.unwrap().path();
        let Ok(mut bytes) = std::fs::read(&path) else { continue };
        if let Some(at) = bytes.windows(text.len()).position(|window| window == text) {
            bytes[at] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            return;
        }
    }
    panic!("no segment holds {}", String::from_utf8_lossy(text));
}
