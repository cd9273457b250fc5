//! The archive.

use std::fs;

use super::*;
use crate::support::{fail, wait_until};

fn editions(newsroom: &Newsroom) -> Vec<Value> {
    let list = newsroom.run_json(&["report", "archive", "list", "--site", "news.example", "--json"]);
    list.as_array().unwrap().clone()
}

fn restate(newsroom: &Newsroom) {
    newsroom.run(&["report", "archive", "restate", "--site", "news.example", "--week", &last_week()]);
}

/// Writes an edition's files and gives them, by name.
fn export(newsroom: &Newsroom, edition: &str) -> Vec<(String, Vec<u8>)> {
    let out = newsroom.folder.path().join(format!("out-{edition}"));
    let week = last_week();
    let of = ["report", "archive", "export", "--site", "news.example", "--week", &week, "--edition", edition];
    let written = newsroom.run(&[&of[..], &["--out", out.to_str().unwrap()]].concat());
    let read = |path: &str| (path.rsplit('/').next().unwrap().to_owned(), fs::read(path).unwrap());
    written.lines().map(read).collect()
}

#[test]
fn a_report_is_kept_as_published_and_restated_beside_it() {
    // A server that starts after the moment of publication publishes at once.
    let newsroom = Newsroom::with_readers("").restart();
    wait_until(|| editions(&newsroom).len() == 1, "last week's report is published");
    let first = export(&newsroom, "0");
    assert!(first.len() >= 5, "all formats");
    let manifest = &editions(&newsroom)[0];
    assert_eq!((&manifest["number"], &manifest["totals"]["views"]), (&json!(0), &json!(4)));
    for (file, (name, bytes)) in manifest["files"].as_array().unwrap().iter().zip(&first) {
        assert_eq!((&file["name"], &file["bytes"]), (&json!(name), &json!(bytes.len())));
        let answer = newsroom.server.look(&archived(0, file["format"].as_str().unwrap()));
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("content-length"), Some(bytes.len().to_string().as_str()), "{name}");
    }
    restate(&newsroom);
    assert_eq!(editions(&newsroom).len(), 1, "nothing came, nothing is restated");

    (4..=5).for_each(|reader| newsroom.view("/politics/1", reader));
    restate(&newsroom);
    let list = editions(&newsroom);
    assert_eq!(list.len(), 2);
    assert_eq!(list[1]["changes"], json!(["2 views came after publication."]));
    assert_eq!(export(&newsroom, "0"), first, "byte for byte");
    assert_ne!(export(&newsroom, "1"), first);
    let page = newsroom.server.look("/reports?site=news.example").body;
    assert!(page.contains("2 views came after publication."), "{page}");
    assert!(page.contains("/reports/archive?site=news.example&amp;week="), "{page}");
    let shown =
        newsroom.run(&["report", "archive", "show", "--site", "news.example", "--week", &last_week()]);
    assert!(shown.contains("restated 1") && shown.contains("2 views came after publication."), "{shown}");
}

fn archived(edition: u32, format: &str) -> String {
    format!("/reports/archive?site=news.example&week={}&edition={edition}&format={format}", last_week())
}

#[test]
fn what_is_not_archived_is_refused_in_words() {
    let newsroom = Newsroom::with_readers("");
    let week = last_week();
    for path in [
        "/reports/archive?site=news.example&week=2020-W01",
        "/unsubscribe?token=monday.00",
        "/unsubscribe?token=",
    ] {
        assert_eq!(newsroom.server.look(path).status, 404, "{path}");
    }
    for path in
        ["/reports/archive?site=news.example", "/reports/archive?site=news.example&week=last", "/unsubscribe"]
    {
        assert_eq!(newsroom.server.look(path).status, 400, "{path}");
    }
    assert!(
        newsroom.server.look("/reports?site=news.example").body.contains("No report has been published yet")
    );
    let show = ["report", "archive", "show", "--site", "news.example", "--week", &week];
    assert!(fail(&newsroom.data, &show, 1).contains("is not archived"));
    let current = Timestamp::now().in_tz("Asia/Baku").unwrap().date().iso_week_date();
    let current = format!("{}-W{:02}", current.year(), current.week());
    let early = ["report", "archive", "restate", "--site", "news.example", "--week", &current];
    assert!(fail(&newsroom.data, &early, 1).contains("not over yet"));
    let set = ["site", "set", "news.example", "--publish-at", "someday"];
    assert!(fail(&newsroom.data, &set, 2).contains("mon 06:00"));
}

