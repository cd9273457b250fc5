//! `POST /api/events`: native events in batches, with a result for each.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::{DropReason, Event, Scope, SiteName};
use tokio::sync::OwnedSemaphorePermit;

use super::App;
use super::body::LimitedBody;
use super::error::ApiError;
use super::sender::{Visitor, text};
use super::token::find_trust;
use crate::Collector;
use crate::admission::Sender;
use crate::raw_event::RawEvent;
use crate::wire::WireError;
use crate::wire::native::read_batch;

/// After this time a site has all its events a minute again.
const SITE_WAIT: Duration = Duration::from_mins(1);

/// The answer to a batch, as `schemas/events/batch_answer.schema.json` describes it.
#[derive(Debug, Serialize)]
pub(super) struct BatchAnswer {
    /// Events that are durable now.
    accepted: usize,
    /// Those of them whose id was recorded before: they are answered as they were then, and counted once.
    repeated: usize,
    results: Vec<EventAnswer>,
}

#[derive(Debug, Serialize)]
struct EventAnswer {
    index: usize,
    #[serde(flatten)]
    verdict: EventVerdict,
}

#[derive(Debug, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum EventVerdict {
    Accepted,
    Dropped { reason: DropReason, message: String },
}

pub(super) async fn post_events(
    State(app): State<App>,
    Visitor(sender): Visitor,
    headers: HeaderMap,
    body: LimitedBody,
) -> Result<Response, ApiError> {
    admit_batch(&app, sender, &headers, body)?.record(&app).await
}

/// A batch whose events were judged, before those that are taken are durable. Nothing of the request is left in it, so
/// that its buffers serve the next one in the meantime.
pub(super) struct Batch {
    sorted: Sorted,
    results: Vec<EventAnswer>,
    received_at: Timestamp,
    /// The room of its body, which its events take now.
    _room: OwnedSemaphorePermit,
}

/// Reads a batch and judges its events.
///
/// # Errors
/// When the batch as a whole is refused.
pub(super) fn admit_batch(
    app: &App,
    sender: Sender,
    headers: &HeaderMap,
    LimitedBody(body, room): LimitedBody,
) -> Result<Batch, ApiError> {
    let collector = &app.collector;
    // After the whole body was read: a client that is still sending would not see the refusal.
    let sender = Sender { trust: find_trust(headers, &app.options.tokens, Scope::Events)?, ..sender };
    let raw = read_batch(&body, is_lines(&text(headers, &header::CONTENT_TYPE))).inspect_err(|_| {
        collector.refuse(None, DropReason::Malformed, sender.received_at);
    })?;
    app.address_limit.charge(&sender, raw.len());
    let mut sorted = Sorted { events: Vec::with_capacity(raw.len()), refused: Vec::new() };
    let results = raw
        .into_iter()
        .enumerate()
        .map(|(index, raw)| EventAnswer { index, verdict: sorted.admit(collector, raw, &sender) })
        .collect();
    Ok(Batch { sorted, results, received_at: sender.received_at, _room: room })
}

impl Batch {
    /// Makes the events durable and answers for each.
    ///
    /// # Errors
    /// When none was taken because the site has had its events of the minute, or none can be made durable.
    pub(super) async fn record(self, app: &App) -> Result<Response, ApiError> {
        let Self { sorted: Sorted { events, refused }, results, received_at, _room } = self;
        let collector = &app.collector;
        let count_refused = || {
            for (site, reason) in &refused {
                collector.refuse(site.as_ref(), *reason, received_at);
            }
        };
        let accepted = events.len();
        if !results.is_empty() && results.iter().all(EventAnswer::is_rate_limited) {
            count_refused();
            app.refusal_log.note(received_at);
            let message = "the site takes no more events this minute; send the batch again later";
            return Err(ApiError::rate_limited(message, SITE_WAIT));
        }
        let repeated = if accepted > 0 { collector.submit(events).await?.repeated } else { 0 };
        // Not before: who is told to try again sends the refused ones again too.
        count_refused();
        Ok((StatusCode::ACCEPTED, Json(BatchAnswer { accepted, repeated, results })).into_response())
    }
}

impl EventAnswer {
    fn is_rate_limited(&self) -> bool {
        matches!(self.verdict, EventVerdict::Dropped { reason: DropReason::RateLimited, .. })
    }
}

/// The events of a batch by what becomes of them.
struct Sorted {
    events: Vec<Event>,
    refused: Vec<(Option<SiteName>, DropReason)>,
}

impl Sorted {
    fn admit(
        &mut self,
        collector: &Collector,
        raw: Result<RawEvent, WireError>,
        sender: &Sender,
    ) -> EventVerdict {
        let (site, reason, message) = match raw.map(|raw| collector.admission().admit(raw, sender)) {
            Ok(Ok(event)) => {
                self.events.push(event);
                return EventVerdict::Accepted;
            }
            Ok(Err(refusal)) => (refusal.site, refusal.reason, refusal.message),
            Err(error) => (None, error.reason, error.message),
        };
        self.refused.push((site, reason));
        EventVerdict::Dropped { reason, message }
    }
}

fn is_lines(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    matches!(
        kind,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines"
    )
}
