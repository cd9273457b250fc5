//! Folders of former versions: they open, are brought to the present schema, and answer as they did.
//!
//! An archive of `fixtures/` holds a data folder as a former version left it, and what that version answered from it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use flate2::read::GzDecoder;

use crate::support::{run, run_json, tiraj};

/// A folder with 35 migrations: rollups of hours, shares and reader states, events laid down by day.
const FOLDER_0035: &[u8] = include_bytes!("fixtures/folder-0035.tar.gz");

fn unpack(archive: &[u8], to: &Path) {
    tar::Archive::new(GzDecoder::new(archive)).unpack(to).unwrap();
}

/// The lines of a file after its first, in order: the order of an export is the table's.
fn rows(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    rows.sort();
    rows
}

/// Holds what the folder beside `data` answers now against what it answered before it was upgraded.
fn check_answers(folder: &Path) {
    let data = folder.join("folder");
    let site = ["--site", "old.example"];
    let week = ["--week", "2026-W46", "--format", "json", "--out"];
    run(&data, &[&["report", "weekly"][..], &site, &week, &[folder.to_str().unwrap()]].concat());
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let (mut report, expected) = (read("old.example-2026-W46.json"), read("week.json"));
    report["generated_at"] = expected["generated_at"].clone();
    // A report may say more than it said then.
    report.as_object_mut().unwrap().retain(|field, _| expected.get(field).is_some());
    assert_eq!(report, expected);

    for kind in ["events", "rollups"] {
        let out = folder.join(format!("{kind}-now.csv"));
        let range = ["--from", "2026-10-30", "--to", "2026-11-21", "--format", "csv"];
        let arguments = [&["export", kind][..], &site, &range, &["--out", out.to_str().unwrap()]].concat();
        run(&data, &arguments);
        let expected = rows(&folder.join(format!("{kind}.csv")));
        assert!(expected.len() > 500);
        assert!(rows(&out) == expected, "the exported {kind} differ");
    }
    assert_eq!(run_json(&data, &["migrate", "--dry-run", "--json"])["migrations"], serde_json::json!([]));
}

#[test]
fn a_former_folder_is_upgraded_and_answers_the_same() {
    let folder = tempfile::tempdir().unwrap();
    unpack(FOLDER_0035, folder.path());
    let before = run_json(&folder.path().join("folder"), &["migrate", "--dry-run", "--json"]);
    assert_eq!(before["applied_before"], 29);
    assert!(!before["migrations"].as_array().unwrap().is_empty(), "{before}");
    check_answers(folder.path());
}

#[test]
fn an_upgrade_that_is_killed_again_and_again_ends_well_and_leaves_nothing_half_made() {
    let folder = tempfile::tempdir().unwrap();
    unpack(FOLDER_0035, folder.path());
    let data = folder.path().join("folder");
    let applied = || run_json(&data, &["migrate", "--dry-run", "--json"])["applied_before"].as_u64().unwrap();
    let mut kills_amid = 0;
    for round in 0.. {
        let mut upgrade =
            tiraj(&data).arg("migrate").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Each time a little later, so that every statement's turn comes.
        std::thread::sleep(Duration::from_millis(300 + 20 * round));
        let ended = upgrade.try_wait().unwrap();
        upgrade.kill().unwrap();
        upgrade.wait().unwrap();
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
        kills_amid += u32::from(applied() > 29);
    }
    assert!(kills_amid > 0, "no upgrade was killed between its first statement and its last");
    check_answers(folder.path());
    let tables = std::fs::read_dir(data.join("clickhouse/metadata/tiraj")).unwrap();
    let half_made: Vec<_> = tables
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("_tmp"))
        .collect();
    assert!(half_made.is_empty(), "{half_made:?}");
}
