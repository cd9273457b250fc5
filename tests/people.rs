//! People of the newsroom, as commands and the running program know them.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use crate::support::{OWNER, PASSWORD, Server, fail, run, run_json, tiraj};

fn user(data: &Path, arguments: &[&str]) -> String {
    run(data, &[&["user"][..], arguments].concat())
}

/// Runs `tiraj user` with a password on standard input.
fn with_password(data: &Path, arguments: &[&str], password: &str) -> bool {
    let mut child =
        tiraj(data).arg("user").args(arguments).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[test]
fn people_are_kept_and_changed_beside_a_running_server_and_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // No engine is opened for this, so nothing but the registers is made.
    assert!(with_password(
        &data,
        &["add", OWNER, "--name", "Owner", "--role", "owner", "--password-stdin"],
        PASSWORD
    ));
    assert!(!data.join("clickhouse").exists());
    assert!(!with_password(
        &data,
        &["add", "x@y", "--name", "X", "--role", "viewer", "--password-stdin"],
        "short"
    ));
    let server = Server::serve(&data);
    let address = user(
        &data,
        &["add", "ed@news.example", "--name", "Ed", "--role", "editor", "--site", "news.example"],
    );
    assert!(address.contains("/welcome?token=trj_"), "{address}");
    user(&data, &["role", "ed@news.example", "viewer", "--site", "news.example"]);
    assert!(
        fail(&data, &["user", "role", "ed@news.example", "viewer", "--site", "none.example"], 1)
            .contains("tiraj site add")
    );
    assert!(fail(&data, &["user", "remove", OWNER], 1).contains("is the only owner of all sites"));
    assert!(
        fail(&data, &["user", "add", "ed", "--name", "Ed", "--role", "viewer"], 2)
            .contains("no e-mail address")
    );
    fail(&data, &["user", "add", "e@d", "--name", "Ed", "--role", "king"], 2);

    assert_eq!(server.look("/").status, 200, "the owner signs in by the password");
    let sessions = run_json(&data, &["user", "sessions", "--json"]);
    assert_eq!(sessions[0]["email"], OWNER);
    user(&data, &["sessions", "--end", sessions[0]["id"].as_str().unwrap()]);
    assert_eq!(server.look("/").status, 401, "it has ended at once");
    server.stop();

    let people = run_json(&data, &["user", "list", "--json"]);
    let roles = (&people[0]["sites"], &people[1]["everywhere"]);
    assert_eq!(roles, (&json!({"news.example": "viewer"}), &json!("owner")));
    let log = user(&data, &["audit"]);
    for act in [
        "ended a session",
        "signed in",
        "gave a role\ted@news.example: viewer of news.example",
        "added a person",
    ] {
        assert!(log.contains(act), "{act} is not in {log}");
    }
    assert!(log.lines().any(|line| line.contains("signed in") && line.ends_with("127.0.0.1")), "{log}");
}

#[test]
fn a_way_in_is_printed_until_somebody_came_in_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let former = Server::serve(&data);
    let stale = former.way_in().to_owned();
    former.stop();
    let server = Server::serve(&data);
    let path = |address: &str| format!("/welcome{}", address.split("/welcome").nth(1).unwrap());
    assert_eq!(server.get(&path(&stale)).status, 404, "each start has its own");
    let way = path(server.way_in());
    assert_eq!(server.get(&way).status, 200);
    assert_eq!(server.look("/").status, 200);
    assert_eq!(server.get(&way).status, 404, "it was for one use");
    let session = server.session().to_owned();
    let said = server.stop();
    let secret = session.split('=').nth(1).unwrap();
    assert!(!said.contains(secret), "cookies are never logged");
    let server = Server::serve(&data);
    assert_eq!(server.ask("/", &[("cookie", &session)], None).status, 200, "sessions outlive a restart");
    for file in ["people.json", "sessions.json"] {
        let text = std::fs::read_to_string(data.join(file)).unwrap();
        assert!(!text.contains(secret) && !text.contains(PASSWORD), "{file}");
    }
    assert!(!server.stop().contains("/welcome?token="));
}

#[test]
fn tokens_read_figures_and_a_public_site_shows_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let live = "/api/v1/stats/live?site=news.example";
    let refused = server.get(live);
    assert_eq!(refused.status, 401);
    assert!(
        refused.body.contains("tiraj token create --name stats --scope stats --site news.example"),
        "{}",
        refused.body
    );
    let token = run(&data, &["token", "create", "--name", "board", "--scope", "stats"]);
    let bearer = format!("Bearer {}", token.trim());
    assert_eq!(server.ask(live, &[("authorization", &bearer)], None).status, 200);
    assert_eq!(server.ask("/settings", &[("authorization", &bearer)], None).status, 403);

    assert_eq!(server.get("/").status, 401);
    let redirected = server.ask("/?site=news.example", &[("accept", "text/html")], None);
    assert_eq!(
        (redirected.status, redirected.header("location")),
        (303, Some("/sign-in?next=%2F%3Fsite%3Dnews.example"))
    );
    run(&data, &["site", "set", "news.example", "--public"]);
    assert_eq!((server.get("/").status, server.get(live).status), (200, 401));
    run(&data, &["site", "set", "news.example", "--public=false"]);
    assert_eq!(server.get("/").status, 401);
    let log = run_json(&data, &["user", "audit", "--json"]);
    let acts: Vec<&str> = log.as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["site_closed", "site_opened", "token_created"]);
    for path in ["/healthz", "/metrics", "/t.js", "/api/views?site=news.example&path=/a"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
}

#[test]
fn sign_in_is_off_only_where_the_settings_say_so_and_everybody_hears_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::write(folder.path().join("tiraj.toml"), "[dashboard]\nsign_in = \"none\"\n").unwrap();
    let server = Server::serve(&data);
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/settings").status, 403);
    let said = server.stop();
    assert!(said.contains("WARNING: dashboard.sign_in is `none`"), "{said}");
    assert!(run(&data, &["doctor"]).contains("WARN sign-in: off by dashboard.sign_in"));
    std::fs::write(folder.path().join("tiraj.toml"), "[dashboard]\nsign_in = \"off\"\n").unwrap();
    assert!(fail(&data, &["doctor"], 1).contains("neither `required` nor `none`"));
}

#[test]
fn a_backup_holds_people_and_no_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    assert_eq!(server.look("/").status, 200);
    server.stop();
    let file = folder.path().join("backup.tar");
    run(&data, &["backup", "--out", file.to_str().unwrap()]);
    let restored = folder.path().join("restored");
    run(&restored, &["restore", file.to_str().unwrap()]);
    assert_eq!(run_json(&restored, &["user", "list", "--json"])[0]["email"], OWNER);
    assert_eq!(run_json(&restored, &["user", "sessions", "--json"]), json!([]));
    let log = run_json(&restored, &["user", "audit", "--json"]);
    assert!(
        log.as_array().unwrap().iter().any(|line| line["act"] == "set_up" && line["from"].is_null()),
        "{log}"
    );
}
