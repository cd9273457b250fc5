//! The files and labels of the benchmark.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::DateTime;

use super::scoring::Window;
use crate::shared::find;

/// A file of the benchmark.
pub(crate) struct Series {
    pub(crate) folder: String,
    pub(crate) name: String,
    /// Seconds since 1970-01-01 00:00 on the series' own clock, and the value.
    pub(crate) rows: Vec<(i64, f64)>,
    pub(crate) windows: Vec<Window>,
}

/// All labelled files that are there, in the order of their names; `None` when the folder is absent.
pub(crate) fn series() -> Option<Vec<Series>> {
    let root = find("series/nab")?;
    let labels = std::fs::read_to_string(root.join("labels/combined_windows.json")).expect("labels");
    let labels: BTreeMap<String, Vec<(String, String)>> =
        serde_json::from_str(&labels).expect("labels are JSON");
    let there = |name: &String| root.join("data").join(name).is_file();
    Some(
        labels
            .iter()
            .filter(|(name, _)| there(name))
            .map(|(name, windows)| read(&root, name, windows))
            .collect(),
    )
}

fn read(root: &Path, name: &str, windows: &[(String, String)]) -> Series {
    let text =
        std::fs::read_to_string(root.join("data").join(name)).expect("a file of the benchmark is text");
    let rows: Vec<_> = text.lines().skip(1).filter_map(row).collect();
    let place = |time: &String| {
        let time = seconds(time).expect("a label is a time");
        rows.iter().position(|row| row.0 == time).expect("a window begins and ends in a row")
    };
    let windows = windows.iter().map(|(from, to)| (place(from), place(to))).collect();
    let folder = name.split('/').next().unwrap_or(name).to_owned();
    Series { folder, name: name.to_owned(), windows, rows }
}

fn row(line: &str) -> Option<(i64, f64)> {
    let (time, value) = line.split_once(',')?;
    Some((seconds(time)?, value.trim().parse().ok()?))
}

fn seconds(time: &str) -> Option<i64> {
    let time: DateTime = time.trim().parse().ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}
