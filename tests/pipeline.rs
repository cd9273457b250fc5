//! From a reader's request to the editors' numbers, over kills and restarts.

use serde_json::{Value, json};

use crate::support::{Server, away_from_midnight, run};

fn view(path: &str, id: &str) -> Value {
    json!({
        "site": "news.example", "type": "view", "url": format!("https://news.example{path}"), "id": id,
        "article": {"title": "Şuşa’da görüş", "section": "INTERVIEWS", "authors": ["A. Əliyev"], "lang": "az"},
    })
}

fn share(path: &str, network: &str) -> Value {
    json!({
        "site": "news.example", "type": "share", "url": format!("https://news.example{path}"),
        "share": {"network": network},
    })
}

/// The days around today: midnight may fall between sending and asking.
fn days() -> [String; 2] {
    let today = jiff::Timestamp::now().in_tz("Asia/Baku").unwrap().date();
    [today.yesterday().unwrap().to_string(), today.tomorrow().unwrap().to_string()]
}

fn export(data: &std::path::Path) -> Vec<Value> {
    let [from, to] = days();
    let arguments = ["export", "events", "--site", "news.example", "--format", "ndjson", "--out", "-"];
    let rows = run(data, &[&arguments[..], &["--from", &from, "--to", &to]].concat());
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn an_acknowledged_event_is_counted_at_once_and_stored_with_its_article() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    away_from_midnight();
    let server = Server::serve(&data);
    let answer =
        server.send(&json!([view("/az/susa", "1"), view("/az/susa", "2"), share("/az/susa", "telegram")]));
    assert_eq!((answer.status, answer.json()["accepted"].as_u64()), (202, Some(3)), "{}", answer.body);
    assert_eq!(server.views("/az/susa"), 2);

    let rows = export(&data);
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["section"] == "INTERVIEWS" && row["title"] == "Şuşa’da görüş"));
    assert_eq!(rows.iter().filter(|row| row["network"] == "telegram").count(), 1);

    let page = server.look("/?site=news.example");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Şuşa’da görüş") && page.body.contains("INTERVIEWS"), "{}", page.body);

    let week =
        tiraj_model::IsoWeek::at(jiff::Timestamp::now(), &jiff::tz::TimeZone::get("Asia/Baku").unwrap());
    let out = folder.path().join("reports");
    let week = week.to_string();
    let arguments =
        ["report", "weekly", "--site", "news.example", "--week", &week, "--out", out.to_str().unwrap()];
    let files = run(&data, &arguments);
    assert_eq!(files.lines().count(), 4);
    let report: Value =
        serde_json::from_slice(&std::fs::read(out.join(format!("news.example-{week}.json"))).unwrap())
            .unwrap();
    assert_eq!(report["headline"]["views"]["value"], 2, "{report:#}");
    assert_eq!(report["headline"]["shares"]["value"], 1);
    assert_eq!(report["headline"]["readers"]["value"], 1);
    let detail = report["detail"].as_array().unwrap();
    let day = detail.iter().find(|row| row["scope"] == "section" && row["grain"] == "day").unwrap();
    assert_eq!(
        (day["key"].as_str(), day["views"].as_u64(), day["readers"].as_u64()),
        (Some("INTERVIEWS"), Some(2), Some(1))
    );
    let html = std::fs::read_to_string(out.join(format!("news.example-{week}.html"))).unwrap();
    assert!(
        html.contains("Şuşa’da görüş") && !html.contains("src=\"http"),
        "the report must be self-contained"
    );
    server.stop();
}

#[test]
fn kills_lose_nothing_and_count_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut sent = 0;
    for round in 0..3 {
        let server = Server::serve(&data);
        assert_eq!(server.views("/a"), sent, "after restart {round}");
        for n in 0..20 {
            let answer = server.send(&json!([view("/a", &format!("{round}-{n}"))]));
            assert_eq!(answer.json()["accepted"], 1, "{}", answer.body);
            sent += 1;
        }
        // A client that never saw the answer sends again.
        server.send(&json!([view("/a", &format!("{round}-0"))]));
        assert_eq!(server.views("/a"), sent);
        server.kill();
    }
    let server = Server::serve(&data);
    server.send(&json!([view("/a", "0-0"), view("/a", "2-19")]));
    assert_eq!(server.views("/a"), sent, "a repeat counts once over restarts too");
    assert_eq!(export(&data).len() as u64, sent);
    server.stop();
    assert_eq!(export(&data).len() as u64, sent, "the same without a server");
}

#[test]
fn lost_counters_are_rebuilt_from_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    server.send(&json!([view("/a", "1"), view("/b", "2"), view("/a", "3")]));
    server.stop();
    std::fs::remove_dir_all(data.join("collector")).unwrap();
    let server = Server::serve(&data);
    // A command waits for the store, and so for nothing less than the rebuilt counters' source.
    assert_eq!(export(&data).len(), 3);
    let rebuilt = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        (server.views("/a"), server.views("/b")) == (2, 1)
    });
    assert!(rebuilt, "counters: /a {}, /b {}", server.views("/a"), server.views("/b"));
}

#[test]
fn a_plausible_client_a_pixel_and_a_native_client_count_alike() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::serve(&folder.path().join("data"));
    let plausible = r#"{"name":"pageview","domain":"news.example","url":"https://news.example/p"}"#;
    let answer = server.post("/api/event", "text/plain", plausible.as_bytes());
    assert_eq!((answer.status, answer.body.as_str()), (202, "ok"));
    assert_eq!(answer.header("x-plausible-dropped"), None);
    assert_eq!(server.send(&json!([view("/p", "1")])).status, 202);
    let reader = ureq::get(server.url("/p.gif?site=news.example&url=https%3A%2F%2Fnews.example%2Fp"));
    let pixel = reader.header("user-agent", crate::support::BROWSER).call().unwrap();
    assert_eq!(pixel.headers()["content-type"], "image/gif");
    assert_eq!(server.views("/p"), 3);
    let tracker = server.get("/t.js");
    assert!(
        tracker.header("content-type").unwrap().contains("javascript")
            && tracker.body.contains("data-tiraj-views")
    );
    assert_eq!(server.get("/healthz").status, 200);
    // The loader's first round says that the store is there.
    let ready = (0..200).map(|_| server.get("/readyz").json()).find(|answer| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        answer["ready"] == true
    });
    let ready = ready.expect("the server becomes ready");
    let names: Vec<&str> =
        ready["checks"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["spool", "store", "ledger"]);
}
