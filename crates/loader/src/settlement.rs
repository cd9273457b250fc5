//! What the ledger says of dead letters once they are stored or given up.
//!
//! The counts are derived from the letters that are left, so that doing it again after a crash changes nothing.

use std::collections::BTreeMap;

use tiraj_model::{BatchId, DropReason};
use tiraj_store::LedgerRow;

use crate::census::take;
use crate::loader::Loader;
use crate::poison::RetryError;

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Stored,
    Dropped,
}

impl Loader {
    /// Notes in the ledger what became of a letter that is about to be removed.
    pub(crate) async fn settle_letter(&self, id: BatchId, fate: Fate) -> Result<(), RetryError> {
        let of_load = |other: &BatchId| {
            (other.node(), other.origin(), other.sequence()) == (id.node(), id.origin(), id.sequence())
        };
        let letters = self.letters().list()?;
        let mut left: BTreeMap<String, u64> = BTreeMap::new();
        for letter in letters.iter().filter(|letter| letter.batch != id && of_load(&letter.batch)) {
            for (site, rows) in &letter.sites {
                *left.entry(site.clone()).or_default() += rows;
            }
        }
        let rows = self.store.ledger_of_load(id).await?;
        Ok(self.store.write_ledger(&settle(rows, left, fate)).await?)
    }

    /// What was set aside of a batch, by site.
    pub(crate) fn sites_of_aside(
        &self,
        id: BatchId,
        rows: u64,
    ) -> Result<BTreeMap<String, u64>, crate::LetterError> {
        if rows == 0 {
            return Ok(BTreeMap::new());
        }
        Ok(self.letters().open(id.aside())?.0.sites)
    }
}

/// The rows of a load in which only so many events of each site are still dead.
fn settle(mut rows: Vec<LedgerRow>, mut left: BTreeMap<String, u64>, fate: Fate) -> Vec<LedgerRow> {
    for row in &mut rows {
        let still = left.get_mut(&row.site).map_or(0, |left| take(left, row.dead));
        let settled = row.dead - still;
        row.dead = still;
        match fate {
            Fate::Stored => row.stored += settled,
            Fate::Dropped => drop_events(row, settled),
        }
    }
    rows
}

/// Events that are given up were not accepted after all.
fn drop_events(row: &mut LedgerRow, events: u64) {
    if events == 0 {
        return;
    }
    row.accepted -= events;
    let reason = DropReason::DeadLetter.as_str();
    match row.dropped.iter_mut().find(|(name, _)| name == reason) {
        Some((_, count)) => *count += events,
        None => row.dropped.push((reason.to_owned(), events)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(minute: u32, stored: u64, dead: u64) -> LedgerRow {
        LedgerRow {
            site: "a".into(),
            minute,
            node: 1,
            origin: "spool".into(),
            sequence: 7,
            accepted: stored + dead,
            repeated: 0,
            dropped: Vec::new(),
            stored,
            dead,
            lost: 0,
        }
    }

    fn shown(rows: &[LedgerRow]) -> Vec<(u64, u64, u64, u64)> {
        let dropped = |row: &LedgerRow| row.dropped.iter().map(|(_, count)| count).sum();
        rows.iter().map(|row| (row.accepted, row.stored, row.dead, dropped(row))).collect()
    }

    #[test]
    fn a_settled_letter_moves_once() {
        let rows = vec![row(0, 5, 2), row(60, 0, 3)];
        for (fate, expected) in
            [(Fate::Stored, [(7, 5, 2, 0), (3, 2, 1, 0)]), (Fate::Dropped, [(7, 5, 2, 0), (1, 0, 1, 2)])]
        {
            let left = || BTreeMap::from([("a".to_owned(), 3)]);
            let once = settle(rows.clone(), left(), fate);
            assert_eq!(shown(&once), expected, "{fate:?}");
            assert_eq!(settle(once.clone(), left(), fate), once);
        }
    }
}
