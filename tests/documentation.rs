//! The examples of the documentation do what it says they do.

use std::path::Path;
use std::process::Command;

use crate::support::{Server, tiraj};

const API: &str = include_str!("../docs/api.md");
const INTEGRATIONS: &str = include_str!("../docs/integrations.md");

/// All shell examples of the API, and those of integrations after it, against the given server.
fn examples(address: &str) -> String {
    let mut script = String::from("set -eu\n");
    for block in [API, INTEGRATIONS].concat().split("```sh\n").skip(1) {
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
        r#"{"/politics/1":0,"/sport/2":0}"#,
        r#""figures":{"readers":0,"share_rate":null,"views":0}"#,
        "path,views,readers\r\n",
        r#""results":[]"#,
        r#""openapi":"3.1.0""#,
        "\nok\n",
    ] {
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
    // The OpenAPI document tells what refusals look like, and is none.
    let mut answers = said.lines().filter(|line| !line.contains(r#""openapi":"3.1.0""#));
    assert!(answers.all(|answer| !answer.contains("\"error\"")), "{said}");
}

const SCALE: &str = include_str!("../docs/scale.md");

/// The cells of the rows of the table under a heading that begins so.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The number at the beginning of a text.
fn number(text: &str) -> f64 {
    let digits: String =
        text.chars().filter(|c| *c != ',').take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().unwrap_or_else(|_| panic!("{text} begins with no number"))
}

#[test]
fn the_capacity_model_follows_from_what_was_measured() {
    const DAY: f64 = 86_400.0;
    const PEAK: f64 = 5.0;
    let measured = table(SCALE, "| measured |");
    let figure = |what: &str| {
        let row = measured.iter().find(|row| row[0].contains(what)).unwrap_or_else(|| panic!("no {what}"));
        number(&row[1])
    };
    let (room, rate) = (figure("room of an event"), figure("events of a collector"));
    let (rollups, body) = (figure("rollups of an event"), figure("body of an event"));
    let planned = table(SCALE, "| events a day |");
    assert_eq!(planned.len(), 3);
    for row in planned {
        let events = number(&row[0]);
        let gigabytes = room * events * 365.0 / 1e9;
        let disk =
            if gigabytes < 1e3 { format!("{gigabytes:.0} GB") } else { format!("{:.1} TB", gigabytes / 1e3) };
        let collectors = (events / DAY * PEAK / (rate / 2.0)).ceil();
        let share = events * rollups / 1e6 / DAY * 100.0;
        let share = if share < 10.0 { format!("{share:.1}") } else { format!("{share:.0}") };
        let network = body * events * PEAK / DAY / 1e6;
        let expected = [
            row[0].clone(),
            disk,
            format!("{collectors}"),
            format!("{share} % of a core"),
            format!("{network:.1} MB/s"),
        ];
        assert_eq!(row, expected, "docs/scale.md");
    }
}
