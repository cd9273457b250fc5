//! The examples of docs/delivery.md do what it says.

use std::process::Command;

use tiraj_testkit::{HttpAct, HttpSink, MailAct, SmtpSink};

use super::*;
use crate::support::tiraj;

const DELIVERY: &str = include_str!("../../docs/delivery.md");

/// The shell examples, one after another.
fn examples() -> Vec<&'static str> {
    let blocks = DELIVERY.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

/// Runs a script with the program under test at hand, in the newsroom's folder.
fn shell(newsroom: &Newsroom, script: &str, variables: &[(&str, &str)]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_tiraj")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    for (name, value) in tiraj(&newsroom.data).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.env("PATH", path).envs(variables.iter().copied()).current_dir(newsroom.folder.path());
    let output = shell.args(["-ec", script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{script}\n{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn the_examples_of_delivery_run_as_they_stand() {
    let (mails, posts) =
        (SmtpSink::start(|_| MailAct::Take), HttpSink::start(|_| HttpAct::Answer(200, "", String::new())));
    let settings = format!(
        "public_url = 'https://stats.news.example'\n[mail]\nsmtp = 'smtp+plain://{}'\nfrom = 'a@news.example'\n[webhook]\nallow_networks = '127.0.0.1'\n",
        mails.address()
    );
    let newsroom = Newsroom::with_readers(&settings);
    newsroom.run(&["report", "archive", "restate", "--site", "news.example", "--week", &last_week()]);
    let hook = format!("http://{}/tiraj", posts.address());
    let ours = |text: &str| {
        text.replace("2026-W46", &last_week()).replace("https://hooks.news.example/tiraj", &hook)
    };
    let examples = examples();
    assert_eq!(examples.len(), 4);
    let said: String = examples[..3].iter().map(|example| shell(&newsroom, &ours(example), &[])).collect();
    for expected in ["\tpublished\t", ".xlsx\n", "\tdelivered\t1\tmonday\t", "0 8 * * mon Asia/Baku"] {
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
    assert_eq!(mails.taken().len(), 1);
    assert_eq!(newsroom.run_json(&["site", "list", "--json"])[0]["rules"]["publish_at"], "tue 09:30");

    let add = ["deliver", "add", "posted", "--site", "news.example", "--webhook", &hook, "--json"];
    let key = newsroom.run_json(&add)["keys"][0]["key"].as_str().unwrap().to_owned();
    newsroom.run(&["deliver", "run", "posted"]);
    let post = posts.taken().remove(0);
    let (time, signature) = post.header("tiraj-signature").split_once(",v1=").unwrap();
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("NOT RUN: the example of checking a signature is openssl's, and this machine has none");
        return;
    }
    std::fs::write(newsroom.folder.path().join("body.json"), &post.body).unwrap();
    let variables = [("SECONDS_OF_T", time.trim_start_matches("t=")), ("KEY", &key)];
    let said = shell(&newsroom, examples[3], &variables);
    assert!(said.trim().ends_with(signature), "{said} is not {signature}");
}
