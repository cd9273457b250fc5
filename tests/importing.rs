//! Access logs written by others, and again, and longer.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Server, fail, run, run_json};

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
fn a_log_is_held_against_what_pages_reported_day_by_day_and_nothing_of_it_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let log = folder.path().join("access.log");
    let agent = crate::support::BROWSER;
    let line = |day: u32, clock: &str, path: &str, agent: &str| {
        format!(
            "192.0.2.7 - - [{day}/Nov/2026:{clock} +0400] \"GET {path} HTTP/1.1\" 200 5 \"-\" \"{agent}\"\n"
        )
    };
    // Of the 20th in Baku three views by persons and one by a machine; of the 21st one.
    let lines = [
        line(20, "10:00:00", "/a", agent),
        line(20, "11:00:00", "/b", "Googlebot/2.1 (+http://www.google.com/bot.html)"),
        line(20, "12:00:00", "/b", agent),
        line(20, "23:59:59", "/c", agent),
        line(21, "00:00:01", "/c", agent),
    ];
    std::fs::write(&log, lines.concat()).unwrap();
    let longer = folder.path().join("access.log.1");
    std::fs::write(&longer, lines[0].clone()).unwrap();
    // What pages reported: before the first line of the log, twice within, and of another day.
    let tracked = folder.path().join("website_event.csv");
    let row = |at: &str| format!("w,s1,{at},news.example,chrome,Linux,desktop,AZ,,,/a,,,,1,,{at}\n");
    let head = "website_id,session_id,event_id,hostname,browser,os,device,country,subdivision1,city,url_path,url_query,referrer_domain,referrer_path,event_type,event_name,created_at\n";
    let times = ["2026-11-20 05:59:00", "2026-11-20 06:30:00", "2026-11-20 07:30:00", "2026-11-21 08:00:00"];
    std::fs::write(&tracked, head.to_owned() + &times.map(row).concat()).unwrap();
    let server = Server::serve(&data);
    run(&data, &["import", "umami", "--site", "news.example", tracked.to_str().unwrap()]);
    // What a server told before is no tracker's.
    let other = folder.path().join("other.log");
    std::fs::write(&other, line(20, "11:30:00", "/d", agent)).unwrap();
    import(&data, &[&other]);
    let files = [log.to_str().unwrap(), longer.to_str().unwrap()];
    let arguments =
        [&["import", "access-log", "--site", "news.example", "--compare", "--json"], &files[..]].concat();
    let told = run_json(&data, &arguments);
    let days = serde_json::json!([
        {"day": "2026-11-20", "server_views": 3, "tracked_views": 2, "ratio": 2.0 / 3.0},
        {"day": "2026-11-21", "server_views": 1, "tracked_views": 0, "ratio": 0.0},
    ]);
    assert_eq!(told["days"], days, "{told}");
    assert_eq!(server.views("/c"), 0, "nothing is stored");
    let table = run(&data, &[&arguments[..5], &files[..]].concat());
    assert!(table.contains("2026-11-20\t3\t2\t0.667"), "{table}");
}

