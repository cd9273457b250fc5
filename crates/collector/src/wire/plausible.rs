//! The JSON that Plausible's script and its events API send, with long and short keys.
//!
//! The answers to bad input are Plausible's too: a list of messages for each field. Whatever is merely strange (a
//! property that is a list, an amount that is no number) is left out, and the event is kept.

mod revenue;

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};
use tiraj_model::EventKind;
use url::Url;

use crate::raw_event::RawEvent;

/// What is wrong, by the field's name in Plausible's answers.
pub type FieldErrors = BTreeMap<&'static str, Vec<String>>;

/// The longest URL, in bytes.
const MAX_URL: usize = 2_000;
/// The longest event name, in characters.
const MAX_NAME: usize = 120;
/// The longest property key and value, in bytes.
const MAX_PROP: (usize, usize) = (300, 2_000);
/// The properties that are kept; further ones are ignored.
const MAX_PROPS: usize = 30;
/// The most sites that one body may name.
const MAX_SITES: usize = 100;
/// Engaged time from which on a number is a broken script's and tells nothing: 30 days, in milliseconds.
const ABSURD_ENGAGEMENT: u64 = 30 * 86_400_000;
/// The property that marks an event which happened without the reader's doing, and so does not end a bounce.
const INTERACTIVE: &str = "interactive";

/// Reads one body into one event for each site that its `domain` lists.
///
/// # Errors
/// When fields are missing or wrong; all of them are named at once.
pub fn read_body(body: &[u8]) -> Result<Vec<RawEvent>, FieldErrors> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        let message = "Unable to parse request body as json".to_owned();
        return Err(FieldErrors::from([("request", vec![message])]));
    };
    let body = Body { fields };
    let mut errors = FieldErrors::new();
    let name = keep(&mut errors, "event_name", body.read_name());
    let engagement = keep(&mut errors, "event_name", body.read_engagement(&name));
    let url = keep(&mut errors, "url", body.read_url());
    let sites = keep(&mut errors, "domain", body.read_sites());
    let props = keep(&mut errors, "props", body.read_props());
    if !errors.is_empty() {
        return Err(errors);
    }
    let event = body.build_event(name, url, engagement, props);
    Ok(sites.into_iter().map(|site| RawEvent { site, ..event.clone() }).collect())
}

/// The sites of a list in its order; named twice, a site still has one event.
fn each_once(sites: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    sites.filter(|site| seen.insert(site.clone())).collect()
}

/// The value, or an empty one and the complaint in the list.
fn keep<T: Default>(errors: &mut FieldErrors, field: &'static str, value: Result<T, &str>) -> T {
    value.unwrap_or_else(|message| {
        errors.entry(field).or_default().push(message.to_owned());
        T::default()
    })
}

/// Custom properties.
type Props = Vec<(String, String)>;

/// What an engagement event tells of the reading.
#[derive(Clone, Copy, Default)]
struct Engagement {
    ms: u32,
    /// In percent; `None` where it was not told.
    scroll: Option<u8>,
}

struct Body {
    fields: Map<String, Value>,
}

impl Body {
    /// The first of the keys that says anything. To Plausible `null` and `false` say nothing.
    fn get(&self, keys: &[&str]) -> Option<&Value> {
        let says = |value: &&Value| !matches!(value, Value::Null | Value::Bool(false));
        keys.iter().filter_map(|key| self.fields.get(*key)).find(says)
    }

    fn text(&self, keys: &[&str]) -> &str {
        self.get(keys).and_then(Value::as_str).unwrap_or_default()
    }

