//! The node's ledger: read, checked, and told to Prometheus.

use std::sync::Arc;

use tiraj_collector::http::{Check, WriteMetrics};
use tiraj_store::Intake;

use super::Node;
use crate::ledger::{NodeIntake, Reading, Window, read, write_metrics};

impl Node {
    /// The ledger of a stretch of time, with the rows counted where `proof` says so.
    pub(crate) async fn ledger(&self, window: Window, proof: bool) -> anyhow::Result<Reading> {
        read(&self.store, &self.intake(), window, proof).await
    }

    /// What it holds that the store does not yet.
    pub(crate) fn shared_intake(&self) -> Arc<dyn Intake> {
        Arc::new(self.intake())
    }

    /// What `/readyz` says of the ledger. Events are taken on whatever it is: refusing them would lose more.
    pub(crate) fn ledger_check(&self) -> Check {
        let health = self.ledger_health.clone();
        let run = move || health.alarm().map_or(Ok(()), Err);
        Check { name: "ledger", is_vital: false, run: Arc::new(run) }
    }

    /// What `/metrics` says of loader, spool and ledger.
    pub(crate) fn metrics(&self) -> WriteMetrics {
        let (loader, intake, clock) = (self.loader.clone(), self.intake(), self.clock.clone());
        let health = self.ledger_health.clone();
        Arc::new(move |metrics| write_metrics(metrics, &loader, &intake, &health, clock.now()))
    }

    fn intake(&self) -> NodeIntake {
        NodeIntake::new(&self.collector, &self.loader)
    }
}
