//! The spool and its dead letters over the socket.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use tiraj_model::BatchId;

use super::server::{Failure, to_the_end};
use crate::node::Node;
use crate::spool_state::{LetterOutcome, SpoolState};

/// The routes of the spool.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/control/spool", get(show))
        .route("/control/dead-letters/retry", post(retry))
        .route("/control/dead-letters/drop", post(drop_all))
}

async fn show(State(node): State<Arc<Node>>) -> Result<Json<SpoolState>, Failure> {
    let read = tokio::task::spawn_blocking(move || node.spool_state());
    Ok(Json(read.await??))
}

async fn retry(
    State(node): State<Arc<Node>>,
    Json(named): Json<Vec<BatchId>>,
) -> Result<Json<Vec<LetterOutcome>>, Failure> {
    to_the_end(async move { node.retry_letters(&named).await }).await.map(Json)
}

async fn drop_all(
    State(node): State<Arc<Node>>,
    Json(named): Json<Vec<BatchId>>,
) -> Result<Json<Vec<LetterOutcome>>, Failure> {
    to_the_end(async move { node.drop_letters(&named).await }).await.map(Json)
}
