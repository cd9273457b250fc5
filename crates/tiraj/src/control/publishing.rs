//! Schedules, deliveries and archived reports over the socket.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::Method;
use serde::{Deserialize, Serialize};
use tiraj_model::{IsoWeek, Site};
use tiraj_reporting::weekly::Edition;

use super::client::{Client, in_path};
use super::server::{Failure, to_the_end};
use crate::delivering::{Delivery, Errand, Schedule};
use crate::node::Node;

/// What is known of deliveries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deliveries {
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) log: Vec<Delivery>,
    /// Whether nothing is delivered by itself.
    pub(crate) held: bool,
}

impl Deliveries {
    /// What a node knows.
    pub(crate) fn of(node: &Node) -> Self {
        let courier = &node.publisher.courier;
        Self { schedules: courier.schedules().all(), log: courier.log().all(), held: courier.is_held() }
    }
}

/// The keys by which messages to the webhooks of a schedule are signed, by address.
pub(crate) type WebhookKeys = Vec<(String, String)>;

/// Adds a schedule, and gives the keys of its webhooks.
pub(crate) fn add_schedule(node: &Node, schedule: &Schedule) -> anyhow::Result<WebhookKeys> {
    let courier = &node.publisher.courier;
    courier.add(schedule.clone())?;
    let webhooks = schedule.recipients.iter().filter(|one| one.address.way() == "webhook");
    let key = |address| courier.key().webhook(&schedule.name, address).reveal().to_owned();
    Ok(webhooks.map(|one| (one.address.to().to_owned(), key(&one.address))).collect())
}

/// A week's report that is to be looked at anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Restatement {
    site: Site,
    week: String,
}

/// The routes of publishing.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/control/deliveries", get(show).post(add))
        .route("/control/deliveries/run", post(run))
        .route("/control/deliveries/hold", post(hold))
        .route("/control/deliveries/schedules/{name}", delete(remove))
        .route("/control/reports/restate", post(restate))
}

async fn show(State(node): State<Arc<Node>>) -> Json<Deliveries> {
    Json(Deliveries::of(&node))
}

async fn add(
    State(node): State<Arc<Node>>,
    Json(schedule): Json<Schedule>,
) -> Result<Json<WebhookKeys>, Failure> {
    Ok(Json(add_schedule(&node, &schedule)?))
}

async fn remove(State(node): State<Arc<Node>>, Path(name): Path<String>) -> Result<(), Failure> {
    Ok(node.publisher.courier.schedules().remove(&name)?)
}

async fn run(
    State(node): State<Arc<Node>>,
    Json(errand): Json<Errand>,
) -> Result<Json<Vec<Delivery>>, Failure> {
    to_the_end(async move { node.run_schedule(&errand).await }).await.map(Json)
}

async fn hold(State(node): State<Arc<Node>>, Json(is_held): Json<bool>) -> Result<(), Failure> {
    Ok(node.publisher.courier.hold(is_held)?)
}

async fn restate(
    State(node): State<Arc<Node>>,
    Json(Restatement { site, week }): Json<Restatement>,
) -> Result<Json<Vec<Edition>>, Failure> {
    to_the_end(async move { node.restate(&site, week.parse()?).await }).await.map(Json)
}

impl Client {
    pub(crate) async fn deliveries(&self) -> anyhow::Result<Deliveries> {
        self.ask(Method::GET, "/control/deliveries", Bytes::new()).await
    }

    pub(crate) async fn add_schedule(&self, schedule: &Schedule) -> anyhow::Result<WebhookKeys> {
        self.ask(Method::POST, "/control/deliveries", serde_json::to_vec(schedule)?.into()).await
    }

    pub(crate) async fn remove_schedule(&self, name: &str) -> anyhow::Result<()> {
        let path = format!("/control/deliveries/schedules/{}", in_path(name));
        self.send(Method::DELETE, &path, Bytes::new()).await.map(drop)
    }

    pub(crate) async fn run_schedule(&self, errand: &Errand) -> anyhow::Result<Vec<Delivery>> {
        self.ask(Method::POST, "/control/deliveries/run", serde_json::to_vec(errand)?.into()).await
    }

    pub(crate) async fn hold_deliveries(&self, is_held: bool) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/deliveries/hold", serde_json::to_vec(&is_held)?.into())
            .await
            .map(drop)
    }

    pub(crate) async fn restate(&self, site: &Site, week: IsoWeek) -> anyhow::Result<Vec<Edition>> {
        let order = Restatement { site: site.clone(), week: week.to_string() };
        self.ask(Method::POST, "/control/reports/restate", serde_json::to_vec(&order)?.into()).await
    }
}
