//! `POST /api/event`: what Plausible's script sends, answered as Plausible answers.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use super::body::LimitedBody;
use super::drop_for;
use super::error::ApiError;
use super::sender::Visitor;
use crate::Collector;
use crate::wire::plausible::read_body;

/// 202 also for events that are not stored; then `x-plausible-dropped` says how many.
pub(super) async fn post_event(
    State(collector): State<Collector>,
    Visitor(sender): Visitor,
    LimitedBody(body): LimitedBody,
) -> Result<Response, ApiError> {
    let raw = match read_body(&body) {
        Ok(raw) => raw,
        Err(errors) => {
            let body = Json(json!({ "errors": errors }));
            return Ok((StatusCode::BAD_REQUEST, body).into_response());
        }
    };
    let given = raw.len();
    let admitted = raw.into_iter().filter_map(|raw| match collector.admission().admit(raw, &sender) {
        Ok(event) => Some(event),
        Err(refusal) => {
            drop_for(&collector, refusal.reason);
            None
        }
    });
    let events: Vec<_> = admitted.collect();
    let dropped = given - events.len();
    if !events.is_empty() {
        collector.submit(events).await?;
    }
    let mut response = (StatusCode::ACCEPTED, "ok").into_response();
    if dropped > 0 {
        response.headers_mut().insert("x-plausible-dropped", dropped.into());
    }
    Ok(response)
}
