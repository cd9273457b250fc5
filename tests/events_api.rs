//! The events API of a running server: tokens, repeats, and the platforms that numbers are split by.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Answer, BROWSER, Server, away_from_midnight, fail, run, run_json};

fn view(path: &str, id: &str) -> Value {
    json!({"site": "news.example", "type": "view", "url": format!("https://news.example{path}"), "id": id})
}

fn send(server: &Server, token: &str, events: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    server.ask("/api/events", &headers, Some(events.to_string().as_bytes()))
}

/// All stored events of `news.example`.
fn export(data: &Path) -> Vec<Value> {
    let arguments = ["export", "events", "--site", "news.example", "--format", "ndjson", "--out", "-"];
    let rows = run(data, &[&arguments[..], &["--from", "2020-01-01", "--to", "2099-12-31"]].concat());
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn a_token_is_made_beside_a_server_works_at_once_and_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let made = run(&data, &["token", "create", "--name", "cms", "--site", "news.example"]);
    let token = made.trim();
    assert!(token.starts_with("trj_") && token.len() == 47, "{token}");
    assert!(fail(&data, &["token", "create", "--name", "cms"], 1).contains("there is a token `cms` already"));

    let mut old = view("/old", "1");
    (old["ts"], old["ip"], old["user_agent"]) =
        (json!(1_600_000_000_000_i64), json!("192.0.2.7"), json!(BROWSER));
    assert_eq!(send(&server, token, &old).json()["accepted"], 1);
    assert_eq!(server.send(&old).json()["results"][0]["reason"], "untrusted");
    let row = export(&data).remove(0);
    assert_eq!((&row["time"], &row["browser"]), (&json!("2020-09-13T12:26:40.000Z"), &json!("Chrome")));
    assert_eq!(server.views("/old"), 1);

    run(&data, &["token", "revoke", "cms"]);
    let answer = send(&server, token, &old);
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (401, &json!("unauthorized")));
    assert!(answer.header("www-authenticate").is_some_and(|asked| asked.starts_with("Bearer")));
}

#[test]
fn tokens_outlive_a_restart_and_only_their_digest_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let unknown = ["token", "create", "--name", "x", "--site", "other.example"];
    assert!(fail(&data, &unknown, 1).contains("other.example"));
    fail(&data, &["token", "create", "--name", "x", "--scope", "everything"], 2);
    let made = run_json(&data, &["token", "create", "--name", "app", "--json"]);
    let token = made["token"].as_str().unwrap();
    let kept = std::fs::read_to_string(data.join("tokens.json")).unwrap();
    assert!(!kept.contains(&token[4..]), "{kept}");
    let listed = run_json(&data, &["token", "list", "--json"]);
    let expect =
        json!([{"name": "app", "sites": [], "scopes": ["events"], "created_at": made["created_at"]}]);
    assert_eq!(listed, expect);
    let server = Server::serve(&data);
    assert_eq!(send(&server, token, &view("/a", "1")).status, 202);
    assert_eq!(send(&server, "trj_wrong", &view("/a", "2")).status, 401);
}

#[test]
fn an_id_counts_once_among_racing_senders_and_over_ends_of_both_kinds() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let batch: Value = (0..50).map(|n| view("/a", &(n % 40).to_string())).collect();
    let server = Server::serve(&data);
    let repeated: u64 = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..4).map(|_| scope.spawn(|| server.send(&batch).json())).collect();
        let answers = senders.into_iter().map(|sender| sender.join().unwrap());
        answers.map(|answer| answer["repeated"].as_u64().unwrap()).sum()
    });
    assert_eq!(repeated, 4 * 50 - 40);
    assert_eq!(server.views("/a"), 40);
    server.kill();
    let server = Server::serve(&data);
    assert_eq!(server.send(&batch).json()["repeated"], 50, "after a kill");
    server.stop();
    let server = Server::start(&data, &["serve", "--site", "other.example"]);
    assert_eq!(server.send(&batch).json()["repeated"], 50, "after an orderly end");
    let mut elsewhere = view("/a", "1");
    elsewhere["site"] = json!("other.example");
    assert_eq!(server.send(&elsewhere).json()["repeated"], 0, "an id is its site's own");
    assert_eq!(server.views("/a"), 40);
    assert_eq!(export(&data).len(), 40);
}

#[test]
fn numbers_are_split_by_platform_and_the_export_keeps_it() {
    away_from_midnight();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let native = ["ios", "android", "server"];
    let batch: Value = native
        .iter()
        .map(|platform| {
            let mut event = view(&format!("/{platform}"), platform);
            event["platform"] = json!(platform);
            event
        })
        .collect();
    assert_eq!(server.send(&batch).json()["accepted"], 3);
    let pixels = ["amp", "instant_view", "rss"];
    for platform in pixels {
        let url = format!("https%3A%2F%2Fnews.example%2F{platform}");
        let uri = format!("/p.gif?site=news.example&url={url}&platform={platform}");
        assert_eq!(server.ask(&uri, &[("user-agent", BROWSER)], None).status, 200);
        assert_eq!(server.views(&format!("/{platform}")), 1);
    }
    server.send(&view("/web", "web"));
    let rows = export(&data);
    assert_eq!(rows.len(), 7);
    let live = server.look("/api/v1/stats/live?site=news.example").json();
    let today = live["platforms_today"].as_array().unwrap().iter();
    let mut platforms: Vec<_> =
        today.map(|of| (of["platform"].as_str().unwrap(), of["views"].as_u64())).collect();
    platforms.sort_unstable();
    assert_eq!(platforms.len(), 7, "{live}");
    assert!(platforms.iter().all(|(_, views)| *views == Some(1)));
    for row in rows {
        assert_eq!(row["path"], format!("/{}", row["platform"].as_str().unwrap()));
    }
}
