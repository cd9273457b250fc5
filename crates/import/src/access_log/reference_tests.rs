//! Real logs against the counts of GoAccess 1.7, an independent reader of the same formats.
//!
//! The logs hold addresses of real people, so failures here print counts only, and nothing is committed.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use tiraj_model::DropReason;

use super::*;
use crate::{LineIds, Tally};

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
        let log = std::fs::read(file).unwrap();
        let format = Format::detect(&log).unwrap();
        for line in log.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()) {
            match format.parse(line, &cloudfront::Columns::default()) {
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
        let (mut lines, mut ids, mut tally) = (LineIds::default(), HashSet::new(), Tally::default());
        for chunk in Chunks::new(File::open(file).unwrap(), None) {
            let reading = chunk.unwrap().read();
            ids.extend(reading.hits.iter().map(|hit| lines.number(hit.line)));
            tally.add(&reading.tally);
        }
        assert_eq!(ids.len() as u64, tally.accepted);
        total.add(&tally);
    }
    total
}

/// Holds a log against the report of GoAccess, prints both, and counts its page views.
fn check(of: &str, name: &str, accepted: u64, malformed: u64) {
    let Some(folder) = logs() else { return };
    let files = files(&folder, of);
    let (ours, theirs) = (statuses(&files), reference(&folder, name));
    let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
    let tally = tally(&files);
    eprintln!(
        "{of}: tiraj {} valid + {} malformed, GoAccess {} valid + {} failed; by status {:?}; {} page views",
        sum(&ours.0),
        ours.1,
        sum(&theirs.0),
        theirs.1,
        ours.0,
        tally.accepted
    );
    assert_eq!(ours, theirs, "{of}");
    assert_eq!(tally.accepted, accepted, "{of}");
    assert_eq!(tally.dropped.get(&DropReason::Malformed).copied().unwrap_or_default(), malformed, "{of}");
    assert_eq!(tally.lines, sum(&ours.0) + ours.1, "{of}");
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
fn farmwork_is_valid_with_its_virtual_host() {
    check("apache_vhost/farmwork.access.log", "farmwork.access.log", 134, 0);
}

#[test]
fn common_format_of_another_server_is_valid() {
    let Some(folder) = logs() else { return };
    let tally = tally(&files(&folder, "apache_common"));
    assert_eq!((tally.lines, tally.accepted), (940, 413));
    assert!(!tally.dropped.contains_key(&DropReason::Malformed));
}

/// Every file of the folder of formats, its lines counted by hand; the packed one is unpacked by the program's tests.
#[test]
fn one_log_of_each_other_format_is_read_to_the_last_line() {
    let Some(folder) = logs() else { return };
    for (name, format) in [
        ("amazon_cloudfront_web.log", Format::CloudFront),
        ("caddy_json.log", Format::Caddy),
        ("nginx_json.log", Format::Nginx),
        ("common_vhost.log", Format::VhostCombined),
        ("common_encoding_big5.log", Format::VhostCombined),
    ] {
        let file = folder.join("formats").join(name);
        let mut chunks = Chunks::new(File::open(&file).unwrap(), None);
        let mut tally = Tally::default();
        chunks.by_ref().for_each(|chunk| tally.add(&chunk.unwrap().read().tally));
        assert_eq!(chunks.format(), Some(format), "{name}");
        let lines = std::io::BufReader::new(File::open(&file).unwrap()).split(b'\n').map(Result::unwrap);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).count();
        assert_eq!(tally.lines, lines as u64, "{name}");
        assert!(!tally.dropped.contains_key(&DropReason::Malformed), "{name}: {tally:?}");
        eprintln!("{name}: {format}, {lines} lines, {} page views", tally.accepted);
    }
}
