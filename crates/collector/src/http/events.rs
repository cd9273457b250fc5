//! `POST /api/events`: native events in batches, with a result for each.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use tiraj_model::{DropReason, Event, Scope, Tokens};

use super::address_limit::AddressLimit;
use super::body::LimitedBody;
use super::drop_for;
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
    State(collector): State<Collector>,
    State(limit): State<AddressLimit>,
    State(tokens): State<Tokens>,
    Visitor(sender): Visitor,
    headers: HeaderMap,
    LimitedBody(body, _room): LimitedBody,
) -> Result<(StatusCode, Json<BatchAnswer>), ApiError> {
    // After the whole body was read: a client that is still sending would not see the refusal.
    let sender = Sender { trust: find_trust(&headers, &tokens, Scope::Events)?, ..sender };
    let batch = read_batch(&body, is_lines(&text(&headers, &header::CONTENT_TYPE)))?;
    limit.charge(&sender, batch.len());
    let mut events = Vec::with_capacity(batch.len());
    let results: Vec<_> = batch
        .into_iter()
        .enumerate()
        .map(|(index, raw)| EventAnswer { index, verdict: admit(&collector, raw, &sender, &mut events) })
        .collect();
    let accepted = events.len();
    if !results.is_empty() && results.iter().all(EventAnswer::is_rate_limited) {
        let message = "the site takes no more events this minute; send the batch again later";
        return Err(ApiError::rate_limited(message, SITE_WAIT));
    }
    let repeated = if accepted > 0 { collector.submit(events).await?.repeated } else { 0 };
    Ok((StatusCode::ACCEPTED, Json(BatchAnswer { accepted, repeated, results })))
}

impl EventAnswer {
    fn is_rate_limited(&self) -> bool {
        matches!(self.verdict, EventVerdict::Dropped { reason: DropReason::RateLimited, .. })
    }
}

fn admit(
    collector: &Collector,
    raw: Result<RawEvent, WireError>,
    sender: &Sender,
    events: &mut Vec<Event>,
) -> EventVerdict {
    let refused = |reason, message| EventVerdict::Dropped { reason: drop_for(collector, reason), message };
    match raw.map(|raw| collector.admission().admit(raw, sender)) {
        Ok(Ok(event)) => {
            events.push(event);
            EventVerdict::Accepted
        }
        Ok(Err(refusal)) => refused(refusal.reason, refusal.message),
        Err(error) => refused(error.reason, error.message),
    }
}

fn is_lines(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    matches!(
        kind,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines"
    )
}
