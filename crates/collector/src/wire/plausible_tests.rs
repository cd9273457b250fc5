//! Plausible's body, read and refused as Plausible does.

use serde_json::{Value, json};

use super::*;

fn read(body: &Value) -> Result<Vec<RawEvent>, FieldErrors> {
    read_body(body.to_string().as_bytes())
}

fn one(body: &Value) -> RawEvent {
    let [event] = <[_; 1]>::try_from(read(body).unwrap()).unwrap();
    event
}

#[test]
fn long_and_short_keys_say_the_same() {
    let long = json!({"name": "pageview", "url": "https://a.b/x", "domain": "a.b", "referrer": "https://t.me",
                      "props": {"k": 1}});
    let short =
        json!({"n": "pageview", "u": "https://a.b/x", "d": "a.b", "r": "https://t.me", "p": {"k": 1}});
    assert_eq!(one(&long), one(&short));
    assert_eq!(one(&long).props, [("k".to_owned(), "1".to_owned())]);
}

#[test]
fn sites_are_listed_or_taken_from_the_url() {
    let sites = |body: Value| read(&body).unwrap().into_iter().map(|e| e.site).collect::<Vec<_>>();
    assert_eq!(sites(json!({"n": "pageview", "u": "https://x.y/", "d": "www.a.b, c.d"})), ["a.b", "c.d"]);
    assert_eq!(sites(json!({"n": "pageview", "u": "https://www.x.y/"})), ["x.y"]);
}

#[test]
fn engagement_is_read_leniently_and_only_from_engagement_events() {
    for (name, e, sd, expect) in [
        ("engagement", json!(789), json!(25), (789, 25)),
        ("engagement", json!("789"), json!("12asd"), (789, 0)),
        ("engagement", json!(null), json!(-1), (0, 0)),
        ("pageview", json!(789), json!(25), (0, 0)),
    ] {
        let event = one(&json!({"n": name, "u": "https://a.b/", "d": "a.b", "e": e, "sd": sd}));
        assert_eq!((event.engaged_ms, event.scroll), expect, "{name} {e} {sd}");
    }
}

#[test]
fn props_may_be_text_and_lists_in_them_are_left_out() {
    let event = one(&json!({"n": "x", "u": "https://a.b/", "m": "{\"wat\":[1],\"other\":\"key\"}"}));
    assert_eq!(event.props, [("other".to_owned(), "key".to_owned())]);
    let many: serde_json::Map<_, _> = (0..50).map(|i| (i.to_string(), json!("v"))).collect();
    assert_eq!(one(&json!({"n": "x", "u": "https://a.b/", "props": many})).props.len(), 30);
}

#[test]
fn every_wrong_field_is_named() {
    let fields = |body: Value| read(&body).unwrap_err().into_keys().collect::<Vec<_>>();
    assert_eq!(fields(json!({})), ["domain", "event_name", "url"]);
    assert_eq!(fields(json!("<script>")), ["request"]);
    assert_eq!(fields(json!({"n": null, "u": "https://a.b/"})), ["event_name"]);
    assert_eq!(fields(json!({"n": "a".repeat(121), "u": "https://a.b/"})), ["event_name"]);
    assert_eq!(fields(json!({"n": "a", "d": "a.b", "u": "data:text/html,x"})), ["url"]);
    assert_eq!(
        fields(json!({"n": "a", "d": "a.b", "u": format!("https://a.b/{}", "x".repeat(2000))})),
        ["url"]
    );
    assert_eq!(fields(json!({"n": "a", "u": "https://a.b/", "p": {"k".repeat(500): 1}})), ["props"]);
    let errors = read(&json!({"n": "a", "d": "a.b"})).unwrap_err();
    assert_eq!(json!(errors), json!({"url": ["is required"]}));
}
