//! Erasing: what is gone is gone from every file, and everything else counts as before.

mod search;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Server, fail, run, run_json, wait_until};
use search::files_with;

/// A text in the address of the page that is erased, and one in its headline.
const PAGE: &str = "qvzxprivatematter";
const TITLE: &str = "Qvzxheadline";

/// Every day of two months.
const RANGE: [&str; 4] = ["--from", "2026-09-01", "--to", "2026-10-31"];

/// A reader's way through three pages, on a day in the past.
fn way(day: &str, reader: u32) -> Value {
    let event = |path: &str, kind: &str, minute: u32, referrer: &str| {
        let ts: jiff::Timestamp = format!("{day}T10:{minute:02}:00Z").parse().unwrap();
        json!({
            "site": "news.example", "type": kind, "url": format!("https://news.example{path}"), "ts": ts.as_millisecond(),
            "ip": format!("192.0.2.{reader}"), "user_agent": crate::support::BROWSER, "referrer": referrer,
            "share": if kind == "share" { json!({"network": "telegram"}) } else { Value::Null },
            "title": if path.contains(PAGE) { TITLE } else { "Other" },
        })
    };
    let page = format!("/politics/{PAGE}");
    json!([
        event("/front", "view", 1, "https://t.me/channel"),
        event(&page, "view", 2, "https://news.example/front"),
        event(&page, "share", 3, ""),
        event("/after", "view", 4, ""),
    ])
}

/// A folder with a server on it, days in two months, and a page of another site that was reached from the one to be erased.
struct Newsroom {
    server: Server,
    _folder: tempfile::TempDir,
    data: std::path::PathBuf,
}

impl Newsroom {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let server = Server::start(&data, &["serve", "--site", "news.example", "--site", "other.example"]);
        let scopes = ["--scope", "events", "--scope", "articles"];
        let token =
            run(&data, &[&["token", "create", "--name", "cms"][..], &scopes].concat()).trim().to_owned();
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let send = |events: &Value| {
            let answer = server.ask("/api/events", &headers, Some(events.to_string().as_bytes()));
            assert_eq!(answer.status, 202, "{}", answer.body);
            assert_eq!(answer.json()["accepted"], events.as_array().unwrap().len(), "{}", answer.body);
        };
        for day in ["2026-09-28", "2026-09-30", "2026-10-01", "2026-10-02"] {
            (1..=3).for_each(|reader| send(&way(day, reader)));
        }
        let ts: jiff::Timestamp = "2026-10-02T11:00:00Z".parse().unwrap();
        send(&json!([{
            "site": "other.example", "type": "view", "url": "https://other.example/x", "ts": ts.as_millisecond(),
            "referrer": format!("https://news.example/politics/{PAGE}"),
        }]));
        let article = json!({"path": format!("/politics/{PAGE}"), "title": TITLE, "section": "Politics", "authors": ["A"],
                "translations": {"en": "/after"}});
        let article = json!([article, {"path": "/after", "title": "Later", "translations": {
            "az": format!("https://news.example/politics/{PAGE}"), "ru": "/ru/after",
        }}, {
            "path": "/front", "title": "Front", "translations": {"ru": "/after"},
        }]);
        let answer = server.put("/api/v1/articles?site=news.example", Some(&token), &article);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let seeds = data.with_extension("csv");
        std::fs::write(&seeds, format!("path,views\n/politics/{PAGE},100\n/front,10\n")).unwrap();
        run(&data, &["import", "views", "--site", "news.example", seeds.to_str().unwrap()]);
        Self { server, data, _folder: folder }
    }

    fn erase(&self, arguments: &[&str]) -> Value {
        erase(&self.data, arguments)
    }

    fn export(&self, kind: &str) -> Vec<String> {
        export(&self.data, kind)
    }
}

fn erase(data: &Path, arguments: &[&str]) -> Value {
    run_json(data, &[&["erase", "--site", "news.example", "--json"][..], arguments].concat())
}