/// Two views and a style, as each server writes them: at `10:05:01` and `10:05:02` UTC of one day.
fn logs_of_each_format() -> [(&'static str, String); 5] {
    let agent = crate::support::BROWSER;
    let asked = [(1, "/a"), (2, "/b"), (3, "/style.css")];
    let lines = |line: &dyn Fn(u32, &str) -> String| asked.iter().map(|(at, path)| line(*at, path)).collect();
    let combined = |at: u32, path: &str| {
        format!(
            "192.0.2.7 - - [20/Nov/2026:14:05:{at:02} +0400] \"GET {path} HTTP/1.1\" 200 5 \"-\" \"{agent}\"\n"
        )
    };
    let caddy = |at: u32, path: &str| {
        format!(
            "{{\"ts\":{}.5,\"request\":{{\"remote_ip\":\"192.0.2.7\",\"method\":\"GET\",\"host\":\"news.example\",\"uri\":\"{path}\",\"headers\":{{\"User-Agent\":[\"{agent}\"]}}}},\"status\":200}}\n",
            1_795_169_100 + at
        )
    };
    let nginx = |at: u32, path: &str| {
        format!(
            "{{\"time_iso8601\":\"2026-11-20T14:05:{at:02}+04:00\",\"remote_addr\":\"192.0.2.7\",\"request\":\"GET {path} HTTP/1.1\",\"status\":\"200\",\"http_user_agent\":\"{agent}\"}}\n"
        )
    };
    let cloudfront = |at: u32, path: &str| {
        let agent = agent.replace(' ', "%20");
        format!("2026-11-20\t10:05:{at:02}\tnews.example\t{path}\tGET\t200\t192.0.2.7\t-\t{agent}\n")
    };
    let header = "#Version: 1.0\n#Fields: date time cs(Host) cs-uri-stem cs-method sc-status c-ip cs(Referer) cs(User-Agent)\n";
    let cloudfront: String = lines(&cloudfront);
    [
        ("combined", lines(&combined)),
        ("vhost-combined", lines(&|at, path| format!("news.example:443 {}", combined(at, path)))),
        ("caddy-json", lines(&caddy)),
        ("nginx-json", lines(&nginx)),
        ("cloudfront", format!("{header}{cloudfront}")),
    ]
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn logs_of_each_format_packed_or_not_add_their_views_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    for (format, text) in logs_of_each_format() {
        let cut = text.len() - text.lines().next_back().unwrap().len() - 1;
        let members = [gzip(&text[..cut]), gzip(&text[cut..])].concat();
        let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
        for (bytes, accepted, known) in [(text.as_bytes(), 2, 0), (&members, 0, 2), (&zstd, 0, 2)] {
            let log = folder.path().join("a.log");
            std::fs::write(&log, bytes).unwrap();
            let done = import(&data, &[&log]);
            assert_eq!(
                (done["lines"].as_u64(), done["accepted"].as_u64()),
                (Some(3), Some(accepted)),
                "{format}: {done}"
            );
            assert_eq!(done["dropped"]["not_a_page"], 1, "{format}: {done}");
            assert_eq!(done["dropped"]["duplicate"].as_u64().unwrap_or(0), known, "{format}: {done}");
        }
    }
    let arguments =
        ["export", "events", "--site", "news.example", "--from", "2026-11-20", "--to", "2026-11-20"];
    let rows = run(&data, &[&arguments[..], &["--format", "ndjson", "--out", "-"]].concat());
    assert_eq!(rows.lines().count(), 10, "two views of each format, on their day: {rows}");
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
    for (week, from, to) in [
        ("1995-W27", "1995-07-03", "1995-07-09"),
        ("2015-W20", "2015-05-11", "2015-05-17"),
        ("2015-W21", "2015-05-18", "2015-05-24"),
    ] {
        let (views, readers) = counted_one_by_one(&data, from, to);
        assert!(readers > 50, "{week}: {readers}");
        let out = ["--format", "json", "--out", folder.path().to_str().unwrap()];
        run(&data, &[&["report", "weekly", "--site", "news.example", "--week", week][..], &out].concat());
        let report = folder.path().join(format!("news.example-{week}.json"));
        let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
        let headline = |figure: &str| report["headline"][figure]["value"].as_u64().unwrap();
        assert_eq!(headline("views"), views, "{week}");
        let error = headline("readers").abs_diff(readers) as f64 / readers as f64;
        eprintln!("{week}: {readers} readers, reported with an error of {:.2} %", 100.0 * error);
        assert!(error <= 0.01, "{week}: {} of {readers}", headline("readers"));
    }
}

/// Views by persons in some days, and how many readers they had, of the exported events.
fn counted_one_by_one(data: &Path, from: &str, to: &str) -> (u64, u64) {
    let days = ["export", "events", "--site", "news.example", "--from", from, "--to", to];
    let rows = run(data, &[&days[..], &["--format", "ndjson", "--out", "-"]].concat());
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let is_view = |row: &&Value| row["type"] == "view" && row["verdict"] == "human";
    let views: Vec<&Value> = rows.iter().filter(is_view).collect();
    let mut readers: Vec<&str> = views.iter().filter_map(|row| row["reader"].as_str()).collect();
    readers.sort_unstable();
    readers.dedup();
    (views.len() as u64, readers.len() as u64)
}

#[test]
fn what_other_counters_exported_is_taken_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let goatcounter = write(
        "goatcounter.csv",
        "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date\n\
         /a,A,false,,Chrome 120,Linux,s1,0,news.google.com,h,1440,AZ-BA,true,2026-11-20T06:05:03Z\n\
         /a,A,false,,Chrome 120,Linux,s1,0,,,1440,AZ-BA,false,2026-11-20T06:07:03Z\n\
         /a,A,false,,Firefox,Linux,s2,0,,,1440,DE,true,2026-11-20T06:07:04Z\n\
         signup,,true,,Firefox,macOS,s2,0,,,,DE,false,2026-11-20T06:08:04Z\n\
         /a,,false,,,,s3,5,,,,,true,2026-11-20T06:05:05Z\n",
    );
    let umami = write(
        "website_event.csv",
        "website_id,session_id,event_id,hostname,browser,os,device,country,subdivision1,city,url_path,url_query,referrer_domain,referrer_path,event_type,event_name,created_at\n\
         w,s1,e1,news.example,chrome,Windows 10,desktop,AZ,AZ-BA,Baku,/b,q=1,t.co,/x,1,,2026-11-20 06:05:03\n\
         w,s1,e2,other.example,chrome,Windows 10,desktop,AZ,AZ-BA,Baku,/c,,,,1,,2026-11-20 06:06:03\n",
    );
    run(&data, &["site", "add", "news.example"]);
    let import = |kind: &str, more: &[&str]| {
        run_json(&data, &[&["import", kind, "--site", "news.example", "--json"][..], more].concat())
    };
    let done = import("goatcounter", &[&goatcounter]);
    assert_eq!((done["rows"].as_u64(), done["accepted"].as_u64()), (Some(5), Some(5)), "{done}");
    assert_eq!(import("goatcounter", &[&goatcounter])["dropped"]["duplicate"], 5);
    let done = import("umami", &["--host", "news.example", &umami]);
    assert_eq!(
        (done["accepted"].as_u64(), done["dropped"]["hostname"].as_u64()),
        (Some(1), Some(1)),
        "{done}"
    );

    let arguments =
        ["export", "events", "--site", "news.example", "--from", "2026-11-20", "--to", "2026-11-20"];
    let rows = run(&data, &[&arguments[..], &["--format", "ndjson", "--out", "-"]].concat());
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let of = |path: &str| rows.iter().filter(|row| row["path"] == path).collect::<Vec<_>>();
    let first = of("/a")[0];
    assert_eq!(
        (first["source"].as_str(), first["country"].as_str()),
        (Some("Google News"), Some("AZ")),
        "{first}"
    );
    let mut readers: Vec<&str> = rows.iter().filter_map(|row| row["reader"].as_str()).collect();
    readers.sort_unstable();
    readers.dedup();
    assert_eq!(readers.len(), 4, "three sessions of one counter and one of the other");
    assert_eq!(rows.iter().filter(|row| row["verdict"] == "bot:declared").count(), 1);
    assert_eq!(of("/b")[0]["city"], "Baku");
    let server = Server::start(&data, &["serve"]);
    assert_eq!(server.views("/a"), 3, "what the counter counted");
    server.stop();
}

