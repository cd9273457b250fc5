//! The commands, as scripts use them.

use std::path::Path;

use crate::support::{Server, fail, run, run_json, tiraj};

#[test]
fn sites_are_kept_and_changed_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "a.example", "--timezone", "Europe/Istanbul"]);
    let server = Server::start(&data, &["serve", "--site", "b.example"]);
    run(&data, &["site", "add", "news.example"]);
    assert_eq!(server.views("/a"), 0, "a site added beside the server is known to it");
    run(&data, &["site", "remove", "b.example"]);
    server.stop();
    let sites = run_json(&data, &["site", "list", "--json"]);
    let names: Vec<&str> =
        sites.as_array().unwrap().iter().map(|site| site["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a.example", "news.example"]);
    assert_eq!(sites[0]["timezone"], "Europe/Istanbul");
    assert!(fail(&data, &["site", "remove", "c.example"], 1).contains("there is no site `c.example`"));
}

#[test]
fn a_sites_rules_hold_from_the_moment_they_are_set() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let set = |arguments: &[&str]| run(&data, &[&["site", "set", "news.example"][..], arguments].concat());
    let reason = |path: &str| {
        let url = format!("https://news.example{path}");
        let answer = server.send(&serde_json::json!({"site": "news.example", "type": "view", "url": url}));
        match answer.status {
            202 => answer.json()["results"][0]["reason"].as_str().unwrap_or("accepted").to_owned(),
            status => status.to_string(),
        }
    };
    set(&["--allow-host", "*.news.example", "--block-path", "/admin/*", "--block-network", "10.0.0.0/8"]);
    assert_eq!((reason("/admin/x"), reason("/a")), ("blocked".into(), "accepted".into()));
    set(&["--clear", "allow-host", "--allow-host", "other.example"]);
    assert_eq!(reason("/a"), "hostname");
    set(&["--clear", "allow-host", "--accept-until", "2020-01-01"]);
    assert_eq!(reason("/a"), "closed");
    set(&["--clear", "accept-until", "--events-per-minute", "1"]);
    assert_eq!((reason("/a"), reason("/a")), ("accepted".into(), "429".into()));
    let rules = &run_json(&data, &["site", "list", "--json"])[0]["rules"];
    let expect = serde_json::json!({
        "blocked_networks": ["10.0.0.0/8"], "blocked_paths": ["/admin/*"], "events_per_minute": 1,
    });
    assert_eq!(*rules, expect);
    assert!(
        fail(&data, &["site", "set", "news.example", "--block-country", "AZE"], 2).contains("two letters")
    );
    assert!(fail(&data, &["site", "set", "other.example", "--block-path", "/a"], 1).contains("no site"));
}

#[test]
fn a_data_folder_may_be_named_from_where_one_stands() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let newsroom = ["--site", "demo.tiraj", "--events", "300", "--articles", "9", "--days", "2"];
    let done = run_json(&data, &[&["simulate", "--json", "--data", "data"][..], &newsroom].concat());
    assert_eq!(done["events"], 300);
}

/// Every format of a report in another language than English.
fn check_report_in_russian(data: &Path, out: &Path) {
    let week = ["--site", "demo.tiraj", "--week", "2026-W46", "--lang", "ru"];
    let formats = ["--format", "html,mail,xlsx,csv,parquet,json", "--out", out.to_str().unwrap()];
    let files = run(data, &[&["report", "weekly"][..], &week, &formats].concat());
    assert_eq!(files.lines().count(), 6);
    let read = |ending| std::fs::read_to_string(out.join(format!("demo.tiraj-2026-W46.{ending}"))).unwrap();
    for page in [read("html"), read("mail.html")] {
        assert!(page.contains("<html lang=\"ru\">") && page.contains("пробные данные"), "{page}");
    }
    assert!(read("csv").contains("\r\ntotal,,,,") && read("json").contains("Самый читаемый день"));
}

