//! What came in, what was left out, and who was no person.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tiraj_model::Site;
use tiraj_reporting::scope::Span;
use tiraj_store::{Account, Intake, PlatformCount, Store, VerdictCount};

use super::days::{between, window};
use crate::DashboardError;

/// For how many days the database keeps the ledger.
const LEDGER_DAYS: i64 = 35;

/// How sound the figures of some days are.
#[derive(Debug)]
pub(crate) struct Quality {
    /// The ledger by day of the site's zone, the latest first; only of days that the ledger still has.
    pub(crate) days: Vec<(Date, Account)>,
    /// All of them together.
    pub(crate) totals: Account,
    /// Whether every minute of them balances.
    pub(crate) is_balanced: bool,
    /// Who made the events.
    pub(crate) verdicts: Vec<VerdictCount>,
    /// By what views were reported.
    pub(crate) platforms: Vec<PlatformCount>,
}

pub(crate) async fn read_quality(
    store: &Store,
    intake: Option<&dyn Intake>,
    site: &Site,
    span: Span,
    now: Timestamp,
) -> Result<Quality, DashboardError> {
    let shown = between(site, span.from, span.to, now);
    let today = now.to_zoned(site.zone()).date();
    let kept = span.from.max(today.saturating_sub((LEDGER_DAYS - 1).days()));
    let ledger = window(site, kept, span.to.max(kept), now);
    let (balance, verdicts, platforms) =
        tokio::try_join!(store.balance(ledger, intake), store.verdicts(&shown), store.platforms(&shown),)?;
    let (mut days, mut totals, mut is_balanced) =
        (BTreeMap::<Date, Account>::new(), Account::default(), true);
    for (key, account) in balance.iter().filter(|(key, _)| key.site == site.name.as_str()) {
        let day = key.minute.start().to_zoned(site.zone()).date();
        days.entry(day).or_default().add(account);
        totals.add(account);
        is_balanced &= account.is_balanced();
    }
    Ok(Quality { days: days.into_iter().rev().collect(), totals, is_balanced, verdicts, platforms })
}
