//! What is an event and what is not: the parser and the published schema must say the same.

use serde_json::{Value, json};
use tiraj_model::{DropReason, EventKind, Platform, ShareNetwork};

use super::*;

const SCHEMA: &str = include_str!("../../../../schemas/events/event.schema.json");
const ANSWER_SCHEMA: &str = include_str!("../../../../schemas/events/batch_answer.schema.json");

fn schema() -> jsonschema::Validator {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn view(changes: &Value) -> Value {
    let mut event = json!({"site": "news.example", "type": "view", "url": "https://news.example/a"});
    for (key, value) in changes.as_object().unwrap() {
        event[key] = value.clone();
    }
    event
}

#[test]
fn every_field_arrives() {
    let event = read_event(view(&json!({
        "type": "share", "share": {"network": "telegram"}, "referrer": "https://t.me/x", "id": "1", "ts": 5,
        "title": "Şuşa", "article": {"section": "INTERVIEWS", "authors": ["A", "B"], "translations": {"ru": "/ru/a"}},
        "engaged_ms": 1500, "scroll": 40, "platform": "ios", "props": {"a": "x", "b": 2, "c": true},
        "tracker_version": "1", "name": "n"
    })))
    .unwrap();
    assert_eq!((event.kind, event.network), (EventKind::Share, Some(ShareNetwork::Telegram)));
    assert_eq!((event.id.as_str(), event.ts, event.platform), ("1", Some(5), Platform::Ios));
    assert_eq!((event.engaged_ms, event.scroll), (1500, 40));
    let props: Vec<_> = event.props.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(props, [("a", "x"), ("b", "2"), ("c", "true")]);
    let article = event.article.unwrap();
    assert_eq!((article.section.as_str(), article.authors.len()), ("INTERVIEWS", 2));
}

/// Accepted by both.
fn accepted() -> Vec<Value> {
    [
        json!({}),
        json!({"referrer": null, "ts": null, "props": null, "article": null}),
        json!({"type": "share", "share": {"network": "copy_link"}}),
        json!({"type": "engage", "engaged_ms": 86_400_000, "scroll": 100}),
        json!({"type": "custom", "name": "Signup", "props": {"plan": "gold", "n": 1.5, "ok": false}}),
        json!({"platform": "instant_view"}),
        json!({"article": {"title": "T", "published_at": "2026-11-23", "tags": ["a"]}}),
        json!({"ts": -1}),
        json!({"ts": 1.0e3, "scroll": 40.0}),
        json!({"ip": "2001:db8::1", "user_agent": "x"}),
        json!({"hash_mode": true}),
        json!({"type": "custom", "link": "https://t.me/news"}),
    ]
    .iter()
    .map(view)
    .collect()
}

/// Refused by both, with the reason and what the message names.
fn refused() -> Vec<(Value, DropReason, &'static str)> {
    let mut cases: Vec<_> = [
        (json!({"site": null}), DropReason::MissingField, "`site`"),
        (json!({"url": ""}), DropReason::MissingField, "`url`"),
        (json!({"type": "click"}), DropReason::UnknownName, "`click`"),
        (json!({"platform": "fax"}), DropReason::UnknownName, "`fax`"),
        (json!({"share": {"network": "myspace"}}), DropReason::UnknownName, "`myspace`"),
        (json!({"share": ["telegram"]}), DropReason::Malformed, "`share`"),
        (json!({"article": []}), DropReason::Malformed, "`article`"),
        (json!({"share": {}}), DropReason::Malformed, "network"),
        (json!({"url": 5}), DropReason::Malformed, "`url`"),
        (json!({"ts": "now"}), DropReason::Malformed, "`ts`"),
        (json!({"scroll": 101}), DropReason::Malformed, "`scroll`"),
        (json!({"scroll": -1}), DropReason::Malformed, "`scroll`"),
        (json!({"engaged_ms": 86_400_001}), DropReason::Malformed, "`engaged_ms`"),
        (json!({"props": {"a": ["b"]}}), DropReason::Malformed, "`props.a`"),
        (json!({"article": {"authors": ["A", 5]}}), DropReason::Malformed, "`article.authors[1]`"),
        (json!({"article": {"headline": "x"}}), DropReason::Malformed, "headline"),
        (json!({"scroll": 40.5}), DropReason::Malformed, "`scroll`"),
        (json!({"ip": "192.0.2.300"}), DropReason::Malformed, "`ip`"),
        (json!({"user_agent": 5}), DropReason::Malformed, "`user_agent`"),
        (json!({"hash_mode": 1}), DropReason::Malformed, "`hash_mode`"),
        (json!({"link": 5}), DropReason::Malformed, "`link`"),
        (json!({"colour": "red"}), DropReason::Malformed, "colour"),
    ]
    .into_iter()
    .map(|(changes, reason, named)| (view(&changes), reason, named))
    .collect();
    cases.push((json!("text"), DropReason::Malformed, "the event"));
    cases.push((json!({}), DropReason::MissingField, "`site`"));
    cases
}

#[test]
fn parser_and_schema_accept_the_same() {
    let schema = schema();
    for event in accepted() {
        assert!(schema.is_valid(&event), "schema refuses {event}");
        assert!(read_event(event.clone()).is_ok(), "parser refuses {event}");
    }
}

#[test]
fn parser_and_schema_refuse_the_same() {
    let schema = schema();
    for (event, reason, named) in refused() {
        assert!(!schema.is_valid(&event), "schema accepts {event}");
        let error = read_event(event.clone()).expect_err(&event.to_string());
        assert_eq!(error.reason, reason, "{event}: {error}");
        assert!(error.message.contains(named), "{event}: {error}");
    }
}

#[test]
fn the_schema_lists_the_models_names() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let listed = |pointer: &str| schema.pointer(pointer).unwrap().clone();
    assert_eq!(listed("/properties/type/enum"), json!(EventKind::ALL));
    assert_eq!(listed("/properties/share/properties/network/enum"), json!(ShareNetwork::ALL));
    let mut platforms = json!(Platform::ALL);
    platforms.as_array_mut().unwrap().push(Value::Null);
    assert_eq!(listed("/properties/platform/enum"), platforms);
    let answer: Value = serde_json::from_str(ANSWER_SCHEMA).unwrap();
    let reasons = answer.pointer("/properties/results/items/oneOf/1/properties/reason/enum");
    assert_eq!(reasons, Some(&json!(DropReason::ALL)));
}

