//! `POST /api/event`: what Plausible's script sends, answered as Plausible answers.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use tiraj_model::{DropReason, Event};

use super::App;
use super::body::LimitedBody;
use super::error::ApiError;
use super::sender::Visitor;
use crate::admission::{Refusal, Sender};
use crate::wire::plausible::read_body;
use crate::{Collector, RawEvent};

pub(super) async fn post_event(
    State(app): State<App>,
    Visitor(sender): Visitor,
    body: LimitedBody,
) -> Result<Response, ApiError> {
    record_event(&app, &sender, body).await
}

/// 202 also for events that do not count; then `x-plausible-dropped` says how many. Those of machines are among them:
/// they are stored apart, but to their sender they are dropped.
///
/// # Errors
/// When the events cannot be made durable.
pub(super) async fn record_event(
    app: &App,
    sender: &Sender,
    LimitedBody(body, _room): LimitedBody,
) -> Result<Response, ApiError> {
    let collector = &app.collector;
    let raw = match read_body(&body) {
        Ok(raw) => raw,
        Err(errors) => {
            collector.refuse(None, DropReason::Malformed, sender.received_at);
            let body = Json(json!({ "errors": errors }));
            return Ok((StatusCode::BAD_REQUEST, body).into_response());
        }
    };
    let given = raw.len();
    app.address_limit.charge(sender, given);
    let (events, refused) = admit_all(collector, raw, sender);
    let counted = events.iter().filter(|event| event.verdict.counts()).count();
    if !events.is_empty() {
        collector.submit(events).await?;
    }
    // Not before: who is told to try again sends the refused ones again too.
    refused
        .iter()
        .for_each(|refusal| collector.refuse(refusal.site.as_ref(), refusal.reason, sender.received_at));
    let mut response = (StatusCode::ACCEPTED, "ok").into_response();
    if counted < given {
        response.headers_mut().insert("x-plausible-dropped", (given - counted).into());
    }
    Ok(response)
}

fn admit_all(collector: &Collector, raw: Vec<RawEvent>, sender: &Sender) -> (Vec<Event>, Vec<Refusal>) {
    let (mut events, mut refused) = (Vec::with_capacity(raw.len()), Vec::new());
    for raw in raw {
        match collector.admission().admit(raw, sender) {
            Ok(event) => events.push(event),
            Err(refusal) => refused.push(refusal),
        }
    }
    (events, refused)
}
