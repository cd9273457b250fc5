//! The ledger over the socket.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::server::Failure;
use crate::ledger::Reading;
use crate::node::Node;

/// What is asked of the ledger.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct LedgerQuestion {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    /// Whether the rows are counted, too.
    pub(crate) proof: bool,
}

/// The routes of the ledger.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/control/ledger", get(read))
}

async fn read(
    State(node): State<Arc<Node>>,
    Query(question): Query<LedgerQuestion>,
) -> Result<Json<Reading>, Failure> {
    Ok(Json(node.ledger((question.from, question.to), question.proof).await?))
}
