//! A name for each request, on its answer, in its refusal and in the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;

use super::refusal::Refusal;

/// The header that carries it.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives out ids: a letter that tells them from the collector's, the moment of the start, and a count.
#[derive(Debug, Clone)]
pub(super) struct RequestIds {
    start: i64,
    count: Arc<AtomicU64>,
}

impl RequestIds {
    pub(super) fn since(start: Timestamp) -> Self {
        Self { start: start.as_millisecond(), count: Arc::default() }
    }

    fn next(&self) -> String {
        format!("d{:x}-{:x}", self.start, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Names the request, writes the body of a refusal, and puts the name on the answer.
pub(super) async fn attach(State(ids): State<RequestIds>, request: Request, next: Next) -> Response {
    let id = ids.next();
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        refusal.log(&id);
        refusal.fill(&mut response, &uri, &id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
