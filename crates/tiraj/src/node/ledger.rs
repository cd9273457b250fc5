//! The node's ledger: read and checked; and what the node tells Prometheus.

use std::sync::Arc;

use tiraj_collector::http::{Check, WriteMetrics};
use tiraj_store::Intake;

use super::Node;
use crate::ledger::{NodeIntake, Reading, Window, read};
use crate::telemetry::NodeMeters;

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

    /// What `/metrics` says of the node.
    pub(crate) fn metrics(&self) -> WriteMetrics {
        let meters = NodeMeters {
            loader: self.loader.clone(),
            intake: self.intake(),
            ledger: self.ledger_health.clone(),
            courier: self.publisher.courier.clone(),
            clock: self.clock.clone(),
            folder: self.folder.path().to_owned(),
        };
        Arc::new(move |metrics| meters.write(metrics))
    }

    fn intake(&self) -> NodeIntake {
        NodeIntake::new(&self.collector, &self.loader)
    }
}
