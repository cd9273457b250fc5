//! What became of loaded events since the start, by site.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tiraj_store::LedgerRow;

/// Counts of one site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loads {
    /// Events that reached the database.
    pub stored: u64,
    /// Events that it refused.
    pub dead: u64,
    /// Events that a disk has destroyed.
    pub lost: u64,
}

/// The counts of all sites: as many as are registered.
#[derive(Debug, Default)]
pub(crate) struct LoadsBySite(Mutex<BTreeMap<String, Loads>>);

impl LoadsBySite {
    /// Adds what a load has written into the ledger.
    pub(crate) fn add(&self, rows: &[LedgerRow]) {
        let mut sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows.iter().filter(|row| row.accepted > 0) {
            let loads = sites.entry(row.site.clone()).or_default();
            loads.stored += row.stored;
            loads.dead += row.dead;
            loads.lost += row.lost;
        }
    }

    pub(crate) fn all(&self) -> BTreeMap<String, Loads> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