/// The lines of an export, in order.
fn export(data: &Path, kind: &str) -> Vec<String> {
    let range: &[&str] = if kind == "articles" { &[] } else { &RANGE };
    let arguments = ["export", kind, "--site", "news.example", "--format", "ndjson", "--out", "-"];
    let mut lines: Vec<String> =
        run(data, &[&arguments[..], range].concat()).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn without(lines: &[String], text: &str) -> Vec<String> {
    lines.iter().filter(|line| !line.contains(text)).cloned().collect()
}

/// The ledger counts the rows that are there.
fn assert_balanced(data: &Path) {
    run(data, &["ledger", "--site", "news.example", "--verify", "--json"]);
}

#[test]
fn an_erased_page_is_in_no_file_and_all_else_counts_as_before() {
    let newsroom = Newsroom::open();
    let url = format!("https://www.news.example/politics/{PAGE}/");
    let (events, rollups, articles) =
        (newsroom.export("events"), newsroom.export("rollups"), newsroom.export("articles"));
    assert_eq!(events.len(), 48);
    assert!(articles.iter().any(|line| line.contains(PAGE)), "{articles:?}");
    let held = files_with(&newsroom.data, PAGE);
    assert!(held.len() > 10, "the search finds what is there: {held:?}");
    assert!(!files_with(&newsroom.data, TITLE).is_empty());

    let counted = newsroom.erase(&["--url", &url, "--dry-run"]);
    assert_eq!((counted["events"].as_u64(), counted["views"].as_u64()), (Some(24), Some(12)), "{counted}");
    assert_eq!((counted["days"].as_u64(), counted["erased"].as_bool()), (Some(4), Some(false)), "{counted}");
    assert_eq!(counted["mentioned_by"], json!(["/after"]));
    assert_eq!(newsroom.export("events"), events, "a dry run changes nothing");
    assert_eq!(newsroom.server.views(&format!("/politics/{PAGE}")), 112);

    let erased = newsroom.erase(&["--url", &url, "--yes"]);
    assert_eq!(erased["events"], counted["events"]);
    for text in [PAGE, TITLE] {
        assert_eq!(files_with(&newsroom.data, text), Vec::<std::path::PathBuf>::new(), "{text}");
    }
    assert_eq!(newsroom.server.views(&format!("/politics/{PAGE}")), 0);
    assert_eq!((newsroom.server.views("/front"), newsroom.server.views("/after")), (22, 12));
    assert_eq!(newsroom.export("rollups"), without(&rollups, PAGE));
    let titles = |articles: &[String]| -> Vec<Value> {
        let read = |line: &String| serde_json::from_str::<Value>(line).unwrap();
        articles.iter().map(|line| json!([read(line)["path"], read(line)["title"]])).collect()
    };
    let left: Vec<Value> =
        titles(&articles).into_iter().filter(|article| !article.to_string().contains(PAGE)).collect();
    assert_eq!(titles(&newsroom.export("articles")), left);
    let after = newsroom.export("articles").into_iter().find(|line| line.contains("Later")).unwrap();
    let translations = &serde_json::from_str::<Value>(&after).unwrap()["translations"];
    assert_eq!(*translations, json!({"ru": "/ru/after"}), "its other translation is named as before");
    let visitless = |lines: &[String]| -> Vec<Value> {
        let read = |line: &String| {
            let mut row: Value = serde_json::from_str(line).unwrap();
            row.as_object_mut().unwrap().remove("visit");
            row
        };
        lines.iter().map(read).collect()
    };
    assert_eq!(visitless(&newsroom.export("events")), visitless(&without(&events, PAGE)));
    assert_balanced(&newsroom.data);
    assert_eq!(newsroom.erase(&["--url", &url, "--yes"])["events"], 0, "again there is nothing");

    newsroom.server.kill();
    let server = Server::serve(&newsroom.data);
    assert_eq!((server.views("/front"), server.views(&format!("/politics/{PAGE}"))), (22, 0));
    wait_until(|| server.get("/readyz").status == 200, "the server is ready, its ledger too");
    assert_eq!(files_with(&newsroom.data, PAGE), Vec::<std::path::PathBuf>::new());
    server.stop();
}

#[test]
fn days_are_erased_from_a_stopped_folder_and_their_neighbours_stay() {
    let newsroom = Newsroom::open();
    let (events, rollups) = (newsroom.export("events"), newsroom.export("rollups"));
    let data = newsroom.data.clone();
    newsroom.server.stop();
    let counted = erase(&data, &["--day", "2026-09-30", "--to", "2026-10-01", "--yes"]);
    assert_eq!((counted["events"].as_u64(), counted["days"].as_u64()), (Some(24), Some(2)));
    let is_left = |line: &String| !line.contains("\"2026-09-30") && !line.contains("\"2026-10-01");
    assert_eq!(export(&data, "events"), events.into_iter().filter(is_left).collect::<Vec<_>>());
    assert_eq!(export(&data, "rollups"), rollups.into_iter().filter(is_left).collect::<Vec<_>>());
    assert_balanced(&data);
    let server = Server::serve(&data);
    assert_eq!(server.views("/front"), 16, "ten that it began with, and two days of three");
    server.stop();
}

#[test]
fn a_whole_site_is_erased_and_the_others_stay() {
    let newsroom = Newsroom::open();
    let data = newsroom.data.clone();
    run(&data, &["site", "remove", "news.example"]);
    newsroom.erase(&["--all", "--yes"]);
    for text in [PAGE, TITLE, "/after"] {
        assert_eq!(files_with(&data, text), Vec::<std::path::PathBuf>::new(), "{text}");
    }
    let views = newsroom.server.get("/api/views?site=other.example&path=/x");
    assert_eq!(views.json()["/x"], 1);
    newsroom.server.stop();
}

#[test]
fn an_erasure_that_is_cut_off_is_completed_by_a_repeat() {
    for wait in [200, 700] {
        let newsroom = Newsroom::open();
        let data = newsroom.data.clone();
        let rollups = newsroom.export("rollups");
        // An erasure waits for the spool first, and is not to be cut off while it waits.
        let waiting = || run_json(&data, &["spool", "list", "--json"])["segments"].as_array().unwrap().len();
        wait_until(|| waiting() == 0, "the spool has let go of everything");
        let url = format!("/politics/{PAGE}");
        let erasing = crate::support::tiraj(&data)
            .args(["erase", "--site", "news.example", "--yes", "--url", &url])
            .stderr(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .spawn();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        newsroom.server.kill();
        println!("killed after {wait} ms: done {}", erasing.unwrap().wait().unwrap().success());
        let server = Server::serve(&data);
        erase(&data, &["--url", &url, "--yes"]);
        assert_eq!(files_with(&data, PAGE), Vec::<std::path::PathBuf>::new(), "killed after {wait} ms");
        assert_eq!(export(&data, "rollups"), without(&rollups, PAGE), "killed after {wait} ms");
        assert_eq!((server.views(&url), server.views("/front")), (0, 22), "killed after {wait} ms");
        assert_balanced(&data);
        server.stop();
    }
}

#[test]
fn erasing_wants_to_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let site = ["erase", "--site", "news.example"];
    fail(&data, &[&site[..], &["--all"]].concat(), 2);
    fail(&data, &[&site[..], &["--yes"]].concat(), 2);
    fail(&data, &[&site[..], &["--all", "--url", "/a", "--dry-run"]].concat(), 2);
    let words = fail(&data, &[&site[..], &["--url", "https://foreign.example/a", "--dry-run"]].concat(), 1);
    assert!(words.contains("no host of the site"), "{words}");
}
