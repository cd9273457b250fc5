//! Pages with trackers on them in a reader's browser, and what comes of them.

mod article;
mod counters;
mod delivery;
mod demo;
mod editors;
mod links;
mod pages;
mod plausible;
mod reading;
mod sharing;
mod signing_in;
mod views;

use std::path::Path;

use serde_json::Value;

use crate::support::run;

/// What is stored of a site between yesterday and tomorrow.
fn export(data: &Path, site: &str) -> Vec<Value> {
    let today = jiff::Timestamp::now().in_tz("Asia/Baku").unwrap().date();
    let (from, to) = (today.yesterday().unwrap().to_string(), today.tomorrow().unwrap().to_string());
    let arguments = ["export", "events", "--site", site, "--format", "ndjson", "--out", "-"];
    let rows = run(data, &[&arguments[..], &["--from", &from, "--to", &to]].concat());
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// The stored rows, as soon as there are so many.
fn await_rows(data: &Path, site: &str, least: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    for _ in 0..60 {
        rows = export(data, site);
        if rows.len() >= least {
            break;
        }
    }
    rows
}
