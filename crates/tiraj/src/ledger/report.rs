//! The ledger as it is shown: by minute, hour or day, with totals and a verdict.

use std::collections::BTreeMap;

use clap::ValueEnum;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};
use tiraj_store::Account;

use super::{Finding, Reading};

/// What became of what was received for a site in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LedgerRow {
    /// Empty for what belongs to no registered site.
    pub(crate) site: String,
    /// When the stretch begins.
    pub(crate) time: Timestamp,
    #[serde(flatten)]
    pub(crate) account: Account,
    pub(crate) balanced: bool,
}

/// The answer of `tiraj ledger --json`.
#[derive(Debug, Serialize)]
pub(crate) struct LedgerReport {
    /// Whether everything is accounted for, nothing was lost and, with proof, nothing differs.
    pub(crate) balanced: bool,
    pub(crate) totals: Account,
    pub(crate) rows: Vec<LedgerRow>,
    pub(crate) differences: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<String>,
}

/// The stretch of time that a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grouping {
    Minute,
    Hour,
    Day,
}

impl LedgerRow {
    pub(crate) fn new(site: String, time: Timestamp, account: Account) -> Self {
        Self { balanced: account.is_balanced(), site, time, account }
    }
}

impl Grouping {
    /// When the stretch begins in which a moment lies.
    fn start(self, moment: Timestamp, zone: &TimeZone) -> Timestamp {
        let unit = match self {
            Self::Minute => return moment,
            Self::Hour => Unit::Hour,
            Self::Day => Unit::Day,
        };
        let rounding = jiff::ZonedRound::new().smallest(unit).mode(jiff::RoundMode::Trunc);
        moment.to_zoned(zone.clone()).round(rounding).map_or(moment, |start| start.timestamp())
    }
}

impl LedgerReport {
    /// Sums up a reading; `site` leaves out all others.
    pub(crate) fn new(reading: Reading, site: Option<&str>, by: Grouping, zone: &TimeZone) -> Self {
        let is_shown = |name: &str| site.is_none_or(|site| site == name);
        let mut totals = Account::default();
        let mut grouped: BTreeMap<(String, Timestamp), Account> = BTreeMap::new();
        for row in reading.rows.into_iter().filter(|row| is_shown(&row.site)) {
            totals.add(&row.account);
            grouped.entry((row.site, by.start(row.time, zone))).or_default().add(&row.account);
        }
        let row = |((site, time), account)| LedgerRow::new(site, time, account);
        let rows: Vec<LedgerRow> = grouped.into_iter().map(row).collect();
        let differences: Vec<Finding> =
            reading.differences.into_iter().filter(|finding| is_shown(&finding.site)).collect();
        let balanced = differences.is_empty() && rows.iter().all(|row| row.balanced);
        Self { balanced, totals, rows, differences, trouble: reading.trouble }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(site: &str, time: &str, account: Account) -> LedgerRow {
        LedgerRow::new(site.to_owned(), time.parse().unwrap(), account)
    }

    fn whole(received: u64) -> Account {
        Account { received, stored: received, ..Account::default() }
    }

    fn reading() -> Reading {
        let rows = vec![
            row("a", "2026-11-25T19:59:00Z", whole(1)),
            row("a", "2026-11-25T20:00:00Z", whole(2)),
            row("a", "2026-11-25T20:59:00Z", whole(4)),
            row("b", "2026-11-25T20:00:00Z", Account { received: 1, lost: 1, ..Account::default() }),
        ];
        Reading { rows, ..Reading::default() }
    }

    fn shown(by: Grouping) -> Vec<(String, u64)> {
        let baku = TimeZone::get("Asia/Baku").unwrap();
        let report = LedgerReport::new(reading(), Some("a"), by, &baku);
        assert!(report.balanced);
        assert_eq!(report.totals, whole(7));
        report.rows.iter().map(|row| (row.time.to_string(), row.account.received)).collect()
    }

    #[test]
    fn days_are_those_of_the_site() {
        let times =
            |by| shown(by).into_iter().map(|(time, count)| format!("{time} {count}")).collect::<Vec<_>>();
        assert_eq!(times(Grouping::Day), ["2026-11-24T20:00:00Z 1", "2026-11-25T20:00:00Z 6"]);
        assert_eq!(times(Grouping::Hour), ["2026-11-25T19:00:00Z 1", "2026-11-25T20:00:00Z 6"]);
        assert_eq!(times(Grouping::Minute).len(), 3);
    }

    #[test]
    fn what_is_lost_or_differs_is_no_balance() {
        let report = |reading| LedgerReport::new(reading, None, Grouping::Day, &TimeZone::UTC);
        assert!(!report(reading()).balanced, "one is lost");
        let finding =
            Finding { site: "a".into(), node: 1, origin: "spool".into(), sequence: 7, ledger: 3, stored: 2 };
        let rows = vec![row("a", "2026-11-25T19:59:00Z", whole(1))];
        let told = finding.to_string();
        assert!(!report(Reading { rows, differences: vec![finding], trouble: None }).balanced);
        assert!(told.starts_with("segment 7 of node 1"), "{told}");
    }
}
