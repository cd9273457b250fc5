//! Proof of the ledger: the rows that are really there, against those that it holds for stored.

use jiff::Timestamp;
use serde::Deserialize;
use tiraj_model::{BatchId, Minute};

use crate::ledger::ledger_second;
use crate::question::question;
use crate::{Store, StoreError};

/// A load of which the database holds more or fewer events of a site than the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The site's name.
    pub site: String,
    /// The load: its node, origin and sequence are what counts.
    pub load: BatchId,
    /// Events that the ledger holds for stored.
    pub stored: u64,
    /// Events that are there.
    pub found: u64,
}

#[derive(clickhouse::Row, Deserialize)]
struct Compared {
    site: String,
    batch: u64,
    stored: u64,
    found: u64,
}

#[derive(clickhouse::Row, Deserialize)]
struct Span {
    first: u64,
    last: u64,
}

impl Store {
    /// Loads with receipts from `from` until before `to` whose events are not what the ledger says, at most a hundred. Loads
    /// that the ledger does not know are not looked at, nor are the given node's segments after the given one: they may
    /// be under way.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn audit_ledger(
        &self,
        (from, to): (Timestamp, Timestamp),
        node: u16,
        through: u64,
    ) -> Result<Vec<Difference>, StoreError> {
        let window = |asked: crate::question::Asked| {
            asked
                .with("from", ledger_second(Minute::of(from)))
                .with("to", ledger_second(Minute::of(to)))
                .with("node", node)
                .with("through", through)
        };
        let Span { first, last } = window(self.ask(question!("ledger_span"))).row().await?;
        let asked = window(self.ask(question!("audit_ledger"))).with("first", first).with("last", last);
        let rows: Vec<Compared> = asked.rows().await?;
        let named = |row: Compared| Difference {
            site: row.site,
            load: BatchId::from_stored(row.batch),
            stored: row.stored,
            found: row.found,
        };
        Ok(rows.into_iter().map(named).collect())
    }

    /// How many events the ledger holds for accepted in each of a node's segments, those that were given up later included.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn accepted_by_segment(
        &self,
        node: u16,
        segments: std::ops::RangeInclusive<u64>,
    ) -> Result<Vec<(u64, u64)>, StoreError> {
        self.ask(question!("accepted_by_segment"))
            .with("node", node)
            .with("first", *segments.start())
            .with("last", *segments.end())
            .rows()
            .await
    }
}
