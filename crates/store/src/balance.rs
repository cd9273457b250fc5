//! The ledger at one moment: what was received, and where it is now.
//!
//! Per site and minute, `received = stored + dropped (by reason) + pending + dead + lost`. The node's position comes first, the
//! database's rows up to it second, and what the node holds beyond it last: whatever is loaded meanwhile is then counted
//! once, as pending.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{DropReason, Minute, Received, SiteMinute, Tally};

use crate::{LedgerMinute, Store, StoreError};

/// What a node knows of events that the database may not hold yet.
pub trait Intake: Send + Sync {
    /// The node's number, and the newest of its segments such that it and all before it are loaded.
    fn position(&self) -> (u16, u64);

    /// What was received in the segments after the given one.
    fn received_after(&self, through: u64) -> Tally;
}

/// What became of everything that was received.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// All events that were answered for.
    pub received: u64,
    /// Events that the database holds.
    pub stored: u64,
    /// Events that were not recorded, by reason; repeats are `duplicate`.
    pub dropped: BTreeMap<String, u64>,
    /// Events that are on their way to the database.
    pub pending: u64,
    /// Events that the database refused, set aside until an operator decides.
    pub dead: u64,
    /// Events that a disk has destroyed.
    pub lost: u64,
}

/// What became of everything, by site and minute of receipt.
pub type Balance = BTreeMap<SiteMinute, Account>;

impl Account {
    /// Whether everything is accounted for, and nothing was lost.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let placed = self.stored + self.dropped.values().sum::<u64>() + self.pending + self.dead;
        self.lost == 0 && self.received == placed
    }

    /// Adds another account.
    pub fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.stored += other.stored;
        self.pending += other.pending;
        self.dead += other.dead;
        self.lost += other.lost;
        for (reason, count) in &other.dropped {
            self.drop(reason, *count);
        }
    }

    fn drop(&mut self, reason: &str, count: u64) {
        if count > 0 {
            *self.dropped.entry(reason.to_owned()).or_default() += count;
        }
    }

    fn add_loaded(&mut self, minute: &LedgerMinute) {
        self.received +=
            minute.accepted + minute.repeated + minute.dropped.iter().map(|(_, count)| count).sum::<u64>();
        self.stored += minute.stored;
        self.dead += minute.dead;
        self.lost += minute.lost;
        self.drop(DropReason::Duplicate.as_str(), minute.repeated);
        minute.dropped.iter().for_each(|(reason, count)| self.drop(reason, *count));
    }

    fn add_pending(&mut self, received: &Received) {
        self.received += received.total();
        self.pending += received.accepted;
        self.drop(DropReason::Duplicate.as_str(), received.repeated);
        received.dropped.iter().for_each(|(reason, count)| self.drop(reason.as_str(), *count));
    }
}

impl Store {
    /// What became of what was received from `from` until before `to`. Without an intake, what other nodes have not loaded
    /// yet is left out.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn balance(
        &self,
        (from, to): (Timestamp, Timestamp),
        intake: Option<&dyn Intake>,
    ) -> Result<Balance, StoreError> {
        let position = intake.map(Intake::position);
        let (node, through) = position.unwrap_or((0, u64::MAX));
        let minutes = self.ledger_minutes((from, to), node, through).await?;
        let mut balance = Balance::new();
        for minute in &minutes {
            let key = SiteMinute {
                site: minute.site.as_str().into(),
                minute: Minute(i64::from(minute.minute) / 60),
            };
            balance.entry(key).or_default().add_loaded(minute);
        }
        if let Some(intake) = intake {
            add_pending(&mut balance, &intake.received_after(through), (from, to));
        }
        Ok(balance)
    }
}

/// Adds what a node holds of a stretch of time.
pub fn add_pending(balance: &mut Balance, pending: &Tally, (from, to): (Timestamp, Timestamp)) {
    let within = Minute::of(from)..Minute::of(to);
    for (key, received) in pending.iter().filter(|(key, _)| within.contains(&key.minute)) {
        balance.entry(key.clone()).or_default().add_pending(received);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_was_received_is_somewhere() {
        let mut account = Account::default();
        account.add_loaded(&LedgerMinute {
            site: "a".into(),
            minute: 0,
            accepted: 10,
            repeated: 2,
            dropped: vec![("time".into(), 3), ("dead_letter".into(), 1)],
            stored: 9,
            dead: 1,
            lost: 0,
        });
        account.add_pending(&Received { accepted: 5, repeated: 1, ..Received::default() });
        assert_eq!((account.received, account.pending, account.dropped["duplicate"]), (22, 5, 3));
        assert!(account.is_balanced());
        let lost = Account { lost: 1, received: account.received + 1, ..account.clone() };
        assert!(!lost.is_balanced(), "what is lost is accounted for, and no balance");
        assert!(!Account { stored: 8, ..account }.is_balanced());
    }
}
