//! Access to schedules, deliveries and the archive.

use tiraj_model::{IsoWeek, Site};
use tiraj_reporting::weekly::Edition;

use super::Access;
use crate::control::{Deliveries, WebhookKeys, add_schedule};
use crate::delivering::{Delivery, Errand, Schedule};

impl Access {
    /// Schedules, and what became of their deliveries.
    pub(crate) async fn deliveries(&self) -> anyhow::Result<Deliveries> {
        match self {
            Self::Own(node) => Ok(Deliveries::of(node)),
            Self::Running(running) => running.0.deliveries().await,
        }
    }

    /// Adds a schedule, and gives the keys of its webhooks.
    pub(crate) async fn add_schedule(&self, schedule: &Schedule) -> anyhow::Result<WebhookKeys> {
        match self {
            Self::Own(node) => add_schedule(node, schedule),
            Self::Running(running) => running.0.add_schedule(schedule).await,
        }
    }

    /// Takes a schedule off the register.
    pub(crate) async fn remove_schedule(&self, name: &str) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.publisher.courier.schedules().remove(name),
            Self::Running(running) => running.0.remove_schedule(name).await,
        }
    }

    /// Makes the deliveries of a schedule now.
    pub(crate) async fn run_schedule(&self, errand: &Errand) -> anyhow::Result<Vec<Delivery>> {
        match self {
            Self::Own(node) => node.run_schedule(errand).await,
            Self::Running(running) => running.0.run_schedule(errand).await,
        }
    }

    /// Has nothing delivered by itself, or goes on.
    pub(crate) async fn hold_deliveries(&self, is_held: bool) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.publisher.courier.hold(is_held),
            Self::Running(running) => running.0.hold_deliveries(is_held).await,
        }
    }

    /// Publishes a week's report where it was not, restates it where its figures have changed, and gives its editions.
    pub(crate) async fn restate(&self, site: &Site, week: IsoWeek) -> anyhow::Result<Vec<Edition>> {
        match self {
            Self::Own(node) => node.restate(site, week).await,
            Self::Running(running) => running.0.restate(site, week).await,
        }
    }
}