#[test]
fn a_simulated_newsroom_is_reported_as_demo_data_and_the_same_seed_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let simulate = |name: &str| {
        let data = folder.path().join(name);
        let end = "2026-11-15T20:00:00Z";
        let arguments =
            ["simulate", "--site", "demo.tiraj", "--events", "20000", "--articles", "120", "--seed", "7"];
        let done = run_json(&data, &[&arguments[..], &["--days", "35", "--end", end, "--json"]].concat());
        assert_eq!(done["events"], 20_000);
        let out = folder.path().join(format!("{name}-report"));
        run(
            &data,
            &[
                "report",
                "weekly",
                "--site",
                "demo.tiraj",
                "--week",
                "2026-W46",
                "--out",
                out.to_str().unwrap(),
            ],
        );
        let read =
            |ending| std::fs::read_to_string(out.join(format!("demo.tiraj-2026-W46.{ending}"))).unwrap();
        (data, read("json"), read("html"), read("csv"))
    };
    let (data, json, html, csv) = simulate("one");
    let (_, again, _, csv_again) = simulate("two");
    let (report, mut other): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(&json).unwrap(), serde_json::from_str(&again).unwrap());
    other["generated_at"] = report["generated_at"].clone();
    assert_eq!(report, other);
    assert_eq!(csv, csv_again);
    assert_eq!(report["demo"], true);
    assert!(report["headline"]["views"]["value"].as_u64().unwrap() > 1_000);
    assert!(html.to_lowercase().contains("demo data"));
    check_report_in_russian(&data, &folder.path().join("russian"));

    let rollups = folder.path().join("hours.csv");
    let range =
        ["--from", "2026-11-09", "--to", "2026-11-15", "--format", "csv", "--out", rollups.to_str().unwrap()];
    run(&data, &[&["export", "rollups", "--site", "demo.tiraj"][..], &range].concat());
    let rows = std::fs::read_to_string(rollups).unwrap();
    let views: u64 =
        rows.lines().skip(1).map(|row| row.split(',').nth(3).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(
        views,
        report["headline"]["views"]["value"].as_u64().unwrap(),
        "rollups and report must agree"
    );
    let articles =
        run(&data, &["export", "articles", "--site", "demo.tiraj", "--format", "ndjson", "--out", "-"]);
    assert!(articles.lines().count() >= 100);
}

#[test]
fn migrations_can_be_looked_at_before_they_are_applied() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let plan = run(&data, &["migrate", "--dry-run"]);
    assert_eq!(
        plan.lines().filter(|line| line.starts_with("would apply")).count(),
        tiraj_store::MIGRATIONS.len()
    );
    let done = run(&data, &["migrate"]);
    assert_eq!(
        done.lines().filter(|line| line.starts_with("applied")).count(),
        tiraj_store::MIGRATIONS.len()
    );
    assert!(run(&data, &["migrate"]).starts_with("nothing to do"));
}

#[test]
fn the_doctor_says_where_settings_come_from_and_what_to_mend() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let healthy = run_json(&data, &["doctor", "--json"]);
    let data_setting = healthy["settings"].as_array().unwrap().iter().find(|s| s["name"] == "data").unwrap();
    assert_eq!(data_setting["from"], "environment TIRAJ_DATA");
    assert!(healthy["checks"].as_array().unwrap().iter().all(|check| check["ok"] == true), "{healthy:#}");
    let config = folder.path().join("away.toml");
    std::fs::write(&config, "[clickhouse]\nurl = \"http://127.0.0.1:1\"\n").unwrap();
    let words = fail(&data, &["doctor", "--config", config.to_str().unwrap()], 1);
    assert!(words.contains("1 of 6 checks"), "{words}");
    std::fs::write(&config, "[clickhouse]\nulr = \"http://127.0.0.1:1\"\n").unwrap();
    let words = fail(&data, &["doctor", "--config", config.to_str().unwrap()], 1);
    assert!(words.contains("the nearest known one is `clickhouse.url`"), "{words}");
}

#[test]
fn the_engine_has_a_path_and_serves_clickhouse() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("clickhouse");
    let path = run(&data, &["engine", "install"]);
    assert_eq!(run(&data, &["engine", "path"]), path);
    assert!(std::path::Path::new(path.trim()).is_file());
    let missing = crate::support::tiraj(&data)
        .args(["engine", "path"])
        .env("TIRAJ_ENGINE_LIB", "/no/such/libchdb.so")
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
    let words = String::from_utf8(missing.stderr).unwrap();
    assert!(words.contains("/no/such/libchdb.so") && words.contains("TIRAJ_ENGINE_LIB"), "{words}");
}

#[test]
fn packs_are_listed_and_one_that_is_named_must_be_usable() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let tiraj = |arguments: &[&str], database: &str| {
        let mut command = tiraj(&data);
        // A cache in which nothing is installed.
        command.env("XDG_CACHE_HOME", folder.path()).env("TIRAJ_ENRICH_GEOGRAPHY", database);
        let output = command.args(arguments).output().unwrap();
        (output.status.success(), [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()))
    };
    let (done, [listed, _]) = tiraj(&["packs", "list", "--json"], "");
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert!(
        done && listed[0]["name"] == "uap-core" && listed[1]["name"] == "geo-whois-asn-country",
        "{listed}"
    );
    assert!(listed[0]["version"].is_null() && listed[1]["licence"].as_str().unwrap().contains("CC BY 4.0"));

    let broken = folder.path().join("country.mmdb");
    std::fs::write(&broken, "<html>").unwrap();
    let (done, [_, refusal]) = tiraj(&["site", "list"], broken.to_str().unwrap());
    assert!(!done && refusal.contains("country.mmdb cannot be used"), "{refusal}");
    let (done, [_, talk]) = tiraj(&["packs", "list"], broken.to_str().unwrap());
    assert!(done, "{talk}");
}
