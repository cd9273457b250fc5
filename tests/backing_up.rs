//! A backup is taken beside a running server, and makes a folder that answers the same.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::{Server, fail, run, run_json, wait_until};

fn view(server: &Server, path: &str) {
    let url = format!("https://news.example{path}");
    assert_eq!(server.send(&json!([{"site": "news.example", "type": "view", "url": url}])).status, 202);
}

/// What a folder answers: a weekly report, exports, and the registers.
#[derive(Debug, PartialEq)]
struct Answers {
    report: Value,
    exports: Vec<Vec<String>>,
    sites: Value,
    tokens: String,
}

fn answers(data: &Path) -> Answers {
    let out = data.with_extension("report");
    let site = ["--site", "demo.tiraj"];
    let week = ["--week", "2026-W45", "--format", "json", "--out", out.to_str().unwrap()];
    run(data, &[&["report", "weekly"][..], &site, &week].concat());
    let file = std::fs::read_to_string(out.join("demo.tiraj-2026-W45.json")).unwrap();
    let mut report: Value = serde_json::from_str(&file).unwrap();
    report.as_object_mut().unwrap().remove("generated_at");
    let export = |what: &[&str]| {
        let form = ["--format", "ndjson", "--out", "-"];
        let rows = run(data, &[&["export"][..], what, &site, &form].concat());
        let mut rows: Vec<String> = rows.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let days = ["--from", "2026-10-20", "--to", "2026-11-15"];
    let rollup = |table| export(&[&["rollups", "--table", table][..], &days].concat());
    Answers {
        report,
        exports: vec![
            export(&[&["events"][..], &days].concat()),
            export(&["articles"]),
            rollup("page_days"),
            rollup("scope_days"),
            rollup("visit_days"),
        ],
        sites: run_json(data, &["site", "list", "--json"]),
        tokens: run(data, &["token", "list"]),
    }
}

#[test]
fn a_restored_folder_answers_the_same_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, made) = (folder.path().join("data"), folder.path().join("made"));
    let file = folder.path().join("backup.tar");
    let file = file.to_str().unwrap();
    let server = Server::serve(&data);
    let simulated =
        ["simulate", "--site", "demo.tiraj", "--events", "6000", "--days", "28", "--articles", "60"];
    run(&data, &[&simulated[..], &["--end", "2026-11-14T12:00:00Z"]].concat());
    run(&data, &["token", "create", "--name", "cms"]);
    (0..5).for_each(|_| view(&server, "/a"));

    // Views go on while it is taken.
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                view(&server, "/meanwhile");
            }
        });
        run(&data, &["backup", "--out", file]);
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(!data.join("clickhouse/shadow/tiraj_backup").exists(), "what was held fast is let go of");
    assert!(fail(&data, &["backup", "--out", file], 1).contains("is there already"));
    let expected = answers(&data);
    assert!(expected.exports.iter().all(|rows| rows.len() > 20), "there is something to answer");

    run(&made, &["restore", file]);
    assert!(!made.join("collector/salts").exists(), "no secrets");
    assert!(answers(&made) == expected, "a restored folder answers the same");
    let restored = Server::serve(&made);
    wait_until(|| restored.views("/a") == 5, "the public counters are rebuilt");
    let meanwhile = restored.views("/meanwhile");
    assert!(meanwhile <= server.views("/meanwhile"));
    (0..3).for_each(|_| view(&restored, "/a"));
    assert_eq!(restored.views("/a"), 8);
    run(&made, &["ledger", "--site", "news.example", "--verify", "--json"]);
    let today = ["--from", "2026-01-01", "--to", "2099-12-31", "--format", "ndjson", "--out", "-"];
    let rows = run(&made, &[&["export", "events", "--site", "news.example"][..], &today].concat());
    assert_eq!(rows.lines().count() as u64, 8 + meanwhile, "new batches are told from those of the backup");
    restored.stop();
    let restored = Server::serve(&made);
    assert_eq!((restored.views("/a"), restored.views("/meanwhile")), (8, meanwhile));
    restored.stop();
    server.stop();
}

#[test]
fn a_damaged_backup_and_a_folder_in_use_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (data, made) = (folder.path().join("data"), folder.path().join("made"));
    let file = folder.path().join("backup.tar");
    run(&data, &["site", "add", "news.example"]);
    run(&data, &["backup", "--out", file.to_str().unwrap()]);
    let words = fail(&data, &["restore", file.to_str().unwrap()], 1);
    assert!(words.contains("is not empty"), "{words}");
    let whole = std::fs::read(&file).unwrap();
    let broken = folder.path().join("broken.tar");
    let refuse = |bytes: &[u8], reason: &str| {
        std::fs::write(&broken, bytes).unwrap();
        let words = fail(&made, &["restore", broken.to_str().unwrap()], 1);
        assert!(words.contains(reason), "{words}");
        assert!(!made.exists());
    };
    refuse(&whole[..whole.len() / 2], "take another one");
    let mut changed = whole;
    let at = changed.windows(8).rposition(|window| window == b"CREATE T" || window == b"ATTACH T").unwrap();
    changed[at + 3] ^= 1;
    refuse(&changed, "its content is not what its digest says");
}
