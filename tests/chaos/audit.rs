//! The audit after a round: what the client knows against what is stored, rolled up and shown.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::ensure;
use serde::Deserialize;

use super::book::{Entry, Fate};
use super::client::NAME_PROPERTY;
use super::installation::Installation;
use super::lane::{PAGES, SITE};
use super::ledger::compare_ledger;

/// The most differences that are told one by one.
const TOLD: usize = 12;

/// What a command says that has waited in vain for the loader.
const NOT_YET: &str = "the store takes no events";

/// How many pages one question for public counts may name.
const PAGES_ASKED: usize = 150;

/// All time.
pub(super) const PERIOD: [&str; 4] = ["--from", "2020-01-01", "--to", "2099-12-31"];

/// A stored event, of which most is left out.
#[derive(Debug, Deserialize)]
struct Stored {
    time: String,
    #[serde(rename = "type")]
    kind: String,
    path: String,
    verdict: String,
    props: BTreeMap<String, String>,
}

/// A row of the rollups.
#[derive(Debug, Deserialize)]
struct Rolled {
    hour: String,
    path: String,
    views: u64,
    shares: u64,
}

/// Views and shares.
type Counts = (u64, u64);

/// Compares everything. The client is quiet.
pub(super) fn audit(installation: &Installation, counters_may_lag: bool) -> anyhow::Result<()> {
    let stored: Vec<Stored> = export(installation, "events")?;
    let mut differences = compare_with_book(&stored, &installation.shared.book.entries());
    differences.extend(compare_rollups(&stored, &export(installation, "rollups")?));
    differences.extend(compare_counters(&stored, installation, counters_may_lag)?);
    differences.extend(compare_ledger(installation, stored.len(), installation.shared.book.lost())?);
    differences.extend(installation.shared.book.complaints());
    let (told, more) = (differences.len().min(TOLD), differences.len().saturating_sub(TOLD));
    ensure!(differences.is_empty(), "{}\n… and {more} more differences", differences[..told].join("\n"));
    Ok(())
}

