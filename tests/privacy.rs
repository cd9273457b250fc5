//! Nothing that names a reader reaches the disk or the log, by whichever face an event comes.

use std::net::Ipv6Addr;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Server, run};

/// The addresses that readers have in these tests; the sixth version in more than one spelling is looked for as well.
const V4: &str = "198.51.100.213";
const V6: &str = "2001:db8:7e57:ab1e:c0de:5eed:f00d:1dea";

/// A word in every user agent, in the places where browsers and applications put their own.
const WORD: &str = "qvzxlark";

fn agent(face: &str) -> String {
    format!(
        "Mozilla/5.0 (X11; Linux x86_64; {WORD}{face}) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/140.0.7171.99 Safari/537.36 {WORD}{face}/7.7171"
    )
}

/// What a reader's request carries, as a proxy passes it on.
fn reader<'a>(address: &'a str, agent: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("x-forwarded-for", address), ("user-agent", agent), ("content-type", "application/json")]
}

/// A view, a share and a stretch of reading of one page.
fn three_events(path: &str) -> Value {
    let url = format!("https://news.example{path}");
    json!([
        {"site": "news.example", "type": "view", "url": url, "id": format!("{path}-1")},
        {"site": "news.example", "type": "share", "url": url, "share": {"network": "telegram"}},
        {"site": "news.example", "type": "engage", "url": url, "engaged_ms": 4000, "scroll": 60},
    ])
}

/// A server that believes its proxy and logs all it can.
fn serve(data: &Path) -> Server {
    let settings = "trusted_proxies = \"127.0.0.1\"\n[log]\nlevel = \"debug\"\n";
    std::fs::write(data.parent().unwrap().join("tiraj.toml"), settings).unwrap();
    Server::serve(data)
}

fn send(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) {
    let answer = server.ask(path, headers, Some(body.as_bytes()));
    assert_eq!(answer.status, 202, "{path}: {}", answer.body);
}

fn send_native(server: &Server, extra: &[(&str, &str)]) {
    for (address, path) in [(V4, "/native4"), (V6, "/native6")] {
        let agent = agent("native");
        let headers = [&reader(address, &agent)[..], extra].concat();
        send(server, "/api/events", &headers, &three_events(path).to_string());
    }
}

fn send_with_token(server: &Server, token: &str, extra: &[(&str, &str)]) {
    let bearer = format!("Bearer {token}");
    let headers = [&[("authorization", bearer.as_str())], extra].concat();
    for (address, path) in [(V4, "/token4"), (V6, "/token6")] {
        let mut events = three_events(path);
        for event in events.as_array_mut().unwrap() {
            (event["ip"], event["user_agent"]) = (json!(address), json!(agent("token")));
        }
        send(server, "/api/events", &headers, &events.to_string());
    }
}

fn send_as_plausible(server: &Server, extra: &[(&str, &str)]) {
    let agent = agent("plausible");
    let headers = [&reader(V6, &agent)[..], extra].concat();
    for name in ["pageview", "Signup"] {
        let body = json!({"n": name, "u": "https://news.example/plausible", "d": "news.example"});
        send(server, "/api/event", &headers, &body.to_string());
    }
}

fn send_pixel(server: &Server, extra: &[(&str, &str)]) {
    let agent = agent("pixel");
    let headers = [&reader(V4, &agent)[..], extra].concat();
    let uri = "/p.gif?site=news.example&url=https%3A%2F%2Fnews.example%2Fpixel&platform=amp";
    assert_eq!(server.ask(uri, &headers, None).status, 200);
}

/// What is refused must leave no more behind than what is taken.
fn send_what_is_refused(server: &Server) {
    let agent = agent("refused");
    let mut told = three_events("/refused");
    (told[0]["ip"], told[1]["user_agent"]) = (json!(V4), json!(agent));
    (told[2]["ip"], told[2]["site"]) = (json!(format!("{V6}/x")), json!(V4));
    server.ask("/api/events", &reader(V4, &agent), Some(told.to_string().as_bytes()));
    server.ask("/api/events", &reader(V4, &agent), Some(format!("[{V4} {WORD}").as_bytes()));
    server.ask("/api/event", &reader(V4, &agent), Some(format!("{V4} {WORD}").as_bytes()));
    server.ask("/api/nothing", &reader(V6, &agent), None);
    let stranger = [("authorization", "Bearer trj_qvzxlark"), ("x-forwarded-for", V4)];
    server.ask("/api/events", &stranger, Some(b"[]"));
}

fn import_log(data: &Path) {
    let log = data.parent().unwrap().join("access.log");
    let line = |client: &str| {
        let agent = agent("import");
        format!(
            "{client} - - [20/Nov/2026:10:05:01 +0400] \"GET /import HTTP/1.1\" 200 5 \"-\" \"{agent}\"\n"
        )
    };
    std::fs::write(&log, line(V4) + &line(V6)).unwrap();
    run(data, &["import", "access-log", "--site", "news.example", log.to_str().unwrap()]);
}

/// Path and reader of every stored event; nothing of a reader is `0`.
fn stored(data: &Path) -> Vec<(String, String)> {
    let arguments = ["export", "events", "--site", "news.example", "--format", "ndjson", "--out", "-"];
    let rows = run(data, &[&arguments[..], &["--from", "2026-01-01", "--to", "2099-12-31"]].concat());
    let read = |row: &str| -> (String, String) {
        let row: Value = serde_json::from_str(row).unwrap();
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        (text("path"), text("reader").trim_start_matches('0').to_owned())
    };
    rows.lines().map(read).collect()
}

