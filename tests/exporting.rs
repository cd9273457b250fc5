//! Exports are read by DuckDB and Polars, in every form, and are as the documentation says.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{run, run_json};

const DOCUMENTATION: &str = include_str!("../docs/exporting.md");

/// Set by `make test` where the readers cannot be had, so that their absence is known and not an accident.
const ABSENT: &str = "TIRAJ_TEST_NO_READERS";

const SITE: [&str; 2] = ["--site", "demo.tiraj"];
const DAYS: [&str; 4] = ["--from", "2026-10-10", "--to", "2026-11-15"];

/// The Python that has DuckDB and Polars; `None`, said loudly, only where the machine was declared to have none.
fn python() -> Option<PathBuf> {
    if let Ok(reason) = std::env::var(ABSENT) {
        eprintln!("NOT RUN: this test needs DuckDB and Polars, and this machine has none: {reason}");
        return None;
    }
    let target = Path::new(env!("CARGO_BIN_EXE_tiraj")).parent().unwrap().parent().unwrap();
    let python = target.join("readers/bin/python");
    assert!(python.exists(), "{} is not there; scripts/fetch-readers fetches it", python.display());
    Some(python)
}

/// What both readers find in files.
fn read(python: &Path, column: &str, files: &[PathBuf]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/exporting/read.py");
    let output = Command::new(python).arg(script).arg(column).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The columns and types that the documentation gives under a heading.
fn documented(heading: &str) -> Vec<[String; 2]> {
    let (_, section) = DOCUMENTATION.split_once(&format!("## {heading}\n")).expect(heading);
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let columns = rows.flat_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let kind = cells[2].to_owned();
        let names: Vec<String> = cells[1].split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
        names.into_iter().map(move |name| [name, kind.clone()])
    });
    columns.collect()
}

/// An export in every form, by its arguments.
fn export(data: &Path, arguments: &[&str]) -> Vec<PathBuf> {
    let write = |format: &str| {
        let out = data.with_file_name(format!("export.{format}"));
        let form = ["--format", format, "--out", out.to_str().unwrap()];
        run(data, &[&["export"][..], arguments, &SITE, &form].concat());
        out
    };
    ["parquet", "csv", "ndjson"].map(write).into()
}

fn check(python: &Path, files: &[PathBuf], heading: &str, column: &str) -> (u64, i64) {
    let found = read(python, column, files);
    let parquet = &found[files[0].to_str().unwrap()]["duckdb"];
    for file in files {
        for reader in ["duckdb", "polars"] {
            let seen = &found[file.to_str().unwrap()][reader];
            let (rows, sum) = (&seen["rows"], &seen["sum"]);
            assert_eq!(
                (rows, sum),
                (&parquet["rows"], &parquet["sum"]),
                "{heading}: {reader} {}",
                file.display()
            );
        }
    }
    assert_eq!(parquet["columns"], json!(documented(heading)), "docs/exporting.md, {heading}");
    (parquet["rows"].as_u64().unwrap(), parquet["sum"].as_i64().unwrap())
}

#[test]
fn duckdb_and_polars_read_every_export_as_documented() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let simulated = ["--events", "8000", "--days", "28", "--articles", "60", "--end", "2026-11-14T12:00:00Z"];
    run(&data, &[&["simulate"][..], &SITE, &simulated].concat());

    let (events, engaged) =
        check(&python, &export(&data, &[&["events"][..], &DAYS].concat()), "Events", "engaged_ms");
    assert!(events > 7_900, "{events}");
    // In many stretches as in one.
    let rows = |text: String| {
        let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let csv = |stretch: &[&str]| {
        let out = ["--format", "csv", "--out", "-"];
        rows(run(&data, &[&["export", "events"][..], &SITE, &DAYS, &out, stretch].concat()))
    };
    assert!(csv(&["--events-at-once", "500"]) == csv(&[]));
    let stretched = [&["events", "--events-at-once", "500"][..], &DAYS].concat();
    assert_eq!(check(&python, &export(&data, &stretched), "Events", "engaged_ms"), (events, engaged));
    let (articles, _) = check(&python, &export(&data, &["articles"]), "Articles", "word_count");
    assert!(articles >= 60, "{articles}");
    let (_, views) = check(&python, &export(&data, &[&["rollups"][..], &DAYS].concat()), "Rollups", "views");
    let table = |name: &str, column: &str| {
        let arguments = [&["rollups", "--table", name][..], &DAYS].concat();
        check(&python, &export(&data, &arguments), &format!("`{name}`"), column)
    };
    assert_eq!(table("page_hours", "views").1, views);
    assert_eq!(table("page_days", "views").1, views);
    assert!(table("scope_days", "readers").1 > views / 4);
    for (name, column) in [
        ("page_breakdowns", "views"),
        ("site_breakdowns", "views"),
        ("visit_days", "visits"),
        ("page_moves", "moves"),
    ] {
        assert!(table(name, column).1 > 0, "{name}");
    }
}

#[test]
fn an_export_without_rows_has_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "demo.tiraj"]);
    assert_eq!(run_json(&data, &["site", "list", "--json"])[0]["name"], "demo.tiraj");
    let files = export(&data, &[&["events"][..], &DAYS].concat());
    let csv = std::fs::read_to_string(&files[1]).unwrap();
    assert!(csv.starts_with("\"site\",\"time\",\"type\"") && csv.lines().count() == 1, "{csv}");
    assert!(std::fs::read(&files[0]).unwrap().starts_with(b"PAR1"));
    if let Some(python) = python() {
        let found = read(&python, "engaged_ms", &files[..1]);
        assert_eq!(found[files[0].to_str().unwrap()]["polars"]["rows"], 0);
    }
}
