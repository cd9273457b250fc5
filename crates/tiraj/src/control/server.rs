//! The owner's side.

use std::sync::Arc;

use arrow::ipc::reader::StreamReader;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;

use super::{Loaded, Owner};
use crate::node::Node;
use crate::registers::Registers;

/// The largest bulk load of one request, in bytes; commands send about a tenth of it.
const MAX_BULK: usize = 256 << 20;

/// The routes of the socket.
pub(crate) fn router(node: &Arc<Node>, database: &str) -> Router {
    let owner =
        Owner { pid: std::process::id(), embedded: node.engine.is_some(), database: database.to_owned() };
    let routes = Router::new()
        .route("/control/owner", get(move || async move { Json(owner) }))
        .route("/control/flush", post(flush))
        .route("/control/bulk", post(load_bulk))
        .route("/control/bulk/begin", post(begin_bulk))
        .route("/control/bulk/finish", post(finish_bulk))
        .merge(super::spool::router())
        .merge(super::ledger::router())
        .merge(super::erasing::router())
        .merge(super::backup::router())
        .merge(super::publishing::router())
        .layer(DefaultBodyLimit::max(MAX_BULK))
        .with_state(node.clone())
        .merge(super::registers::router().with_state(node.registers.clone()));
    match &node.engine {
        Some(engine) => routes.nest("/clickhouse", engine.router()),
        None => routes,
    }
}

/// The routes of the socket of a node that only shows the editors' pages.
pub(crate) fn router_of_pages(registers: Registers, database: &str) -> Router {
    let owner = Owner { pid: std::process::id(), embedded: false, database: database.to_owned() };
    let elsewhere =
        "this node only shows the editors' pages; run the command on the data folder of one that collects";
    Router::new()
        .route("/control/owner", get(move || async move { Json(owner) }))
        .merge(super::registers::router().with_state(registers))
        .fallback(move || async move { (StatusCode::NOT_FOUND, elsewhere) })
}

/// An error as the client shows it: one line of text.
pub(super) struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, crate::output::one_line(&self.0)).into_response()
    }
}

/// Runs to its end even if the command that asked goes away: half of it would leave hours uncounted.
pub(super) async fn to_the_end<T: Send + 'static>(
    act: impl Future<Output = anyhow::Result<T>> + Send + 'static,
) -> Result<T, Failure> {
    Ok(tokio::spawn(act).await??)
}

async fn flush(State(node): State<Arc<Node>>) -> Result<(), Failure> {
    to_the_end(async move { node.flush().await }).await
}

async fn load_bulk(State(node): State<Arc<Node>>, body: Bytes) -> Result<Json<Loaded>, Failure> {
    let frames = StreamReader::try_new(&*body, None)?.collect::<Result<Vec<_>, _>>()?;
    let rows = to_the_end(async move { node.load_bulk(&frames).await }).await?;
    Ok(Json(Loaded { rows }))
}

async fn begin_bulk(State(node): State<Arc<Node>>) -> Result<(), Failure> {
    Ok(node.begin_bulk()?)
}

async fn finish_bulk(State(node): State<Arc<Node>>) -> Result<(), Failure> {
    to_the_end(async move { node.finish_bulk().await }).await
}
