//! Real logs against the counts of GoAccess 1.7, an independent reader of the same formats.
//!
//! The logs hold addresses of real people, so failures here print counts only, and nothing is committed.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use tiraj_model::DropReason;

use super::*;
use crate::Tally;

/// The folder of logs, where this machine has it.
fn logs() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/logs");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("NOT RUN: {} is absent, so no real access log was read", folder.display());
    None
}

fn files(folder: &Path, of: &str) -> Vec<PathBuf> {
    let at = folder.join(of);
    if at.is_file() {
        return vec![at];
    }
    std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Valid lines by class of status, as `2xx`, and the number of lines that are no log lines.
fn statuses(files: &[PathBuf]) -> (BTreeMap<String, u64>, u64) {
    let (mut valid, mut failed) = (BTreeMap::new(), 0);
    for file in files {
        for line in BufReader::new(File::open(file).unwrap()).split(b'\n') {
            match parse_line(&line.unwrap()) {
                Ok(line) => *valid.entry(class(line.status)).or_default() += 1,
                Err(_) => failed += 1,
            }
        }
    }
    (valid, failed)
}

fn class(status: Option<u16>) -> String {
    status.map_or("-".into(), |status| format!("{}xx", status / 100))
}

fn reference(folder: &Path, name: &str) -> (BTreeMap<String, u64>, u64) {
    let file = File::open(folder.join(format!("goaccess_reference/ga_{name}.json"))).unwrap();
    let report: serde_json::Value = serde_json::from_reader(file).unwrap();
    let classes = report["status_codes"]["data"].as_array().unwrap().iter();
    let valid = classes.map(|class| {
        let name = class["data"].as_str().unwrap();
        (name.split(' ').next().unwrap().to_owned(), class["hits"]["count"].as_u64().unwrap())
    });
    (valid.collect(), report["general"]["failed_requests"].as_u64().unwrap())
}

/// Reads the files as an import does, and makes sure that no two views of a file have one identity.
fn tally(files: &[PathBuf]) -> Tally {
    let mut total = Tally::default();
    for file in files {
        let mut reader = LogReader::new(BufReader::new(File::open(file).unwrap()));
        let ids: HashSet<_> = reader.by_ref().map(|hit| hit.unwrap().id).collect();
        assert_eq!(ids.len() as u64, reader.tally().accepted);
        total.add(reader.tally());
    }
    total
}

fn check(of: &str, name: &str, accepted: u64, malformed: u64) {
    let Some(folder) = logs() else { return };
    let files = files(&folder, of);
    assert_eq!(statuses(&files), reference(&folder, name), "{of}");
    let tally = tally(&files);
    assert_eq!(tally.accepted, accepted, "{of}");
    assert_eq!(tally.dropped.get(&DropReason::Malformed).copied().unwrap_or_default(), malformed, "{of}");
}

#[test]
fn elastic_is_valid_to_the_line_with_an_unclosed_quote() {
    check("elastic_apache_logs_2015.log", "elastic_apache_logs_2015.log", 3_872, 0);
}

#[test]
fn nasa_is_valid_in_common_format_with_host_names() {
    check("nasa_1995-07-09_full_day.log", "nasa_1995-07-09_full_day.log", 11_789, 0);
}

/// The one line that fails has a shell command with spaces for a user name, sent by a scanner.
#[test]
fn nginx_is_valid_but_for_one_user_name_with_spaces() {
    check("nginx_combined", "nginx_combined_all.log", 1_817, 1);
}

#[test]
fn common_format_of_another_server_is_valid() {
    let Some(folder) = logs() else { return };
    let tally = tally(&files(&folder, "apache_common"));
    assert_eq!((tally.lines, tally.accepted), (940, 413));
    assert!(!tally.dropped.contains_key(&DropReason::Malformed));
}

#[test]
fn lines_with_a_virtual_host_are_refused_not_misread() {
    let Some(folder) = logs() else { return };
    let tally = tally(&[folder.join("apache_vhost/farmwork.access.log")]);
    assert_eq!((tally.lines, tally.dropped[&DropReason::Malformed]), (600, 600));
}