#[test]
fn a_clicked_link_becomes_what_it_is_for() {
    let click = |link: &str| read_event(view(&json!({"type": "custom", "name": "n", "link": link}))).unwrap();
    let share = click("https://t.me/share/url?url=x");
    assert_eq!((share.kind, share.network), (EventKind::Share, Some(ShareNetwork::Telegram)));
    let follow = click("https://t.me/news");
    assert_eq!((follow.kind, follow.name.as_str(), follow.props.len()), (EventKind::Custom, "follow", 2));
    let outbound = click("https://example.org/a?b=c");
    assert_eq!(outbound.props, [("url".to_owned(), "example.org/a".to_owned())]);
    assert_eq!(click("tel:+994").name, "n");
}

#[test]
fn a_clicked_link_keeps_its_own_properties() {
    let click = |link: &str| {
        let props = json!({"place": "footer", "url": "theirs"});
        let event = view(&json!({"type": "custom", "link": link, "props": props}));
        let event = read_event(event).unwrap();
        event.props.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(click("https://example.org/a"), "url=example.org/a place=footer");
    assert_eq!(click("https://t.me/news"), "network=telegram url=t.me/news place=footer");
    assert_eq!(click("https://t.me/share/url?url=x"), "place=footer url=theirs");
    assert_eq!(click("tel:+994"), "place=footer url=theirs");
}

/// One letter an event: `+` read, `-` refused.
fn check_batch(body: &str, lines: bool, expect: &str) {
    let outcome = read_batch(body.as_bytes(), lines).unwrap_or_else(|error| panic!("{body}: {error}"));
    let letters: String = outcome.iter().map(|event| if event.is_ok() { '+' } else { '-' }).collect();
    assert_eq!(letters, expect, "{body}");
}

#[test]
fn batches_are_arrays_objects_or_lines() {
    let good = view(&json!({})).to_string();
    check_batch("[]", false, "");
    check_batch(&format!("[{good}, 5, {good}]"), false, "+-+");
    check_batch(&good, false, "+");
    check_batch(&format!(" {{\n{}", &good[1..]), false, "+");
    check_batch(&format!("{good}\n\n{{broken\r\n{good}\n"), false, "+-+");
    check_batch(&format!("{good}\n5\n"), true, "+-");
}

#[test]
fn a_batch_that_cannot_be_read_is_refused_as_a_whole() {
    for body in [&b""[..], b"[", b"{\"site\":", b"<html>", b"5", b"[\"\xFF\"]", b"nonsense"] {
        let outcome = read_batch(body, false);
        assert!(matches!(outcome, Err(BatchError::Malformed(_))), "{body:?}: {outcome:?}");
    }
    let many = format!("[{}0]", "0,".repeat(MAX_BATCH));
    assert_eq!(read_batch(many.as_bytes(), false), Err(BatchError::TooMany(MAX_BATCH + 1)));
}
