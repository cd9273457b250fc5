//! Rubbish in: a clear answer, nothing lost, and the process goes on.

use serde_json::json;

use crate::support::{Answer, Server, fail, run};

#[track_caller]
fn check_shape(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let error = &answer.json()["error"];
    for field in ["code", "message", "request_id"] {
        assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {}", answer.body);
    }
}

#[test]
fn hostile_requests_are_refused_in_one_shape_and_honest_ones_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::serve(&folder.path().join("data"));
    let events = |body: &[u8]| server.post("/api/events", "application/json", body);
    check_shape(&events(b"{\"site\": "), 400);
    check_shape(&events(b"[1, 2"), 400);
    check_shape(&events(b"\xff\xfe\x00\x01"), 400);
    check_shape(&events(&vec![b' '; 3 << 20]), 413);
    check_shape(&events(json!(vec![json!({}); 1001]).to_string().as_bytes()), 400);
    check_shape(&server.get("/api/events"), 405);
    check_shape(&server.get("/api/nothing"), 404);
    check_shape(&server.get("/api/views?site=news.example"), 400);
    check_shape(&server.get("/api/views?site=unknown.example&path=/a"), 404);

    let one = |event: serde_json::Value| server.send(&json!([event])).json()["results"][0].clone();
    let event = |url: &str| json!({"site": "news.example", "type": "view", "url": url});
    let reasons = [
        (json!({"site": "other.example", "type": "view", "url": "https://other.example/"}), "unknown_site"),
        (json!({"site": "news.example", "type": 7, "url": "https://news.example/"}), "malformed"),
        (json!({"site": "news.example", "url": "https://news.example/"}), "missing_field"),
        (json!({"site": "news.example", "type": "dance", "url": "https://news.example/"}), "unknown_name"),
        (event("not a url"), "bad_url"),
        (event(&format!("https://news.example/{}", "a".repeat(100_000))), "too_long"),
    ];
    for (event, reason) in reasons {
        let result = one(event);
        assert_eq!(
            (result["status"].as_str(), result["reason"].as_str()),
            (Some("dropped"), Some(reason)),
            "{result}"
        );
        assert!(!result["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(one(event("https://news.example/a"))["status"], "accepted");
    assert_eq!(server.views("/a"), 1);
}

#[test]
fn a_busy_port_and_a_folder_in_use_are_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let taken = server.url("").replace("http://", "");
    let other = folder.path().join("other");
    let words = fail(&other, &["serve", "--listen", &taken], 1);
    assert!(words.contains("cannot listen on") && words.lines().count() == 1, "{words}");
    assert!(!other.exists(), "a busy port must leave nothing behind");
    let words = fail(&data, &["serve", "--listen", "127.0.0.1:0"], 1);
    assert!(words.contains("belongs to the running process"), "{words}");
    assert!(run(&data, &["migrate"]).starts_with("nothing to do"), "commands go through the running server");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    // A file in the place of the folder: unlike rights, this stops root as well.
    let data = folder.path().join("file");
    std::fs::write(&data, "").unwrap();
    let words = fail(&data, &["site", "list"], 1);
    assert!(words.contains("choose another with --data") && words.lines().count() == 1, "{words}");
}

#[test]
fn wrong_usage_exits_with_2_and_failure_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fail(&data, &["serve", "--listen", "nowhere"], 2);
    fail(&data, &["report", "weekly", "--site", "news.example", "--week", "2026-46", "--out", "x"], 2);
    let words = fail(&data, &["report", "weekly", "--site", "news.example", "--lang", "de", "--out", "x"], 2);
    assert!(words.contains("`de` is no language; use one of: en, az, ru"), "{words}");
    fail(&data, &["site", "add", "not a site"], 2);
    fail(&data, &["site", "add", "news.example", "--timezone", "Mars/Base"], 2);
    let words = fail(&data, &["report", "weekly", "--site", "news.example", "--out", "x"], 1);
    assert!(words.contains("`tiraj site add news.example` makes it"), "{words}");
    run(&data, &["site", "add", "news.example"]);
    let words = fail(&data, &["simulate", "--site", "news.example", "--events", "1"], 1);
    assert!(words.contains("no demo site"), "{words}");
    let words = fail(&data, &["import", "access-log", "--site", "news.example", "/no/such.log"], 1);
    assert!(words.contains("/no/such.log"), "{words}");
}

#[test]
fn a_full_spool_answers_503_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    // A ClickHouse server that is not there: nothing leaves the spool.
    let settings = "[clickhouse]\nurl = \"http://127.0.0.1:1\"\n[spool]\nmax_mb = 1\n";
    let config = folder.path().join("small.toml");
    std::fs::write(&config, settings).unwrap();
    let arguments = ["serve", "--site", "news.example", "--config", config.to_str().unwrap()];
    let server = Server::start(&data, &arguments);
    let event = json!({"site": "news.example", "type": "view", "url": "https://news.example/a"});
    let batch = json!(vec![event; 200]);
    let mut accepted = 0;
    let full = loop {
        let answer = server.send(&batch);
        if answer.status != 202 {
            break answer;
        }
        accepted += 200;
        assert!(accepted < 1_000_000, "a spool of 1 MB must fill up");
    };
    check_shape(&full, 503);
    assert!(full.header("retry-after").is_some());
    assert_eq!(server.views("/a"), accepted, "what was refused is not counted");
    server.kill();
    // The same folder with a store and more room: all that was acknowledged is there.
    let server = Server::serve(&data);
    assert_eq!(server.views("/a"), accepted);
    assert_eq!(server.send(&batch).status, 202);
}
