//! The ledger: what became of everything that was received.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{BatchId, Minute};

use crate::question::question;
use crate::{Store, StoreError};

/// What became of what one load brought for a site in a minute.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Serialize, Deserialize)]
pub struct LedgerRow {
    /// The site's name; empty for what belongs to no registered site.
    pub site: String,
    /// The first second of the minute of receipt, since 1970 (UTC).
    pub minute: u32,
    /// The node that received it.
    pub node: u16,
    /// How it came: the name of a [`tiraj_model::BatchOrigin`].
    pub origin: String,
    /// The number of its segment or bulk load.
    pub sequence: u64,
    /// Events that were recorded.
    pub accepted: u64,
    /// Events whose id had been recorded before.
    pub repeated: u64,
    /// Events that were refused, by reason.
    pub dropped: Vec<(String, u64)>,
    /// Accepted events that the database holds.
    pub stored: u64,
    /// Accepted events that it refused, set aside as dead letters.
    pub dead: u64,
    /// Accepted events that the disk of the spool has destroyed.
    pub lost: u64,
}

/// The same over all loads.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of `LedgerRow`")]
pub struct LedgerMinute {
    pub site: String,
    pub minute: u32,
    pub accepted: u64,
    pub repeated: u64,
    pub dropped: Vec<(String, u64)>,
    pub stored: u64,
    pub dead: u64,
    pub lost: u64,
}

impl Store {
    /// Writes rows of the ledger in the place of those that the same loads wrote before.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses. Writing them again is right.
    pub async fn write_ledger(&self, rows: &[LedgerRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new("write_ledger", error);
        let mut insert = self.client.insert::<LedgerRow>("ledger").await.map_err(fail)?;
        for row in rows {
            insert.write(row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    /// The rows of the load that a batch is part of.
    ///
    /// # Errors
    /// See [`Store::write_ledger`].
    pub async fn ledger_of_load(&self, batch: BatchId) -> Result<Vec<LedgerRow>, StoreError> {
        self.ask(question!("ledger_of_load"))
            .with("node", batch.node())
            .with("origin", batch.origin().as_str())
            .with("sequence", batch.sequence())
            .rows()
            .await
    }

    /// What became of what was received from `from` until before `to`, by site and minute. Of the given node's segments only
    /// those through the given one count: what its later ones brought, the node itself knows as pending.
    ///
    /// # Errors
    /// See [`Store::write_ledger`].
    pub async fn ledger_minutes(
        &self,
        (from, to): (Timestamp, Timestamp),
        node: u16,
        through: u64,
    ) -> Result<Vec<LedgerMinute>, StoreError> {
        self.ask(question!("ledger_minutes"))
            .with("from", ledger_second(Minute::of(from)))
            .with("to", ledger_second(Minute::of(to)))
            .with("node", node)
            .with("through", through)
            .rows()
            .await
    }
}

/// The first second of a minute as the ledger has it: minutes before 1970 and after 2106, which only a broken clock shows, are
/// taken for the nearest.
#[must_use]
pub fn ledger_second(minute: Minute) -> u32 {
    let last = i64::from(u32::MAX / 60 * 60);
    u32::try_from(minute.0.saturating_mul(60).clamp(0, last)).unwrap_or_default()
}
