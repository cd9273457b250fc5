//! The ledger checks itself: at the start, and then every ten minutes over the last day.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tiraj_collector::Collector;
use tiraj_loader::Loader;
use tiraj_model::Clock;
use tiraj_spool::SegmentId;
use tiraj_store::{Intake, Store, StoreError};
use tokio::sync::watch;

use super::report::LedgerReport;
use super::{Grouping, NodeIntake, read};

/// How often it is checked.
const PAUSE: Duration = Duration::from_mins(10);
/// How far back.
const REACH: SignedDuration = SignedDuration::from_hours(25);
/// Receipts may be dated a little ahead, by another node whose clock is.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);
/// Differences that are named in the alarm.
const NAMED: usize = 3;

/// What the last check found.
#[derive(Debug, Clone, Default)]
pub(crate) struct LedgerHealth(Arc<Mutex<Option<String>>>);

impl LedgerHealth {
    /// What is wrong, if anything.
    pub(crate) fn alarm(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, alarm: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alarm;
    }
}

/// The check of a node's ledger.
pub(crate) struct SelfCheck {
    store: Store,
    intake: NodeIntake,
    collector: tiraj_collector::Intake,
    clock: Arc<dyn Clock>,
    health: LedgerHealth,
}

impl SelfCheck {
    pub(crate) fn new(
        store: &Store,
        loader: &Arc<Loader>,
        collector: &Collector,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store: store.with_origin("ledger"),
            intake: NodeIntake::new(collector, loader),
            collector: collector.intake().clone(),
            clock,
            health: LedgerHealth::default(),
        }
    }

    /// What it finds, now and from now on.
    pub(crate) fn health(&self) -> LedgerHealth {
        self.health.clone()
    }

    /// Checks until told to stop, for the first time once `loaded` says that the store was reached.
    pub(crate) async fn run(
        self,
        mut loaded: watch::Receiver<tiraj_loader::Status>,
        mut stop: watch::Receiver<bool>,
    ) {
        let check = async {
            // The loader lives as long as this does.
            let _ = loaded.wait_for(|status| status.trouble.is_empty()).await;
            loop {
                match self.check().await {
                    Ok(alarm) => self.tell(alarm),
                    Err(error) => {
                        tracing::debug!(
                            error = crate::output::one_line(&error),
                            "the ledger cannot be checked now"
                        );
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = check => {}
        }
    }

    fn tell(&self, alarm: Option<String>) {
        if let Some(found) = &alarm {
            tracing::error!(
                found,
                "the ledger does not balance: `tiraj ledger --verify` shows where; see docs/ledger.md for what to do"
            );
        }
        self.health.set(alarm);
    }

    /// What is wrong with the last day, in words.
    async fn check(&self) -> anyhow::Result<Option<String>> {
        let now = self.clock.now();
        let reading = read(&self.store, &self.intake, (now - REACH, now + AHEAD), true).await?;
        let report = LedgerReport::new(reading, None, Grouping::Minute, &jiff::tz::TimeZone::UTC);
        let mut found = Vec::new();
        if report.totals.lost > 0 {
            found.push(format!("{} events were destroyed on the disk of the spool", report.totals.lost));
        }
        let unaccounted = report.rows.iter().filter(|row| !row.balanced && row.account.lost == 0).count();
        if unaccounted > 0 {
            found.push(format!("{unaccounted} minutes do not add up"));
        }
        found.extend(report.differences.iter().take(NAMED).map(ToString::to_string));
        found.extend(self.compare_tallies().await?);
        Ok((!found.is_empty()).then(|| found.join("; ")))
    }

    /// Compares what the collector has counted in the newest loaded segments with what the loader found in them.
    async fn compare_tallies(&self) -> Result<Vec<String>, StoreError> {
        let (node, through) = self.intake.position();
        let counted = self.collector.accepted_through(SegmentId(through));
        let (Some(first), Some(last)) = (counted.first(), counted.last()) else { return Ok(Vec::new()) };
        let known: BTreeMap<u64, u64> =
            self.store.accepted_by_segment(node, first.0.0..=last.0.0).await?.into_iter().collect();
        let differs = |(segment, counted): &(SegmentId, u64)| {
            let known = known.get(&segment.0).copied().unwrap_or_default();
            let words =
                || format!("segment {segment}: {counted} events were accepted, the ledger knows of {known}");
            (known != *counted).then(words)
        };
        Ok(counted.iter().filter_map(differs).take(NAMED).collect())
    }
}
