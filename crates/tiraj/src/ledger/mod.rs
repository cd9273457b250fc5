//! The node's ledger: what was received, where it is now, and whether that is so.
//!
//! The numbers are those of one moment: see [`tiraj_store::Intake`]. With proof, the rows that are really in the table of
//! events are counted against those that the ledger holds for stored.

mod intake;
mod report;
mod self_check;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::BatchOrigin;
use tiraj_store::{Account, Balance, Difference, Intake, Store, StoreError, add_pending};

pub(crate) use intake::NodeIntake;
pub(crate) use report::{Grouping, LedgerReport, LedgerRow};
pub(crate) use self_check::{LedgerHealth, SelfCheck};

/// From when until before when.
pub(crate) type Window = (Timestamp, Timestamp);

/// The ledger of a stretch of time, minute by minute.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) rows: Vec<LedgerRow>,
    pub(crate) differences: Vec<Finding>,
    /// Why only what is pending could be read.
    pub(crate) trouble: Option<String>,
}

/// A load of which the store holds more or fewer events than the ledger says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) site: String,
    pub(crate) node: u16,
    pub(crate) origin: String,
    /// The number of the segment or bulk load.
    pub(crate) sequence: u64,
    /// What the ledger says is stored.
    pub(crate) ledger: u64,
    /// What is stored.
    pub(crate) stored: u64,
}

impl From<Difference> for Finding {
    fn from(difference: Difference) -> Self {
        let Difference { site, load, stored, found } = difference;
        let origin = load.origin().as_str().to_owned();
        Self { site, node: load.node(), origin, sequence: load.sequence(), ledger: stored, stored: found }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let load = if self.origin == BatchOrigin::Bulk.as_str() { "bulk load" } else { "segment" };
        let Self { site, node, sequence, ledger, stored, .. } = self;
        write!(
            f,
            "{load} {sequence} of node {node}: the ledger has {ledger} events of {site} stored, the table of events {stored}"
        )
    }
}

/// Reads the ledger of a stretch of time. While the database is away, what is pending is all there is to be had.
pub(crate) async fn read(
    store: &Store,
    intake: &NodeIntake,
    window: Window,
    proof: bool,
) -> anyhow::Result<Reading> {
    let balance = match store.balance(window, Some(intake)).await {
        Ok(balance) => balance,
        // Away, or not migrated yet.
        Err(error) if !proof => {
            let trouble = Some(crate::output::one_line(&error.into()));
            return Ok(Reading { rows: rows_of(pending(intake, window)), trouble, ..Reading::default() });
        }
        Err(error) => return Err(error.into()),
    };
    let differences = if proof { audit(store, intake, window).await? } else { Vec::new() };
    Ok(Reading { rows: rows_of(balance), differences, trouble: None })
}

fn pending(intake: &NodeIntake, window: Window) -> Balance {
    let (_, through) = intake.position();
    let mut balance = Balance::new();
    add_pending(&mut balance, &intake.received_after(through), window);
    balance
}

/// Counts the rows that are there. What differs is counted once more: a dead letter may have been sent again in between.
async fn audit(store: &Store, intake: &NodeIntake, window: Window) -> Result<Vec<Finding>, StoreError> {
    let (node, through) = intake.position();
    let look = async || store.audit_ledger(window, node, through).await;
    let first = look().await?;
    if first.is_empty() {
        return Ok(Vec::new());
    }
    let second = look().await?;
    Ok(second.into_iter().filter(|difference| first.contains(difference)).map(Finding::from).collect())
}

fn rows_of(balance: Balance) -> Vec<LedgerRow> {
    let row = |(key, account): (tiraj_model::SiteMinute, Account)| {
        LedgerRow::new(key.site.to_string(), key.minute.start(), account)
    };
    balance.into_iter().map(row).collect()
}