    /// The event's name. A number is one too: pages that were not found are counted as `404`.
    fn read_name(&self) -> Result<String, &'static str> {
        let name = match self.get(&["n", "name"]) {
            None => return Err("can't be blank"),
            Some(Value::String(name)) => name.clone(),
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => number.to_string(),
            Some(_) => return Err("is invalid"),
        };
        match name.trim() {
            "" => Err("can't be blank"),
            _ if name.chars().count() > MAX_NAME => Err("should be at most 120 character(s)"),
            _ => Ok(name),
        }
    }

    /// Time and depth of reading, which only an engagement has.
    fn read_engagement(&self, name: &str) -> Result<Engagement, &'static str> {
        if name != "engagement" {
            return Ok(Engagement::default());
        }
        let number = |key| self.get(&[key]).and_then(whole_number);
        let scroll = number("sd").map(|depth| u8::try_from(depth.min(100)).unwrap_or(100));
        let ms = number("e").filter(|ms| *ms < ABSURD_ENGAGEMENT).unwrap_or(0);
        if scroll.is_none() && ms == 0 {
            return Err(
                "engagement event requires a valid integer value for at least one of 'sd' or 'e' fields",
            );
        }
        Ok(Engagement { ms: u32::try_from(ms).unwrap_or(u32::MAX), scroll })
    }

    /// The page's URL. Plausible refuses only documents made on the spot; what else names no page is for admission to
    /// drop.
    fn read_url(&self) -> Result<String, &'static str> {
        let Some(given) = self.get(&["u", "url"]) else { return Err("is required") };
        let scheme = |text: &str| text.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
        match given.as_str() {
            Some(text) if text.len() > MAX_URL => Err("must be a valid url"),
            Some(text) if scheme(text).as_deref() == Some("data") => Err("scheme is not allowed"),
            Some(text) => Ok(text.to_owned()),
            None => Err("must be a valid url"),
        }
    }

    /// The sites of the list, or the host of the URL where no list is given. A blank among them is a site that nobody
    /// has registered.
    fn read_sites(&self) -> Result<Vec<String>, &'static str> {
        let bare = |domain: &str| {
            let domain = domain.trim();
            domain.strip_prefix("www.").unwrap_or(domain).to_owned()
        };
        if let Some(listed) = self.get(&["d", "domain"]).and_then(Value::as_str) {
            return match listed.trim() {
                "" => Err("can't be blank"),
                listed if listed.split(',').count() > MAX_SITES => Err("should be at most 100 site(s)"),
                listed => Ok(each_once(listed.split(',').map(bare))),
            };
        }
        let url = Url::parse(self.text(&["u", "url"])).ok();
        let host = url.as_ref().and_then(Url::host_str).map(bare);
        host.map(|host| vec![host]).ok_or("can't be blank")
    }

    /// The properties, given as an object or as the text of one. Lists, objects and blanks among them are left out.
    fn read_props(&self) -> Result<Props, &'static str> {
        let mut props: Props = read_object(self.get(&["m", "meta", "p", "props"]))
            .into_iter()
            .filter_map(|(key, value)| Some((key, scalar(&value)?)))
            .filter(|(key, value)| !key.trim_start().is_empty() && !value.trim_start().is_empty())
            .collect();
        props.truncate(MAX_PROPS);
        if props.iter().any(|(key, value)| key.len() > MAX_PROP.0 || value.len() > MAX_PROP.1) {
            return Err("keys should have at most 300 bytes and values 2000 bytes");
        }
        Ok(props)
    }

    fn build_event(&self, name: String, url: String, engagement: Engagement, props: Props) -> RawEvent {
        let kind = match name.as_str() {
            "pageview" => EventKind::View,
            "engagement" => EventKind::Engage,
            _ => EventKind::Custom,
        };
        RawEvent {
            name,
            referrer: self.text(&["r", "referrer"]).to_owned(),
            props: self.add_own_props(props),
            engaged_ms: engagement.ms,
            scroll: engagement.scroll.unwrap_or(0),
            hash_mode: self.get(&["h", "hashMode"]).and_then(whole_number) == Some(1),
            needs_visit: kind == EventKind::Engage,
            tracker_version: self.read_version(),
            ..RawEvent::new(kind, "", url)
        }
    }

    /// What Plausible has fields of its own for, as properties. They come first, so that they are not cut off.
    fn add_own_props(&self, props: Props) -> Props {
        let revenue = read_object(self.get(&["$", "revenue"]));
        let mut own: Props = revenue::read_revenue(&revenue).into_iter().flatten().collect();
        // Unlike elsewhere, here `false` is what matters.
        if ["i", INTERACTIVE].iter().any(|key| self.fields.get(*key) == Some(&Value::Bool(false))) {
            own.push((INTERACTIVE.to_owned(), "false".to_owned()));
        }
        let told: Vec<_> =
            props.into_iter().filter(|(key, _)| !own.iter().any(|(own, _)| own == key)).collect();
        own.extend(told);
        own
    }

    /// `plausible/34`; empty where the script tells no version.
    fn read_version(&self) -> String {
        let version = self.get(&["v"]).and_then(Value::as_u64);
        version.map_or_else(String::new, |version| format!("plausible/{version}"))
    }
}

/// An object, given as such or as its text; empty where it is anything else.
fn read_object(value: Option<&Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(given)) => given.clone(),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        _ => Map::new(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number that is not negative, given as such or as digits.
fn whole_number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
#[path = "plausible_tests.rs"]
mod tests;