#[test]
fn plausibles_days_are_added_up_and_its_export_is_read_as_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let zip = |files: &[(&str, &str)]| {
        let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            packed.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            packed.write_all(text.as_bytes()).unwrap();
        }
        packed.finish().unwrap().into_inner()
    };
    let days = "date,hostname,page,visits,visitors,pageviews\n2026-01-01,news.example,/a,1,1,3\n2026-01-02,news.example,/a,1,1,4\n";
    let visitors = "date,visitors\n2026-01-01,5\n";
    let packed = zip(&[
        ("imported_visitors_20260101_20260102.csv", visitors),
        ("imported_pages_20260101_20260102.csv", days),
    ]);
    run(&data, &["site", "add", "news.example"]);
    for file in [write("imported_pages.csv", days.as_bytes()), write("export.zip", &packed)] {
        let done = run_json(&data, &["import", "plausible", "--site", "news.example", "--json", &file]);
        assert_eq!(done["views"], 7, "{file}");
    }
    for (name, bytes, refusal) in [
        ("foreign.zip", zip(&[("letter.txt", "Dear editors")]), "it holds no imported_pages"),
        ("torn.zip", packed[..packed.len() / 2].to_vec(), "it is no readable zip file"),
    ] {
        let file = write(name, &bytes);
        let told = fail(&data, &["import", "plausible", "--site", "news.example", &file], 1);
        assert!(told.contains(refusal), "{told}");
    }
    let server = Server::start(&data, &["serve"]);
    assert_eq!(server.views("/a"), 7);
    server.stop();
}

#[test]
fn a_file_that_is_no_export_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "a,b\n1,2\n").unwrap();
    for kind in ["goatcounter", "umami", "plausible"] {
        let said = crate::support::fail(
            &data,
            &["import", kind, "--site", "news.example", file.to_str().unwrap()],
            1,
        );
        assert!(said.contains("column"), "{kind}: {said}");
    }
}