#[test]
fn what_is_erased_goes_from_the_archive_and_the_report_is_made_anew() {
    let newsroom = Newsroom::with_readers("");
    restate(&newsroom);
    newsroom.view("/politics/1", 9);
    restate(&newsroom);
    let names_it = |newsroom: &Newsroom, edition: &str| {
        export(newsroom, edition)
            .iter()
            .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("qvzxmatch"))
    };
    assert!(editions(&newsroom).len() == 2 && names_it(&newsroom, "0"));
    let erase = ["erase", "--site", "news.example", "--url", "/sport/qvzxmatch", "--json"];
    let would = newsroom.run_json(&[&erase[..], &["--dry-run"]].concat());
    assert_eq!(would["reports"], json!([last_week()]));
    assert_eq!(editions(&newsroom).len(), 2, "a dry run changes nothing");
    let did = newsroom.run_json(&[&erase[..], &["--yes"]].concat());
    assert_eq!(did["reports"], json!([last_week()]));
    assert!(editions(&newsroom).is_empty());
    let newsroom = newsroom.restart();
    wait_until(|| editions(&newsroom).len() == 1, "the report is made anew");
    let anew = &editions(&newsroom)[0];
    assert_eq!(
        (&anew["number"], &anew["after_erasing"], &anew["totals"]["views"]),
        (&json!(0), &json!(true), &json!(4))
    );
    assert!(!names_it(&newsroom, "0"));
    assert!(
        newsroom
            .server
            .look("/reports?site=news.example")
            .body
            .contains("anew after something in it was erased")
    );

    newsroom.run(&[
        "deliver",
        "add",
        "hook",
        "--site",
        "news.example",
        "--webhook",
        "https://hooks.example/qvzxsecret",
    ]);
    newsroom.run(&["site", "remove", "news.example"]);
    newsroom.run(&["erase", "--site", "news.example", "--all", "--yes"]);
    assert!(!newsroom.data.join("reports/news.example").exists());
    assert!(!fs::read_to_string(newsroom.data.join("schedules.json")).unwrap().contains("qvzxsecret"));
}

#[test]
fn a_backup_holds_the_archive_and_a_restored_folder_delivers_nothing_by_itself() {
    let newsroom = Newsroom::with_readers("");
    restate(&newsroom);
    newsroom.run(&[
        "deliver",
        "add",
        "hook",
        "--site",
        "news.example",
        "--webhook",
        "https://hooks.example/a",
    ]);
    let first = export(&newsroom, "0");
    let (file, made) = (newsroom.folder.path().join("backup.tar"), newsroom.folder.path().join("made"));
    newsroom.run(&["backup", "--out", file.to_str().unwrap()]);
    run(&made, &["restore", file.to_str().unwrap()]);
    let out = newsroom.folder.path().join("out-made");
    let of = ["report", "archive", "export", "--site", "news.example", "--week", &last_week(), "--out"];
    let written = run(&made, &[&of[..], &[out.to_str().unwrap()]].concat());
    for (path, (_, bytes)) in written.lines().zip(&first) {
        assert_eq!(fs::read(path).unwrap(), *bytes, "{path}");
    }
    let list = |made: &Path| crate::support::run_json(made, &["deliver", "list", "--json"]);
    assert_eq!((&list(&made)["held"], &list(&made)["schedules"][0]["name"]), (&json!(true), &json!("hook")));
    run(&made, &["deliver", "resume"]);
    assert_eq!(list(&made)["held"], json!(false));
}
