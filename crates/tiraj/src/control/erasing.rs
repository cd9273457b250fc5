//! Erasing over the socket.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tiraj_model::Site;
use tiraj_store::{Erasable, ErasableCounts};

use super::server::{Failure, to_the_end};
use crate::node::Node;

/// What is to be erased.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EraseOrder {
    pub(crate) site: Site,
    pub(crate) what: Erasable,
}

/// What was erased.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Erased {
    pub(crate) counts: ErasableCounts,
    /// The weeks whose archived reports were taken away, to be made anew.
    #[serde(default)]
    pub(crate) reports: Vec<String>,
    /// Places that could not be looked through.
    pub(crate) unsearched: Vec<String>,
}

/// The routes of erasing.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/control/erase", post(erase))
}

async fn erase(
    State(node): State<Arc<Node>>,
    Json(EraseOrder { site, what }): Json<EraseOrder>,
) -> Result<Json<Erased>, Failure> {
    to_the_end(async move { node.erase(site, what).await }).await.map(Json)
}
