//! Several collectors on one ClickHouse server, which may be away.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Database, Server, away_from_midnight, run, wait_until};

/// A data folder whose settings name the database.
struct Collector {
    data: PathBuf,
    config: String,
    server: Server,
}

impl Collector {
    fn start(folder: &Path, name: &str, database: &Database) -> Self {
        let data = folder.join(name);
        let config = folder.join(format!("{name}.toml"));
        std::fs::write(&config, format!("[clickhouse]\nurl = \"{}\"\n", database.url())).unwrap();
        let config = config.display().to_string();
        let server = Server::start(&data, &["serve", "--site", "news.example", "--config", &config]);
        Self { data, config, server }
    }

    fn salts(&self) -> String {
        std::fs::read_to_string(self.data.join("collector/salts")).unwrap_or_default()
    }

    fn view(&self) {
        let event = json!([{"site": "news.example", "type": "view", "url": "https://news.example/a"}]);
        assert_eq!(self.server.send(&event).status, 202);
    }

    fn events(&self) -> Vec<Value> {
        let now = jiff::Timestamp::now().in_tz("Asia/Baku").unwrap().date();
        let (from, to) = (now.yesterday().unwrap().to_string(), now.tomorrow().unwrap().to_string());
        let command = ["export", "events", "--site", "news.example", "--format", "ndjson", "--out", "-"];
        let rows = run(
            &self.data,
            &[&command[..], &["--config", &self.config, "--from", &from, "--to", &to]].concat(),
        );
        assert!(self.salts().lines().skip(1).all(|line| !rows.contains(&line[11..])), "a salt in an export");
        rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
    }
}

/// Waits until two collectors hold the same salts of today and tomorrow.
fn wait_for_agreement(a: &Collector, b: &Collector) {
    let agreed = (0..400).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        let salts = a.salts();
        salts.lines().count() >= 3 && salts == b.salts()
    });
    assert!(agreed, "two collectors do not agree on salts");
}

#[test]
fn two_collectors_know_a_reader_as_one_and_go_on_when_the_database_is_away() {
    let folder = tempfile::tempdir().unwrap();
    away_from_midnight();
    let database = Database::start(&folder.path().join("database"));
    let a = Collector::start(folder.path(), "a", &database);
    let b = Collector::start(folder.path(), "b", &database);
    wait_for_agreement(&a, &b);
    a.view();
    b.view();
    assert!(!b.events().is_empty(), "a collector's own events are flushed");
    let readers: Vec<Value> = a.events().iter().map(|event| event["reader"].clone()).collect();
    assert_eq!((readers.len(), &readers[0]), (2, &readers[1]));
    let agreed = a.salts();
    wait_until(|| [&a, &b].iter().all(|one| one.server.views("/a") == 2), "each counts the other's");
    drop(database);
    a.view();
    b.view();
    assert_eq!((a.server.views("/a"), b.server.views("/a")), (3, 3));
    assert_eq!((a.salts(), b.salts()), (agreed.clone(), agreed));
}
