//! The JSON that Plausible's script and its events API send, with long and short keys.
//!
//! The answers to bad input are Plausible's too: a list of messages for each field.

use std::collections::BTreeMap;

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
/// Schemes of pages: those of the web, and those that applications give their screens.
const REFUSED_SCHEMES: &[&str] = &["data", "javascript", "blob", "vbscript"];

/// Reads one body into one event for each site that its `domain` lists.
///
/// # Errors
/// When fields are missing or wrong; all of them are named at once.
pub fn read_body(body: &[u8]) -> Result<Vec<RawEvent>, FieldErrors> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        let message = "unable to parse the request body as a JSON object".to_owned();
        return Err(FieldErrors::from([("request", vec![message])]));
    };
    let body = Body { fields };
    let mut errors = FieldErrors::new();
    let name = keep(&mut errors, "event_name", body.read_name());
    let url = keep(&mut errors, "url", body.read_url());
    let sites = keep(&mut errors, "domain", body.read_sites());
    let props = keep(&mut errors, "props", body.read_props());
    if !errors.is_empty() {
        return Err(errors);
    }
    let event = body.build_event(name, url, props);
    Ok(sites.into_iter().map(|site| RawEvent { site, ..event.clone() }).collect())
}

/// The value, or an empty one and the complaint in the list.
fn keep<T: Default>(errors: &mut FieldErrors, field: &'static str, value: Result<T, &str>) -> T {
    value.unwrap_or_else(|message| {
        errors.entry(field).or_default().push(message.to_owned());
        T::default()
    })
}

struct Body {
    fields: Map<String, Value>,
}

impl Body {
    /// The first of the keys that is there.
    fn get(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().find_map(|key| self.fields.get(*key))
    }

    fn text(&self, keys: &[&str]) -> &str {
        self.get(keys).and_then(Value::as_str).unwrap_or_default()
    }

    fn read_name(&self) -> Result<String, &'static str> {
        match self.text(&["name", "n"]).trim() {
            "" => Err("can't be blank"),
            name if name.chars().count() > MAX_NAME => Err("should be at most 120 character(s)"),
            name => Ok(name.to_owned()),
        }
    }

    fn read_url(&self) -> Result<String, &'static str> {
        let text = self.text(&["url", "u"]);
        if text.is_empty() {
            return Err("is required");
        }
        if text.len() > MAX_URL {
            return Err("should be at most 2000 byte(s)");
        }
        match Url::parse(text) {
            Ok(url) if REFUSED_SCHEMES.contains(&url.scheme()) => Err("scheme is not allowed"),
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err("must be a valid url"),
        }
    }

    /// The sites of the list, or the host of the URL where no list is given.
    fn read_sites(&self) -> Result<Vec<String>, &'static str> {
        let bare = |domain: &str| domain.strip_prefix("www.").unwrap_or(domain).to_owned();
        let listed = self.text(&["domain", "d"]);
        let sites: Vec<String> =
            listed.split(',').map(str::trim).filter(|domain| !domain.is_empty()).map(bare).collect();
        if !sites.is_empty() {
            return Ok(sites);
        }
        let url = Url::parse(self.text(&["url", "u"])).ok();
        let host = url.as_ref().and_then(Url::host_str).map(bare);
        host.map(|host| vec![host]).ok_or("can't be blank")
    }

    /// The properties, given as an object or as the text of one. Lists and objects among the values are left out.
    fn read_props(&self) -> Result<Vec<(String, String)>, &'static str> {
        let given = match self.get(&["props", "p", "meta", "m"]) {
            Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            Some(value) => value.clone(),
            None => Value::Null,
        };
        let Value::Object(given) = given else { return Ok(Vec::new()) };
        let props: Vec<_> =
            given.into_iter().filter_map(|(key, value)| Some((key, scalar(&value)?))).collect();
        if props.iter().any(|(key, value)| key.len() > MAX_PROP.0 || value.len() > MAX_PROP.1) {
            return Err("keys should have at most 300 byte(s), values at most 2000");
        }
        Ok(props.into_iter().take(MAX_PROPS).collect())
    }

    fn build_event(&self, name: String, url: String, props: Vec<(String, String)>) -> RawEvent {
        let kind = match name.as_str() {
            "pageview" => EventKind::View,
            "engagement" => EventKind::Engage,
            _ => EventKind::Custom,
        };
        let engage = kind == EventKind::Engage;
        let number = |key| self.get(&[key]).and_then(whole_number).filter(|_| engage).unwrap_or(0);
        RawEvent {
            name,
            referrer: self.text(&["referrer", "r"]).to_owned(),
            props,
            engaged_ms: u32::try_from(number("e")).unwrap_or(u32::MAX),
            scroll: u8::try_from(number("sd")).ok().filter(|depth| *depth <= 100).unwrap_or(0),
            ..RawEvent::new(kind, "", url)
        }
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
