//! The forms in which events are sent, one a connection.

use std::fmt::Write;

use rand::RngExt;
use serde_json::{Value, json};

use super::book::Event;
use super::client::name_property;
use super::plan::Dice;
use crate::support::BROWSER;

/// The site of all events.
pub(super) const SITE: &str = "news.example";

/// How many pages there are.
pub(super) const PAGES: usize = 300;

/// How many days ago it was that a server with a token reports: in several months, so that a segment holds several
/// partitions, and in a few hours of each.
const SERVER_PAST: [i64; 3] = [1, 33, 65];

/// How far back a reader's own clock may lie: in hours that are over.
const READER_PAST: i64 = 20 * HOUR;

/// In milliseconds.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// A JSON array of native events.
    Batch,
    /// A native event a line.
    Lines,
    /// A server with a token, which brings times of its own.
    Server,
    /// A native event by itself.
    Single,
    /// Plausible's script: one event, which has no id and so is not sent again after silence.
    Plausible,
}

/// A request, ready to be sent.
pub(super) struct Request {
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) body: String,
}

impl Lane {
    pub(super) const ALL: [Self; 5] = [Self::Batch, Self::Lines, Self::Server, Self::Single, Self::Plausible];

    /// The most events of a request.
    pub(super) const fn most(self) -> usize {
        match self {
            Self::Batch | Self::Lines | Self::Server => 15,
            Self::Single | Self::Plausible => 1,
        }
    }

    /// Whether a repeat of an event is known as one.
    pub(super) const fn has_ids(self) -> bool {
        !matches!(self, Self::Plausible)
    }

    /// A new event.
    pub(super) fn draw(self, id: String, dice: &mut Dice) -> Event {
        let path = format!("/articles/{}", dice.random_range(0..PAGES));
        let kind = if dice.random_ratio(1, 5) { "share" } else { "view" };
        let body =
            if self == Self::Plausible { plausible(&id, &path) } else { self.native(&id, &path, kind, dice) };
        let kind = if self == Self::Plausible { "view" } else { kind };
        Event { lane: self, id, path, kind, body }
    }

    fn native(self, id: &str, path: &str, kind: &str, dice: &mut Dice) -> Value {
        let mut event = json!({
            "site": SITE, "type": kind, "url": format!("https://{SITE}{path}"), "id": id, "props": name_property(id),
        });
        if kind == "share" {
            let networks = ["facebook", "telegram", "whatsapp", "x"];
            event["share"] = json!({ "network": networks[dice.random_range(0..networks.len())] });
        }
        if dice.random_ratio(1, 10) {
            event["article"] = json!({ "title": format!("The story of {path}"), "section": "NEWS" });
        }
        let now = jiff::Timestamp::now().as_millisecond();
        if self == Self::Server {
            let days = SERVER_PAST[dice.random_range(0..SERVER_PAST.len())];
            event["ts"] = json!(now - days * DAY - dice.random_range(0..2 * HOUR));
            event["ip"] = json!(format!("203.0.113.{}", dice.random_range(1..250)));
            event["user_agent"] = json!(BROWSER);
        } else if dice.random_ratio(1, 4) {
            event["ts"] = json!(now - dice.random_range(0..READER_PAST));
        }
        event
    }

    /// Writes some events into a request.
    pub(super) fn write(self, events: &[Event]) -> Request {
        let bodies = events.iter().map(|event| &event.body);
        match self {
            Self::Lines => {
                let mut body = String::new();
                bodies.for_each(|event| writeln!(body, "{event}").unwrap());
                Request { path: "/api/events", content_type: "application/x-ndjson", body }
            }
            Self::Plausible => {
                let body = bodies.map(Value::to_string).collect();
                Request { path: "/api/event", content_type: "text/plain", body }
            }
            Self::Batch | Self::Server | Self::Single => {
                let body = json!(bodies.collect::<Vec<_>>()).to_string();
                Request { path: "/api/events", content_type: "application/json", body }
            }
        }
    }

    /// Whether a 202 speaks for all events.
    pub(super) fn has_taken_all(self, answer: &str, events: usize) -> bool {
        match self {
            Self::Plausible => answer == "ok",
            _ => {
                serde_json::from_str::<Value>(answer).is_ok_and(|answer| answer["accepted"] == json!(events))
            }
        }
    }
}

fn plausible(id: &str, path: &str) -> Value {
    json!({ "name": "pageview", "domain": SITE, "url": format!("https://{SITE}{path}"), "props": name_property(id) })
}
