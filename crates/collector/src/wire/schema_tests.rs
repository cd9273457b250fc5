//! The schema and the gate take the same events for events, whatever is put before them.
//!
//! The generator stays near the schema: an event that it draws is valid, or has one thing changed, or is wild. What the
//! schema cannot see, such as whether a site is registered or a URL names a page, is kept true throughout.

use std::sync::Arc;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use tiraj_enrich::Enricher;
use tiraj_model::{Site, Sites};

use super::native::read_event;
use crate::Salts;
use crate::admission::{Admission, Sender, Trust};

/// Cases of each of the three kinds.
const CASES: u32 = 4_000;

const SCHEMA: &str = include_str!("../../../../schemas/events/event.schema.json");

/// Addresses, and what only looks like one.
const ADDRESSES: &[&str] =
    &["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", "192.0.2.300", "192.0.2", "1::2::3", "", "a.b"];

struct Judges {
    schema: Validator,
    gate: Admission,
    sender: Sender,
}

impl Judges {
    fn new() -> Self {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let salts = Salts::in_memory(Arc::new(|bytes| bytes.fill(7)));
        Self {
            schema: jsonschema::options().should_validate_formats(true).build(&schema).unwrap(),
            gate: Admission::new(Sites::new([site]), Arc::new(salts), Enricher::built_in()),
            sender: Sender {
                ip: None,
                user_agent: None,
                languages: String::new(),
                origin: String::new(),
                received_at: "2026-11-23T10:00:00Z".parse().unwrap(),
                unlinked: false,
                trust: Trust::Token(None),
            },
        }
    }

    /// Both verdicts; the gate's with its reason.
    fn judge(&self, event: &Value) -> (bool, Result<(), String>) {
        let read = read_event(event.clone()).map_err(|error| error.to_string());
        let admitted = read.and_then(|raw| {
            self.gate.admit(raw, &self.sender).map(drop).map_err(|refusal| refusal.to_string())
        });
        (self.schema.is_valid(event), admitted)
    }

