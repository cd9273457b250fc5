//! `POST /api/events`: native events in batches, with a result for each.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use tiraj_model::{DropReason, Event, Scope, SiteName};

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
    record_batch(&app, sender, &headers, body).await
}

/// Records a batch and answers for each of its events.
///
/// # Errors
/// When the batch as a whole is refused.
pub(super) async fn record_batch(
    app: &App,
    sender: Sender,
    headers: &HeaderMap,
    LimitedBody(body, _room): LimitedBody,
) -> Result<Response, ApiError> {
    let collector = &app.collector;
    // After the whole body was read: a client that is still sending would not see the refusal.
    let sender = Sender { trust: find_trust(headers, &app.options.tokens, Scope::Events)?, ..sender };
    let batch = read_batch(&body, is_lines(&text(headers, &header::CONTENT_TYPE))).inspect_err(|_| {
        collector.refuse(None, DropReason::Malformed, sender.received_at);
    })?;
    app.address_limit.charge(&sender, batch.len());
    let mut sorted = Sorted { events: Vec::with_capacity(batch.len()), refused: Vec::new() };
    let results: Vec<_> = batch
        .into_iter()
        .enumerate()
        .map(|(index, raw)| EventAnswer { index, verdict: sorted.admit(collector, raw, &sender) })
        .collect();
    let Sorted { events, refused } = sorted;
    let count_refused = || {
        for (site, reason) in &refused {
            collector.refuse(site.as_ref(), *reason, sender.received_at);
        }
    };
    let accepted = events.len();
    if !results.is_empty() && results.iter().all(EventAnswer::is_rate_limited) {
        count_refused();
        app.refusal_log.note(sender.received_at);
        let message = "the site takes no more events this minute; send the batch again later";
        return Err(ApiError::rate_limited(message, SITE_WAIT));
    }
    let repeated = if accepted > 0 { collector.submit(events).await?.repeated } else { 0 };
    // Not before: who is told to try again sends the refused ones again too.
    count_refused();
    Ok((StatusCode::ACCEPTED, Json(BatchAnswer { accepted, repeated, results })).into_response())
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