/// All that must be nowhere.
fn traces(token: &str) -> Vec<Vec<u8>> {
    let v6: Ipv6Addr = V6.parse().unwrap();
    let mut traces: Vec<Vec<u8>> = [V4, V6, WORD, "140.0.7171.99", "7.7171", &token[4..]]
        .iter()
        .flat_map(|text| [text.as_bytes().to_vec(), text.to_uppercase().into_bytes()])
        .collect();
    // As bytes too. Four of them are found anywhere, sixteen are not.
    traces.push(v6.octets().to_vec());
    traces.push(v6.octets().iter().rev().copied().collect());
    traces
}

#[track_caller]
fn assert_clean(place: &str, bytes: &[u8], traces: &[Vec<u8>]) {
    for trace in traces {
        let found = bytes.windows(trace.len()).any(|window| window == trace);
        assert!(!found, "{} is in {place}", String::from_utf8_lossy(trace));
    }
}

/// Looks through every file below a folder, and gives the number of bytes. What a running server deletes meanwhile is
/// passed over.
fn assert_folder_clean(folder: &Path, traces: &[Vec<u8>]) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut read = 0;
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read += assert_folder_clean(&path, traces);
        } else if let Ok(bytes) = std::fs::read(&path) {
            assert_clean(&path.display().to_string(), &bytes, traces);
            read += bytes.len();
        }
    }
    read
}

/// Every row of every table that lies on disk, unpacked by the engine itself.
fn dump_tables(data: &Path) -> Vec<(String, String)> {
    let engine = data.join("clickhouse");
    let server = Server::start(data, &["engine", "serve", "--data", engine.to_str().unwrap()]);
    let ask = |sql: &str| {
        let answer = server.post("/", "text/plain", sql.as_bytes());
        assert_eq!(answer.status, 200, "{sql}: {}", answer.body);
        answer.body
    };
    let tables = ask("SELECT concat('`', database, '`.`', name, '`') FROM system.tables \
                      WHERE engine LIKE '%MergeTree' OR engine LIKE '%Log' FORMAT TSVRaw");
    tables
        .lines()
        .map(|table| (table.to_owned(), ask(&format!("SELECT * FROM {table} FORMAT TSVRaw"))))
        .collect()
}

#[test]
fn nothing_that_names_a_reader_reaches_the_disk_or_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = serve(&data);
    let token = run(&data, &["token", "create", "--name", "cms", "--site", "news.example"]).trim().to_owned();
    let traces = traces(&token);
    send_native(&server, &[]);
    send_with_token(&server, &token, &[]);
    send_as_plausible(&server, &[]);
    send_pixel(&server, &[]);
    send_what_is_refused(&server);
    // What has just been acknowledged is in the spool.
    assert_folder_clean(&data, &traces);
    import_log(&data);
    let stored = stored(&data);
    for (path, count) in [
        ("/native4", 3),
        ("/native6", 3),
        ("/token4", 3),
        ("/token6", 3),
        ("/plausible", 2),
        ("/pixel", 1),
        ("/import", 2),
    ] {
        let of_path: Vec<_> = stored.iter().filter(|(stored, _)| stored == path).collect();
        assert_eq!(of_path.len(), count, "{path}");
        assert!(of_path.iter().all(|(_, reader)| !reader.is_empty()), "{path}: readers are told apart");
    }
    let log = server.stop();
    assert!(log.contains("stopping"), "the log is looked at: {log}");
    assert_clean("the log", log.as_bytes(), &traces);
    assert!(assert_folder_clean(&data, &traces) > 10_000, "files are looked at");
    let tables = dump_tables(&data);
    let events = tables.iter().find(|(table, _)| table.ends_with(".`events`"));
    assert!(events.is_some_and(|(_, rows)| rows.contains("/native4") && rows.contains("/import")));
    for (table, rows) in &tables {
        assert_clean(table, rows.as_bytes(), &traces);
    }
}

#[test]
fn what_a_killed_server_leaves_behind_names_no_reader() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = serve(&data);
    send_native(&server, &[]);
    send_pixel(&server, &[]);
    server.kill();
    assert!(assert_folder_clean(&data, &traces("trj_qvzxlark")) > 1_000);
}

#[test]
fn readers_who_ask_not_to_be_linked_are_counted_and_not_linked() {
    for signal in [("sec-gpc", "1"), ("dnt", "1")] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let server = serve(&data);
        let token = run(&data, &["token", "create", "--name", "cms"]).trim().to_owned();
        send_native(&server, &[signal]);
        send_with_token(&server, &token, &[signal]);
        send_as_plausible(&server, &[signal]);
        send_pixel(&server, &[signal]);
        for path in ["/native4", "/native6", "/token4", "/token6", "/plausible", "/pixel"] {
            assert_eq!(server.views(path), 1, "{path}");
        }
        let stored = stored(&data);
        assert_eq!(stored.len(), 15);
        let linked: Vec<_> = stored.iter().filter(|(_, reader)| !reader.is_empty()).collect();
        assert!(linked.is_empty(), "{}: {linked:?}", signal.0);
    }
}
