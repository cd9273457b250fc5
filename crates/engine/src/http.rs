//! The ClickHouse HTTP interface: the subset that clients use for queries and inserts.

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::Engine;
use crate::call::{self, Call, Statement};
use crate::core::Slot;
use crate::exception::{Exception, code};
use crate::job::{self, Event, Insert, Piece, Query};
use crate::reply::Reply;

const EXCEPTION_CODE: HeaderName = HeaderName::from_static("x-clickhouse-exception-code");
const EXCEPTION_TAG: HeaderName = HeaderName::from_static("x-clickhouse-exception-tag");
const QUERY_ID: HeaderName = HeaderName::from_static("x-clickhouse-query-id");
const SUMMARY: HeaderName = HeaderName::from_static("x-clickhouse-summary");

/// What a ClickHouse server says when it is asked nothing.
const ALIVE: &str = "Ok.\n";

pub(crate) fn router(engine: &Engine) -> Router {
    Router::new()
        .route("/", get(handle).post(handle))
        .route("/ping", get(async || ALIVE))
        .layer(DefaultBodyLimit::max(call::MAX_STATEMENT))
        .with_state(engine.clone())
}

async fn handle(State(engine): State<Engine>, request: Request) -> Response {
    match respond(&engine, request).await {
        Ok(response) => response,
        Err(exception) => refuse(&exception),
    }
}

async fn respond(engine: &Engine, request: Request) -> Result<Response, Exception> {
    let probe = request.method() == Method::GET;
    let Call { scope, parameters, format, query_id, statement } = Call::read(request).await?;
    let mut response = match statement {
        Statement::Query(sql) if probe && sql.is_empty() => return Ok(ALIVE.into_response()),
        Statement::Query(sql) => {
            run_query(engine.admit().await?, Query { scope, parameters, sql, format }).await?
        }
        Statement::Insert { head, format, inline, rest } => {
            let insert = Insert { scope, parameters, head, format };
            run_insert(engine.admit().await?, insert, inline, rest).await?
        }
    };
    if let Some(id) = query_id.and_then(|id| HeaderValue::try_from(id).ok()) {
        response.headers_mut().insert(QUERY_ID, id);
    }
    Ok(response)
}

/// Answers with the status once the first block, the end or a failure is known.
async fn run_query(slot: Slot, query: Query) -> Result<Response, Exception> {
    let (sender, mut events) = mpsc::channel(2);
    let (mut leash, tag) = (slot.leash(), slot.tag());
    spawn_blocking(move || job::run_query(&slot, &query, &sender));
    match events.recv().await {
        Some(Event::Chunk(first)) => {
            let headers = [(EXCEPTION_TAG, tag.clone())];
            Ok((headers, Reply { events, leash, tag }.into_body(first)).into_response())
        }
        Some(Event::End { rows_written }) => {
            leash.release();
            Ok(done(rows_written))
        }
        Some(Event::Failed(exception)) => {
            leash.release();
            Err(exception)
        }
        None => Err(died()),
    }
}

async fn run_insert(
    slot: Slot,
    insert: Insert,
    inline: Bytes,
    rest: BodyDataStream,
) -> Result<Response, Exception> {
    let (sender, pieces) = mpsc::channel(4);
    let job = spawn_blocking(move || job::run_insert(&slot, &insert, pieces));
    feed(inline, rest, sender).await?;
    let rows_written = job.await.map_err(|_| died())??;
    Ok(done(rows_written))
}

/// Passes the data on until it ends or the insert has failed. Dropping `pieces` without `End` cancels the
/// insert.
async fn feed(inline: Bytes, mut rest: BodyDataStream, pieces: mpsc::Sender<Piece>) -> Result<(), Exception> {
    let mut next = Some(Ok(inline));
    while let Some(data) = next {
        let data = data.map_err(|error| call::broken(&error))?;
        if pieces.send(Piece::Data(data)).await.is_err() {
            return Ok(());
        }
        next = tokio::select! {
            () = pieces.closed() => return Ok(()),
            next = rest.next() => next,
        };
    }
    // Fails only when the insert has failed already, which its outcome tells.
    let _ = pieces.send(Piece::End).await;
    Ok(())
}

fn done(rows_written: u64) -> Response {
    ([(SUMMARY, format!("{{\"written_rows\":\"{rows_written}\"}}"))], Body::empty()).into_response()
}

fn died() -> Exception {
    Exception::new(code::LOGICAL_ERROR, "The thread of the query ended without an answer. (LOGICAL_ERROR)")
}

fn refuse(exception: &Exception) -> Response {
    if exception.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::debug!(code = exception.code, "a query failed");
    }
    let headers = [
        (EXCEPTION_CODE, exception.code.to_string()),
        (header::CONTENT_TYPE, "text/plain; charset=UTF-8".to_owned()),
    ];
    (exception.status(), headers, format!("{}\n", exception.message)).into_response()
}