fn export<T: for<'a> Deserialize<'a>>(installation: &Installation, what: &str) -> anyhow::Result<Vec<T>> {
    let arguments = ["export", what, "--site", SITE, "--format", "ndjson", "--out", "-"];
    let began = Instant::now();
    let rows = loop {
        let rows = installation.run(&[&arguments[..], &PERIOD].concat());
        // A loader that has just been started may need longer to reach the store than a command waits for it.
        let is_early = rows.as_ref().is_err_and(|error| error.to_string().contains(NOT_YET));
        if !is_early || began.elapsed() > Duration::from_mins(1) {
            break rows?;
        }
    };
    Ok(rows.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Every acknowledged event is stored once as it was sent, every other one at most once, and nothing else is.
fn compare_with_book(stored: &[Stored], book: &BTreeMap<String, Entry>) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for event in stored {
        let id = event.props.get(NAME_PROPERTY).map_or("", String::as_str);
        *times.entry(id).or_default() += 1;
        let is_as_sent = book.get(id).is_some_and(|entry| {
            entry.event.path == event.path && entry.event.kind == event.kind && event.verdict == "human"
        });
        if !is_as_sent {
            differences.push(format!("stored, and never sent so: {event:?}"));
        }
    }
    for (id, Entry { fate, .. }) in book {
        let (times, fits) = match (times.get(id.as_str()).copied().unwrap_or(0), fate) {
            (times, Fate::Acknowledged) => (times, times == 1),
            (times, Fate::Open) => (times, times <= 1),
            (times, Fate::Destroyed) => (times, times == 0),
        };
        if !fits {
            differences.push(format!("event {id} ({fate:?}) is stored {times} times"));
        }
    }
    differences
}

/// Rollups, hour by hour and page by page, are what the raw events add up to.
fn compare_rollups(stored: &[Stored], rolled: &[Rolled]) -> Vec<String> {
    let mut hours: BTreeMap<(&str, &str), (Counts, Counts)> = BTreeMap::new();
    for event in stored {
        let (views, shares) = &mut hours.entry((hour(&event.time), &event.path)).or_default().0;
        *views += u64::from(event.kind == "view");
        *shares += u64::from(event.kind == "share");
    }
    for row in rolled {
        let (views, shares) = &mut hours.entry((hour(&row.hour), &row.path)).or_default().1;
        (*views, *shares) = (*views + row.views, *shares + row.shares);
    }
    let wrong = hours.into_iter().filter(|(_, (raw, rolled))| raw != rolled);
    wrong.map(|(key, (raw, rolled))| format!("rollup of {key:?}: {rolled:?}, raw events: {raw:?}")).collect()
}

/// `2026-11-23T10` of `2026-11-23T10:59:00.000Z`.
fn hour(time: &str) -> &str {
    time.get(..13).unwrap_or(time)
}

/// The public count of each page is that of its stored views.
fn compare_counters(
    stored: &[Stored],
    installation: &Installation,
    may_lag: bool,
) -> anyhow::Result<Vec<String>> {
    let mut pages: BTreeMap<String, u64> = (0..PAGES).map(|page| (format!("/articles/{page}"), 0)).collect();
    for event in stored.iter().filter(|event| event.kind == "view") {
        *pages.entry(event.path.clone()).or_default() += 1;
    }
    let asked = Instant::now();
    loop {
        let shown = ask_counters(installation, pages.keys())?;
        let wrong = pages.iter().filter(|(page, views)| shown.get(*page) != Some(*views));
        let wrong: Vec<String> = wrong
            .map(|(page, views)| format!("{page} shows {:?} views of {views}", shown.get(page)))
            .collect();
        // Counters that are rebuilt from the store need a moment.
        if wrong.is_empty() || !may_lag || asked.elapsed() > Duration::from_secs(20) {
            return Ok(wrong);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn ask_counters<'a>(
    installation: &Installation,
    pages: impl Iterator<Item = &'a String>,
) -> anyhow::Result<BTreeMap<String, u64>> {
    let pages: Vec<_> = pages.collect();
    let mut shown = BTreeMap::new();
    for some in pages.chunks(PAGES_ASKED) {
        let paths: Vec<String> = some.iter().map(|page| format!("path={page}")).collect();
        let answer = installation.ask(&format!("/api/views?site={SITE}&{}", paths.join("&")))?;
        shown.extend(serde_json::from_str::<BTreeMap<String, u64>>(&answer)?);
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::super::book::{Book, Event};
    use super::super::lane::Lane;
    use super::*;

    fn event(id: &str) -> Event {
        Event {
            lane: Lane::Batch,
            id: id.into(),
            path: "/a".into(),
            kind: "view",
            body: serde_json::Value::Null,
        }
    }

    fn stored(id: &str, path: &str) -> Stored {
        serde_json::from_value(serde_json::json!({
            "time": "2026-11-23T10:59:00.000Z", "type": "view", "path": path, "verdict": "human", "props": {"n": id},
        }))
        .unwrap()
    }

    /// What is said of `stored` where `1` and `2` were acknowledged and `3` was not.
    fn differences(stored: &[Stored]) -> Vec<String> {
        let book = Book::default();
        book.note(&["1", "2", "3"].map(event));
        book.acknowledge(&["1", "2"].map(event));
        compare_with_book(stored, &book.entries())
    }

    #[test]
    fn a_lost_a_doubled_and_a_foreign_event_are_told() {
        let (one, two, three) = (|| stored("1", "/a"), || stored("2", "/a"), || stored("3", "/a"));
        assert!(differences(&[one(), two()]).is_empty());
        assert!(differences(&[one(), two(), three()]).is_empty(), "an open one may be stored");
        assert_eq!(differences(&[one()]), ["event 2 (Acknowledged) is stored 0 times"]);
        assert_eq!(differences(&[one(), two(), two()]), ["event 2 (Acknowledged) is stored 2 times"]);
        assert_eq!(differences(&[one(), two(), three(), three()]), ["event 3 (Open) is stored 2 times"]);
        assert!(differences(&[one(), two(), stored("4", "/a")])[0].starts_with("stored, and never sent so"));
        assert!(differences(&[one(), stored("2", "/b")])[0].starts_with("stored, and never sent so"));
    }

    #[test]
    fn a_rollup_that_counts_too_much_or_too_little_is_told() {
        let rolled =
            |views| Rolled { hour: "2026-11-23T10:00:00.000Z".into(), path: "/a".into(), views, shares: 0 };
        let events = [stored("1", "/a"), stored("2", "/a")];
        assert!(compare_rollups(&events, &[rolled(2)]).is_empty());
        for wrong in [vec![], vec![rolled(1)], vec![rolled(3)], vec![rolled(2), rolled(2)]] {
            assert_eq!(compare_rollups(&events, &wrong).len(), 1);
        }
    }
}
