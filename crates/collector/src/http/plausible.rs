//! `POST /api/event`: what Plausible's script sends, answered as Plausible answers.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::json;
use tiraj_model::{DropReason, Event};
use tokio::sync::OwnedSemaphorePermit;

use super::App;
use super::body::LimitedBody;
use super::error::ApiError;
use super::sender::Visitor;
use crate::admission::{Refusal, Sender};
use crate::wire::plausible::{FieldErrors, read_body};
use crate::{Collector, RawEvent};

pub(super) async fn post_event(
    State(app): State<App>,
    Visitor(sender): Visitor,
    body: LimitedBody,
) -> Result<Response, ApiError> {
    match admit_events(&app, &sender, body) {
        Ok(submission) => submission.record(&app).await,
        Err(errors) => Ok(refuse(&errors)),
    }
}

/// Events that were judged, before those that are taken are durable; nothing of the request is left in it.
pub(super) struct Submission {
    given: usize,
    events: Vec<Event>,
    refused: Vec<Refusal>,
    received_at: Timestamp,
    _room: OwnedSemaphorePermit,
}

/// Reads a body and judges its events.
///
/// # Errors
/// When the body cannot be read: what is wrong with each field.
pub(super) fn admit_events(
    app: &App,
    sender: &Sender,
    LimitedBody(body, room): LimitedBody,
) -> Result<Submission, FieldErrors> {
    let collector = &app.collector;
    let raw = read_body(&body)
        .inspect_err(|_| collector.refuse(None, DropReason::Malformed, sender.received_at))?;
    let given = raw.len();
    app.address_limit.charge(sender, given);
    let (events, refused) = admit_all(collector, raw, sender);
    Ok(Submission { given, events, refused, received_at: sender.received_at, _room: room })
}

impl Submission {
    /// Makes the events durable. 202 also for events that do not count; then `x-plausible-dropped` says how many. Those of
    /// machines are among them: they are stored apart, but to their sender they are dropped.
    ///
    /// # Errors
    /// When the events cannot be made durable.
    pub(super) async fn record(self, app: &App) -> Result<Response, ApiError> {
        let Self { given, events, refused, received_at, _room } = self;
        let collector = &app.collector;
        let counted = events.iter().filter(|event| event.verdict.counts()).count();
        if !events.is_empty() {
            collector.submit(events).await?;
        }
        // Not before: who is told to try again sends the refused ones again too.
        for refusal in &refused {
            collector.refuse(refusal.site.as_ref(), refusal.reason, received_at);
        }
        let mut response = (StatusCode::ACCEPTED, "ok").into_response();
        if counted < given {
            response.headers_mut().insert("x-plausible-dropped", (given - counted).into());
        }
        Ok(response)
    }
}

/// The answer to a body that cannot be read.
pub(super) fn refuse(errors: &FieldErrors) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "errors": errors }))).into_response()
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
