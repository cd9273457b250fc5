//! A name for each request, on its answer and in its log lines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method};
use jiff::Timestamp;

use super::error::ApiError;

/// The header that carries it.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives out ids: the moment of the start and a count, so that no two of a node are the same.
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
        format!("{:x}-{:x}", self.start, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Names the request, writes the body of a refusal, and puts the name on the answer.
pub(super) async fn attach(State(ids): State<RequestIds>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    ids.sign(next.run(request).await, &method, &path)
}

impl RequestIds {
    /// Writes the body of a refusal, and puts the next name on the answer.
    pub(super) fn sign(&self, mut response: Response, method: &Method, path: &str) -> Response {
        let id = self.next();
        if let Some(error) = response.extensions_mut().remove::<ApiError>() {
            let status = response.status().as_u16();
            tracing::debug!(request_id = id, %method, path, status, "refused a request");
            error.fill(&mut response, &id);
        }
        if let Ok(value) = HeaderValue::try_from(id) {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
}
