//! Backing up over the socket: the owner holds its tables fast, the command reads their files.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::post;

use super::server::{Failure, to_the_end};
use crate::node::Node;

/// The routes of backing up.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/control/backup/begin", post(begin)).route("/control/backup/end", post(end))
}

async fn begin(State(node): State<Arc<Node>>) -> Result<(), Failure> {
    to_the_end(async move { node.begin_backup().await }).await
}

async fn end(State(node): State<Arc<Node>>) -> Result<(), Failure> {
    Ok(node.end_backup()?)
}
