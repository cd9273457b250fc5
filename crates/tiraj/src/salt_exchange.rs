//! Agreeing with other collectors on the daily salts, through the store.
//!
//! A reader who meets two collectors on one day shall be one reader, so both must hash with one salt. Each collector draws
//! the salts of today and tomorrow ahead of need and proposes them to the store where it has none; the first proposal for
//! a day, by the store's clock, is adopted by all. A day's salt is settled a day before it is needed, so it does not matter
//! when the store is away: until it is back each collector goes on with what it has.
//!
//! The same task destroys what is older than yesterday, in memory, file and store, whether events come or not.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tiraj_collector::Salts;
use tiraj_model::{Clock, Salt};
use tiraj_store::{Store, StoreError};
use tokio::sync::watch;

/// How often salts are compared and old ones destroyed.
const EVERY: Duration = Duration::from_secs(30);

/// How soon after a proposal, since another collector may have made one at the same moment, and after a failure.
const SOON: Duration = Duration::from_secs(2);

/// How long the store may take before it counts as away.
const PATIENCE: Duration = Duration::from_secs(10);

/// The salts of a collector, and those it shares them with.
pub(crate) struct SaltExchange {
    pub(crate) salts: Arc<Salts>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// The number of this node.
    pub(crate) node: u16,
}

/// Whether a round left all as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Settled,
    Proposed,
}

impl SaltExchange {
    /// Exchanges until `stop` says true.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut failures = 0;
        while !*stop.borrow() {
            let round = tokio::select! {
                round = self.exchange() => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = if matches!(round, Ok(Round::Settled)) { EVERY } else { SOON };
            failures = if round.is_ok() { 0 } else { failures + 1 };
            // The first may come of a database that is still being made.
            if let Err(error) = round
                && failures == 2
            {
                let error = crate::output::one_line(&error);
                tracing::warn!(
                    error,
                    "salts are not shared for now; who meets two collectors is two readers"
                );
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One round: what needs no store first.
    async fn exchange(&self) -> anyhow::Result<Round> {
        let days = Days::around(self.clock.now().to_zoned(TimeZone::UTC).date());
        self.salts.destroy_before(days.yesterday);
        for day in [days.today, days.tomorrow] {
            self.salts.prepare(day);
        }
        let shared = tokio::time::timeout(PATIENCE, self.share(&days)).await;
        Ok(shared.context("the store does not answer in time")??)
    }

    /// Destroys what the store holds for too long, proposes what it lacks, and adopts what it has.
    async fn share(&self, days: &Days) -> Result<Round, StoreError> {
        let proposed = self.store.proposed_salts().await?;
        let mut old: Vec<Date> =
            proposed.iter().map(|(day, _)| *day).filter(|day| *day < days.yesterday).collect();
        old.dedup();
        for day in old {
            self.store.destroy_salts(day).await?;
        }
        let mut round = Round::Settled;
        for (day, salt) in self.salts.known() {
            if day >= days.today && agreed(&proposed, day).is_none() {
                self.store.propose_salt(day, &salt, self.node).await?;
                round = Round::Proposed;
            }
        }
        let proposed = if round == Round::Proposed { self.store.proposed_salts().await? } else { proposed };
        for day in days.all() {
            if let Some(salt) = agreed(&proposed, day) {
                self.salts.adopt(day, salt);
            }
        }
        Ok(round)
    }
}

/// The salt of a day among the proposals, of which the first of each day counts.
fn agreed(proposed: &[(Date, Salt)], day: Date) -> Option<Salt> {
    proposed.iter().find(|(of, _)| *of == day).map(|(_, salt)| *salt)
}

/// The days whose salts are alive.
struct Days {
    yesterday: Date,
    today: Date,
    tomorrow: Date,
}

impl Days {
    fn around(today: Date) -> Self {
        let yesterday = today.yesterday().unwrap_or(Date::MIN);
        Self { yesterday, today, tomorrow: today.tomorrow().unwrap_or(Date::MAX) }
    }

    const fn all(&self) -> [Date; 3] {
        [self.yesterday, self.today, self.tomorrow]
    }
}

#[cfg(test)]
mod tests;
