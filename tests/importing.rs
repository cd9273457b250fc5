//! Access logs written by others, and again, and longer.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Server, run, run_json};

/// The folder of real logs that lies beside the checkout on the machines that have it.
fn real_logs() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/logs");
    if !folder.is_dir() {
        eprintln!("NOT RUN: the real logs are absent; they are looked for in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn import(data: &Path, files: &[&Path]) -> Value {
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let arguments =
        [&["import", "access-log", "--site", "news.example", "--json"], files.as_slice()].concat();
    run_json(data, &arguments)["total"].clone()
}

#[test]
fn a_log_that_grows_adds_only_what_is_new_beside_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let log = folder.path().join("access.log");
    let line = |second: u32, path: &str| {
        format!(
            "192.0.2.7 - - [20/Nov/2026:10:05:{second:02} +0400] \"GET {path} HTTP/1.1\" 200 512 \"https://t.me/x\" \"{}\"\n",
            crate::support::BROWSER
        )
    };
    std::fs::write(
        &log,
        line(1, "/a") + &line(1, "/a") + &line(2, "/b") + "garbage\n" + &line(3, "/style.css"),
    )
    .unwrap();
    let server = Server::serve(&data);
    let first = import(&data, &[&log]);
    assert_eq!((first["lines"].as_u64(), first["accepted"].as_u64()), (Some(5), Some(3)), "{first}");
    assert_eq!(
        (first["dropped"]["malformed"].as_u64(), first["dropped"]["not_a_page"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!((server.views("/a"), server.views("/b")), (2, 1), "the public counter takes imports in");
    let again = import(&data, &[&log]);
    assert_eq!(
        (again["accepted"].as_u64(), again["dropped"]["duplicate"].as_u64()),
        (Some(0), Some(3)),
        "{again}"
    );
    let longer = std::fs::read_to_string(&log).unwrap() + &line(9, "/b");
    std::fs::write(&log, longer).unwrap();
    assert_eq!(import(&data, &[&log])["accepted"], 1);
    assert_eq!((server.views("/a"), server.views("/b")), (2, 2));
    server.stop();
    let arguments =
        ["export", "events", "--site", "news.example", "--from", "2026-11-20", "--to", "2026-11-20"];
    let rows = run(&data, &[&arguments[..], &["--format", "ndjson", "--out", "-"]].concat());
    assert_eq!(rows.lines().count(), 4);
    assert!(
        rows.lines()
            .all(|row| row.contains("\"source\":\"Telegram\"") && row.contains("\"platform\":\"server\""))
    );
    assert!(!rows.contains("192.0.2.7"), "no address may be stored");
}

#[test]
fn real_logs_are_read_to_the_last_line_and_never_twice() {
    let Some(logs) = real_logs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let elastic = logs.join("elastic_apache_logs_2015.log");
    let nasa = logs.join("nasa_1995-07-09_full_day.log");
    let mut nginx: Vec<PathBuf> =
        std::fs::read_dir(logs.join("nginx_combined")).unwrap().map(|file| file.unwrap().path()).collect();
    nginx.sort();
    let nginx: Vec<&Path> = nginx.iter().map(PathBuf::as_path).collect();
    // Lines and failures as GoAccess 1.7 counts them; what is a page view is our own definition.
    for (name, files, lines, malformed) in [
        ("elastic", vec![elastic.as_path()], 10_000, 0),
        ("nasa", vec![nasa.as_path()], 35_272, 0),
        ("nginx", nginx, 21_641, 1),
    ] {
        let done = import(&data, &files);
        eprintln!("{name}: {done}");
        assert_eq!(done["lines"], lines, "{name}");
        assert_eq!(
            done["dropped"].get("malformed").and_then(Value::as_u64).unwrap_or(0),
            malformed,
            "{name}"
        );
        let sum: u64 =
            done["dropped"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(sum + done["accepted"].as_u64().unwrap(), lines, "{name}: every line has one fate");
        assert_eq!(import(&data, &files)["accepted"], 0, "{name} again adds nothing");
    }
}
