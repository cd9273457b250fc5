//! The ledger's part of the audit: `tiraj ledger` balances, and says what is really stored.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::audit::PERIOD;
use super::installation::Installation;
use super::lane::SITE;

#[derive(Debug, Deserialize)]
struct Report {
    balanced: bool,
    totals: Totals,
    differences: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Totals {
    received: u64,
    stored: u64,
    dropped: BTreeMap<String, u64>,
    pending: u64,
    dead: u64,
    lost: u64,
}

/// What the ledger says otherwise than the store, with so many rows, and the disk, which has destroyed so many events.
/// Everything was flushed.
pub(super) fn compare_ledger(
    installation: &Installation,
    stored: usize,
    lost: usize,
) -> anyhow::Result<Vec<String>> {
    let arguments = ["ledger", "--site", SITE, "--verify", "--json"];
    // It ends with 1 where it does not balance, as it must not where something is lost.
    let answer = installation.look(&[&arguments[..], &PERIOD].concat())?;
    let report: Report = serde_json::from_str(&answer)?;
    Ok(differences(&report, stored as u64, lost as u64))
}

fn differences(report: &Report, stored: u64, lost: u64) -> Vec<String> {
    let Report { balanced, totals, differences } = report;
    let placed = totals.stored + totals.dropped.values().sum::<u64>() + lost;
    let facts = [
        ("it balances", u64::from(*balanced), u64::from(lost == 0)),
        ("received", totals.received, placed),
        ("stored", totals.stored, stored),
        ("pending", totals.pending, 0),
        ("dead", totals.dead, 0),
        ("lost", totals.lost, lost),
        ("differences", differences.len() as u64, 0),
    ];
    let wrong = facts.into_iter().filter(|(_, said, expected)| said != expected);
    wrong.map(|(name, said, expected)| format!("ledger, {name}: {said}, expected: {expected}")).collect()
}

#[test]
fn a_ledger_that_says_otherwise_is_told() {
    let report = |balanced: bool, stored: u64, lost: u64| -> Report {
        serde_json::from_value(serde_json::json!({
            "balanced": balanced, "differences": [],
            "totals": {"received": 10, "stored": stored, "dropped": {"duplicate": 3}, "pending": 0, "dead": 0, "lost": lost},
        }))
        .unwrap()
    };
    assert!(differences(&report(true, 7, 0), 7, 0).is_empty());
    assert!(differences(&report(false, 6, 1), 6, 1).is_empty());
    for (wrong, stored, lost) in [
        (report(false, 7, 0), 7, 0),
        (report(true, 7, 0), 6, 0),
        (report(true, 6, 0), 6, 0),
        (report(true, 6, 1), 6, 1),
    ] {
        assert!(!differences(&wrong, stored, lost).is_empty(), "{wrong:?}");
    }
}
