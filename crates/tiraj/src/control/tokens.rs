//! The register of tokens over the socket: each change is one request, carried out whole by the owner.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{delete, get};
use axum::{Json, Router};
use tiraj_model::Token;

use super::server::Failure;
use crate::node::Node;

/// The routes of the register.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/control/tokens", get(list).post(add))
        .route("/control/tokens/{name}", delete(revoke))
}

async fn list(State(node): State<Arc<Node>>) -> Json<Vec<Token>> {
    Json(node.tokens.tokens().all())
}

async fn add(State(node): State<Arc<Node>>, Json(token): Json<Token>) -> Result<(), Failure> {
    Ok(node.tokens.add(token)?)
}

async fn revoke(State(node): State<Arc<Node>>, Path(name): Path<String>) -> Result<(), Failure> {
    Ok(node.tokens.revoke(&name)?)
}