    /// Draws events until all agree; says how many of them were valid.
    fn agree_on(&self, events: &impl Strategy<Value = Value>) -> u32 {
        let valid = std::cell::Cell::new(0);
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(events, |event| {
            let (by_schema, by_gate) = self.judge(&event);
            prop_assert_eq!(by_schema, by_gate.is_ok(), "{} {:?}", event, by_gate);
            valid.set(valid.get() + u32::from(by_schema));
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
        valid.get()
    }
}

/// A value for a field, from its place in the schema: nearly always one that the schema takes.
fn conforming(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(names) = schema["enum"].as_array() {
        return proptest::sample::select(names.clone()).boxed();
    }
    let types: Vec<String> = match &schema["type"] {
        Value::String(name) => vec![name.clone()],
        names => serde_json::from_value(names.clone()).unwrap(),
    };
    let schema = schema.clone();
    proptest::sample::select(types).prop_flat_map(move |name| of_type(&name, &schema)).boxed()
}

fn of_type(name: &str, schema: &Value) -> BoxedStrategy<Value> {
    match name {
        "null" => Just(Value::Null).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "number" => {
            prop_oneof![any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from)].boxed()
        }
        "integer" => whole_number(schema),
        "array" => {
            proptest::collection::vec(conforming(&schema["items"]), 0..4).prop_map(Value::from).boxed()
        }
        "string" => text(schema),
        _ => object(schema),
    }
}

/// Numbers of the range and just beyond it, some written with a point.
fn whole_number(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
    // Of times, those that the gate takes: what is in the future is not for the schema to say.
    let is_time = most == i64::MAX;
    let inside = if is_time { 0..=1_700_000_000_000 } else { least..=most };
    let edges = if is_time { vec![0] } else { vec![least - 1, least, most, most + 1] };
    prop_oneof![
        8 => inside.clone().prop_map(Value::from),
        2 => inside.prop_map(|number| json!(number as f64)),
        1 => proptest::sample::select(edges).prop_map(Value::from),
    ]
    .boxed()
}

/// Texts of up to the greatest length, in more than one alphabet.
fn text(schema: &Value) -> BoxedStrategy<Value> {
    if schema["anyOf"].is_array() {
        return proptest::sample::select(ADDRESSES).prop_map(Value::from).boxed();
    }
    let most = schema["maxLength"].as_u64().map_or(40, |most| most as usize);
    let edge = (most.saturating_sub(1)..=most + 1).prop_map(|length| "ə".repeat(length));
    prop_oneof![8 => "\\PC{0,20}", 1 => "[ \t\u{1}]{0,3}", 1 => edge].prop_map(Value::from).boxed()
}

/// Objects with some of the named properties and nearly always those that are required.
fn object(schema: &Value) -> BoxedStrategy<Value> {
    let Some(named) = schema["properties"].as_object() else {
        let values = conforming(&schema["additionalProperties"]);
        let key = prop_oneof![9 => "[a-z]{1,8}", 1 => "k{299,302}"];
        let entries = proptest::collection::btree_map(key, values, 0..4);
        return entries.prop_map(|entries| Value::Object(entries.into_iter().collect())).boxed();
    };
    let required: Vec<String> = serde_json::from_value(schema["required"].clone()).unwrap_or_default();
    let fields: Vec<_> = named
        .iter()
        .map(|(name, inner)| {
            let there = if required.contains(name) { 0.97 } else { 0.3 };
            (Just(name.clone()), proptest::option::weighted(there, conforming(inner)))
        })
        .collect();
    fields
        .prop_map(|fields| fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
        .boxed()
}

/// An event as the schema describes it, of a known site and a real page.
fn event() -> BoxedStrategy<Value> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let drawn = (object(&schema), "[a-z]{0,8}", "[^\\s\\p{C}]{1,9}");
    drawn
        .prop_map(|(mut event, path, name)| {
            event["site"] = json!("news.example");
            event["url"] = json!(format!("https://news.example/{path}"));
            if event["type"] == "custom" && event["name"].is_null() {
                event["name"] = json!(name);
            }
            if event["type"] == "share" && event["share"].is_null() {
                event["share"] = json!({"network": "telegram"});
            }
            event
        })
        .boxed()
}

/// Any JSON, two levels deep.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// An event in which one field is another thing, is gone, or stands under another name.
fn mutated() -> impl Strategy<Value = Value> {
    (event(), any::<proptest::sample::Index>(), anything(), 0..3_u8).prop_map(
        |(mut event, which, value, how)| {
            let fields: &mut Map<String, Value> = event.as_object_mut().unwrap();
            let keys: Vec<String> = fields.keys().cloned().collect();
            let key = which.get(&keys);
            match how {
                // Which site, page and time is not for the schema to say.
                0 if ["site", "url"].contains(&key.as_str()) && value.is_string() => {}
                0 if key == "ts" && value.is_number() => {}
                0 => drop(fields.insert(key.clone(), value)),
                1 => drop(fields.remove(key)),
                _ => drop(fields.remove(key).and_then(|value| fields.insert(format!("{key}_"), value))),
            }
            event
        },
    )
}

#[test]
fn schema_and_gate_agree_on_events_near_the_schema() {
    let valid = Judges::new().agree_on(&event());
    eprintln!("{valid} of {CASES} drawn events are valid");
    assert!(valid > CASES / 2, "the generator must draw events that are taken: {valid}");
}

#[test]
fn schema_and_gate_agree_on_events_with_one_mistake() {
    let valid = Judges::new().agree_on(&mutated());
    eprintln!("{valid} of {CASES} changed events are valid");
    assert!((1..CASES / 2).contains(&valid), "both verdicts must occur: {valid}");
}

#[test]
fn schema_and_gate_agree_on_anything() {
    Judges::new().agree_on(&anything());
}
