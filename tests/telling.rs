//! What operators are told: metrics, the alerts that stand on them, and the boards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{Database, Server, run};

/// Names why the tests of alerts cannot run here, where they cannot; set by `scripts/run-tests`.
const ABSENT: &str = "TIRAJ_TEST_NO_PROMTOOL";

const ALERTS: &str = include_str!("../dashboards/prometheus/alerts.yml");
const EXAMPLES: &str = include_str!("../dashboards/prometheus/alerts-tests.yml");
const RUNBOOK: &str = include_str!("../docs/runbook.md");
const BOARDS: [&str; 2] = [
    include_str!("../dashboards/grafana/boards/newsroom.json"),
    include_str!("../dashboards/grafana/boards/operations.json"),
];

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dashboards/prometheus")
}

/// Prometheus' own tool with an input; nothing where the machine was declared to have none.
fn promtool(arguments: &[&str], input: &str) {
    use std::io::Write;
    use std::process::Stdio;
    if let Ok(reason) = std::env::var(ABSENT) {
        eprintln!("NOT RUN: this test needs promtool: {reason}");
        return;
    }
    let mut command = Command::new("promtool");
    command
        .args(arguments)
        .current_dir(rules())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("promtool is there; scripts/fetch-promtool fetches it");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let words =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{words}");
}

/// What a server tells that has had events and visitors.
fn told() -> String {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let view = serde_json::json!({"site": "news.example", "type": "view", "url": "https://news.example/a"});
    assert_eq!(server.send(&view).status, 202);
    assert_eq!(server.look("/?site=news.example").status, 200);
    let metrics = server.get("/metrics").body;
    server.stop();
    metrics
}

/// The metrics that an expression speaks of, as families are called.
fn metrics_of(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let ours = words.filter(|word| word.starts_with("tiraj_") || word.starts_with("process_"));
    ours.map(|word| word.strip_suffix("_bucket").unwrap_or(word))
}

#[test]
fn metrics_are_written_by_convention_and_boards_and_alerts_speak_of_those_that_are() {
    let metrics = told();
    promtool(&["check", "metrics"], &metrics);
    let families: BTreeSet<&str> =
        metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let board: Vec<Value> = BOARDS.iter().map(|board| serde_json::from_str(board).unwrap()).collect();
    let panels = board.iter().flat_map(|board| board["panels"].as_array().unwrap());
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let asked = targets.filter_map(|target| target["expr"].as_str());
    let alerting = ALERTS.lines().filter_map(|line| line.trim().strip_prefix("expr: "));
    let mut spoken_of = BTreeSet::new();
    for expression in asked.chain(alerting) {
        for metric in metrics_of(expression) {
            assert!(families.contains(metric), "`{metric}` of `{expression}` is not told:\n{metrics}");
            spoken_of.insert(metric);
        }
    }
    assert!(spoken_of.len() > 10, "{spoken_of:?}");
}

#[test]
fn every_alert_fires_in_its_example_and_has_its_paragraph_in_the_runbook() {
    promtool(&["check", "rules", "alerts.yml"], "");
    promtool(&["test", "rules", "alerts-tests.yml"], "");
    let names: Vec<&str> = ALERTS.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 10);
    for name in names {
        let examples: Vec<&str> = EXAMPLES.split(&format!("alertname: {name}\n")).skip(1).collect();
        let fires = |example: &&&str| example.trim_start().starts_with("exp_alerts:\n");
        assert_eq!(examples.iter().filter(fires).count(), 1, "{name} fires in one example");
        assert_eq!(examples.len(), 2, "and is quiet in another");
        assert!(RUNBOOK.contains(&format!("\n## {name}\n")), "{name} has no paragraph");
        assert!(ALERTS.contains(&format!("runbook: docs/runbook.md#{}\n", name.to_lowercase())), "{name}");
    }
}

/// A question of a board as the data source puts it to the database: for a site, and a stretch of time in seconds.
fn question(text: &str, (from, to): (i64, i64)) -> String {
    let mut question = text.replace("${site:sqlstring}", "'demo.tiraj'");
    question = question.replace("$__fromTime", &format!("toDateTime({from})"));
    question = question.replace("$__toTime", &format!("toDateTime({to})"));
    while let Some(at) = question.find("$__timeFilter(") {
        let rest = &question[at + "$__timeFilter(".len()..];
        let column = rest[..rest.find(')').unwrap()].to_owned();
        let filter = format!("({column} >= toDateTime({from}) AND {column} <= toDateTime({to}))");
        question = question.replace(&format!("$__timeFilter({column})"), &filter);
    }
    assert!(!question.contains('$'), "{question}");
    question
}

#[test]
fn every_question_of_the_boards_is_answered_by_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let newsroom = ["--site", "demo.tiraj", "--events", "3000", "--articles", "30", "--days", "9"];
    run(&data, &[&["simulate"][..], &newsroom].concat());
    run(&data, &["site", "set", "demo.tiraj", "--block-path", "/preview/*"]);
    let server = Server::start(&data, &["serve", "--site", "demo.tiraj"]);
    let share = serde_json::json!({
        "site": "demo.tiraj", "type": "share", "url": "https://demo.tiraj/a", "share": {"network": "telegram"},
    });
    let of = |url: &str| serde_json::json!({"site": "demo.tiraj", "type": "view", "url": url});
    let events = [share, of("https://demo.tiraj/a"), of("https://demo.tiraj/preview/b")];
    assert_eq!(server.send(&serde_json::json!(events)).status, 202);
    server.stop();
    let database = Database::start(&data.join("clickhouse"));
    let now = jiff::Timestamp::now().as_second();
    let time = (now - 10 * 86_400, now + 60);
    let ask = |question: &str| {
        let url = format!("{}/?database=tiraj&default_format=TSV", database.url());
        let answer = ureq::post(url).send(question);
        answer.unwrap_or_else(|error| panic!("{question}: {error}")).body_mut().read_to_string().unwrap()
    };
    let mut asked = 0;
    for board in BOARDS {
        let board: Value = serde_json::from_str(board).unwrap();
        let variables = board["templating"]["list"].as_array().unwrap();
        for variable in variables {
            assert_eq!(ask(variable["query"].as_str().unwrap()).trim(), "demo.tiraj");
        }
        for panel in board["panels"].as_array().unwrap() {
            for target in panel["targets"].as_array().unwrap() {
                let Some(text) = target["rawSql"].as_str() else { continue };
                let answer = ask(&question(text, time));
                asked += 1;
                // Nobody holds a lease on an embedded database.
                let may_be_empty = text.contains("FROM leases");
                assert!(may_be_empty || !answer.is_empty(), "{} shows nothing", panel["title"]);
                if panel["title"] == "Views" {
                    assert!(answer.trim().parse::<u64>().unwrap() > 1000, "{answer}");
                }
                if panel["title"] == "Out of balance" {
                    assert_eq!(answer.trim(), "0");
                }
            }
        }
    }
    assert!(asked > 20, "only {asked} questions");
}
