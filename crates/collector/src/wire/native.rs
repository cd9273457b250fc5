//! Tiraj's own event JSON, as `schemas/events/event.schema.json` describes it: single events and batches of them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use serde_json::Value;
use tiraj_model::{EventKind, Platform, ShareNetwork};

use super::link::Link;
use super::{WireError, shape};
use crate::raw_event::{RawArticle, RawEvent};

/// The most events that one batch may hold.
pub const MAX_BATCH: usize = 1_000;

/// The longest stretch of engaged reading that one event may report: a day.
const MAX_ENGAGED_MS: u32 = 86_400_000;

/// An event as it is written. Names that come from closed sets stay text here, so that a stranger among them gets
/// its own answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an event, which is a JSON object")]
struct NativeEvent {
    site: Option<String>,
    r#type: Option<String>,
    name: Option<String>,
    url: Option<String>,
    referrer: Option<String>,
    id: Option<String>,
    #[serde(default, deserialize_with = "shape::whole")]
    ts: Option<i64>,
    title: Option<String>,
    #[serde(default, deserialize_with = "shape::object")]
    article: Option<RawArticle>,
    #[serde(default, deserialize_with = "shape::object")]
    share: Option<NativeShare>,
    link: Option<String>,
    #[serde(default, deserialize_with = "shape::whole")]
    engaged_ms: Option<u32>,
    #[serde(default, deserialize_with = "shape::whole")]
    scroll: Option<u8>,
    platform: Option<String>,
    #[serde(default)]
    props: Option<BTreeMap<String, Scalar>>,
    tracker_version: Option<String>,
    ip: Option<String>,
    user_agent: Option<String>,
    hash_mode: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NativeShare {
    network: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a property must be a text, a number or true or false")]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
    Flag(bool),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

impl TryFrom<NativeEvent> for RawEvent {
    type Error = WireError;

    fn try_from(native: NativeEvent) -> Result<Self, WireError> {
        let required = |field: &str, value: Option<String>| {
            value.filter(|text| !text.is_empty()).ok_or_else(|| WireError::missing(field))
        };
        let site = required("site", native.site)?;
        let kind: EventKind =
            required("type", native.r#type)?.parse().map_err(|error| WireError::unknown("type", &error))?;
        let url = required("url", native.url)?;
        let props = native.props.unwrap_or_default();
        let event = Self {
            name: native.name.unwrap_or_default(),
            referrer: native.referrer.unwrap_or_default(),
            id: native.id.unwrap_or_default(),
            ts: native.ts,
            title: native.title.unwrap_or_default(),
            article: native.article,
            network: native.share.map(|share| read_network(&share.network)).transpose()?,
            engaged_ms: within("engaged_ms", native.engaged_ms.unwrap_or(0), MAX_ENGAGED_MS)?,
            scroll: within("scroll", native.scroll.unwrap_or(0), 100)?,
            platform: native.platform.map_or(Ok(Platform::Web), |name| read_platform(&name))?,
            props: props.into_iter().map(|(key, value)| (key, value.into_text())).collect(),
            tracker_version: native.tracker_version.unwrap_or_default(),
            ip: native.ip.map(|text| read_address(&text)).transpose()?,
            user_agent: native.user_agent,
            hash_mode: native.hash_mode.unwrap_or(false),
            ..Self::new(kind, site, url)
        };
        Ok(match native.link {
            Some(link) if kind == EventKind::Custom => name_link(event, &link),
            _ => event,
        })
    }
}

/// Makes of a click what the link was for. The sender's own properties stay, but for those of a name that we give. A link
/// that leads nowhere stays as it is told.
fn name_link(mut event: RawEvent, link: &str) -> RawEvent {
    let mut name = |name: &str, props: &[(&str, String)]| {
        name.clone_into(&mut event.name);
        event.props.retain(|(key, _)| props.iter().all(|(ours, _)| ours != key));
        event.props.splice(0..0, props.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    };
    match Link::read(link) {
        Some(Link::Share(network)) => (event.kind, event.network) = (EventKind::Share, Some(network)),
        Some(Link::Follow { network, address }) => {
            name("follow", &[("network", network.to_owned()), ("url", address)]);
        }
        Some(Link::Outbound { address }) => name("outbound", &[("url", address)]),
        // What is no address of another place was clicked all the same.
        None if event.name.is_empty() => "link".clone_into(&mut event.name),
        None => {}
    }
    event
}

fn read_network(name: &str) -> Result<ShareNetwork, WireError> {
    name.parse().map_err(|error| WireError::unknown("share.network", &error))
}

fn read_platform(name: &str) -> Result<Platform, WireError> {
    name.parse().map_err(|error| WireError::unknown("platform", &error))
}

/// What was given is not repeated: it may be the better part of an address.
fn read_address(text: &str) -> Result<IpAddr, WireError> {
    text.parse()
        .map_err(|_| WireError::malformed("`ip` is no IPv4 or IPv6 address; send one, or none".into()))
}

fn within<N: Copy + PartialOrd + std::fmt::Display>(field: &str, value: N, most: N) -> Result<N, WireError> {
    if value > most {
        return Err(WireError::malformed(format!("`{field}` is {value}; send at most {most}")));
    }
    Ok(value)
}

/// Reads one event.
///
/// # Errors
/// When the JSON is not an event; the message names the field.
pub fn read_event(value: Value) -> Result<RawEvent, WireError> {
    if !value.is_object() {
        return Err(WireError::malformed("the event: an event is a JSON object".into()));
    }
    match NativeEvent::deserialize(&value) {
        Ok(native) => native.try_into(),
        // Once more for the place of the fault, which costs too much to follow in every sound event.
        Err(_) => serde_path_to_error::deserialize::<_, NativeEvent>(value).map_err(name_fault)?.try_into(),
    }
}

fn name_fault(error: serde_path_to_error::Error<serde_json::Error>) -> WireError {
    let (path, cause) = (error.path().to_string(), error.into_inner());
    let place = if path == "." { "the event".to_owned() } else { format!("`{path}`") };
    WireError::malformed(format!("{place}: {cause}"))
}

/// Why a whole batch is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// The bytes are no JSON array and no lines of JSON.
    #[error("the body is not readable as JSON ({0}); send an array of events, or one event a line")]
    Malformed(String),
    /// There are too many events.
    #[error("the batch has {0} events; send at most 1,000 at a time")]
    TooMany(usize),
}

/// Reads a batch: a JSON array, a single object, or one object a line where `lines` says so or the body does not
/// begin with a bracket. Each event is read for itself, so that a bad one does not spoil its neighbours.
///
/// # Errors
/// When the batch as a whole is unreadable or too long.
pub fn read_batch(body: &[u8], lines: bool) -> Result<Vec<Result<RawEvent, WireError>>, BatchError> {
    let text = std::str::from_utf8(body)
        .map_err(|error| BatchError::Malformed(format!("byte {} is not valid UTF-8", error.valid_up_to())))?;
    if !lines {
        if let Some(sound) = read_sound_batch(text) {
            return Ok(sound);
        }
        match serde_json::from_str(text) {
            Ok(Value::Array(values)) => {
                check_count(values.len())?;
                return Ok(values.into_iter().map(read_event).collect());
            }
            Ok(value @ Value::Object(_)) => return Ok(vec![read_event(value)]),
            Ok(_) => return Err(BatchError::Malformed("it is neither an array nor an object".into())),
            Err(error) if !text.trim_start().starts_with('{') => {
                return Err(BatchError::Malformed(error.to_string()));
            }
            Err(_) => {}
        }
    }
    read_lines(text)
}

/// Reads a batch of which every event has the right shape, as nearly all have, in one go. `None` where one has not: then
/// each is read for itself, at about twice the cost, to say which and why.
fn read_sound_batch(text: &str) -> Option<Vec<Result<RawEvent, WireError>>> {
    let natives: Vec<shape::Strict<NativeEvent>> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).ok()?
    } else {
        vec![serde_json::from_str(text).ok()?]
    };
    let is_allowed = natives.len() <= MAX_BATCH;
    is_allowed.then(|| natives.into_iter().map(|shape::Strict(native)| native.try_into()).collect())
}

fn read_lines(text: &str) -> Result<Vec<Result<RawEvent, WireError>>, BatchError> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    check_count(lines.len())?;
    let events: Vec<_> = lines.into_iter().map(read_line).collect();
    // A broken lone object is a broken body, not a batch of one broken line.
    match events.as_slice() {
        [Err(only)] if only.reason == tiraj_model::DropReason::Malformed && !is_json(text) => {
            Err(BatchError::Malformed(only.message.clone()))
        }
        _ => Ok(events),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn read_line(line: &str) -> Result<RawEvent, WireError> {
    if let Ok(shape::Strict(native)) = serde_json::from_str::<shape::Strict<NativeEvent>>(line) {
        return native.try_into();
    }
    let value = serde_json::from_str(line).map_err(|error| WireError::malformed(error.to_string()))?;
    read_event(value)
}

fn check_count(count: usize) -> Result<(), BatchError> {
    if count > MAX_BATCH { Err(BatchError::TooMany(count)) } else { Ok(()) }
}

#[cfg(test)]
#[path = "native_tests.rs"]
mod tests;
