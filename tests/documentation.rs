//! The examples of the documentation do what it says they do.

use std::path::Path;
use std::process::Command;

use crate::support::{Server, tiraj};

const API: &str = include_str!("../docs/api.md");

/// All shell examples, one after another, against the given server.
fn examples(address: &str) -> String {
    let mut script = String::from("set -eu\n");
    for block in API.split("```sh\n").skip(1) {
        script += block.split("```").next().unwrap();
        script += "echo\n";
    }
    script.replace("http://127.0.0.1:8080", address)
}

#[test]
fn the_examples_of_the_events_api_run_as_they_stand() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("NOT RUN: the examples are curl's, and this machine has none");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let program = Path::new(env!("CARGO_BIN_EXE_tiraj")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    // The settings of a command under test, for a shell that will run it.
    let mut shell = Command::new("sh");
    for (name, value) in tiraj(&data).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.env("PATH", path).args(["-c", &examples(&server.url(""))]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for expected in [
        r#"{"accepted":2,"repeated":0,"results":[{"index":0,"status":"accepted"}"#,
        r#""reason":"unknown_name","message":"`type`: `dance` is no event type; use one of: view"#,
        r#"{"accepted":1,"repeated":1,"#,
        "cms\tnews.example\tevents\t",
        "200 image/gif",
        r#""created":1,"changed":0,"unchanged":0,"results":[{"index":0,"path":"/politics/1","outcome":"created""#,
        r#""path":"/politics/1","article":{"#,
        r#"{"/a":1,"/b":0}"#,
        "\nok\n",
    ] {
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
    assert!(!said.contains("\"error\""), "{said}");
}
