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
    assert_eq!(sites(json!({"n": "pageview", "u": "https://x.y/", "d": null})), ["x.y"]);
    assert_eq!(sites(json!({"n": "pageview", "u": "https://x.y/", "d": "a.b,"})), ["a.b", ""]);
    let once = sites(json!({"n": "pageview", "u": "https://x.y/", "d": "a.b,www.a.b,c.d,a.b"}));
    assert_eq!(once, ["a.b", "c.d"], "a site that is named twice has one event");
}

#[test]
fn engagement_is_read_leniently_and_only_from_engagement_events() {
    for (name, e, sd, expect) in [
        ("engagement", json!(789), json!(25), (789, 25)),
        ("engagement", json!("789"), json!("12asd"), (789, 0)),
        ("engagement", json!(null), json!("40"), (0, 40)),
        ("engagement", json!(1), json!(-1), (1, 0)),
        ("engagement", json!(1.5), json!(250), (0, 100)),
        ("engagement", json!(30_u64 * 86_400_000), json!(0), (0, 0)),
        ("pageview", json!(789), json!(25), (0, 0)),
    ] {
        let event = one(&json!({"n": name, "u": "https://a.b/", "d": "a.b", "e": e, "sd": sd}));
        assert_eq!((event.engaged_ms, event.scroll), expect, "{name} {e} {sd}");
        assert_eq!(event.needs_visit, name == "engagement");
    }
    for (e, sd) in [(json!(null), json!(null)), (json!(0), json!("x")), (json!(-1), json!(-1))] {
        let errors = read(&json!({"n": "engagement", "u": "https://a.b/", "e": e, "sd": sd})).unwrap_err();
        assert!(errors["event_name"][0].contains("'sd' or 'e'"), "{errors:?}");
    }
}

#[test]
fn hash_mode_is_a_one() {
    for (value, expect) in [(json!(1), true), (json!("1"), true), (json!(0), false), (json!(null), false)] {
        for key in ["h", "hashMode"] {
            let event = one(&json!({"n": "pageview", "u": "https://a.b/#c", key: value}));
            assert_eq!(event.hash_mode, expect, "{key} {value}");
        }
    }
}

#[test]
fn a_name_may_be_a_number() {
    assert_eq!(one(&json!({"name": 404, "u": "https://a.b/"})).name, "404");
    assert_eq!(one(&json!({"name": 404, "u": "https://a.b/"})).kind, EventKind::Custom);
}

#[test]
fn what_plausible_has_fields_for_is_kept_as_properties() {
    let body =
        |key: &str, value: Value| json!({"n": "Buy", "u": "https://a.b/", "p": {"k": "v"}, key: value});
    let props = |key, value| {
        let event = one(&body(key, value));
        event.props.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>()
    };
    let price = json!({"amount": 9.5, "currency": "AZN"});
    let expect = ["revenue_amount=9.5", "revenue_currency=AZN", "k=v"];
    assert_eq!(props("$", price.clone()), expect);
    assert_eq!(props("revenue", price.clone()), expect);
    assert_eq!(props("$", json!(price.to_string())), expect);
    assert_eq!(props("$", json!({"amount": "1831d", "currency": "AZN"})), ["k=v"]);
    assert_eq!(props("$", json!(12)), ["k=v"]);
    assert_eq!(props("interactive", json!(false)), ["interactive=false", "k=v"]);
    assert_eq!(props("i", json!(true)), ["k=v"]);
    assert_eq!(one(&body("v", json!(34))).tracker_version, "plausible/34");
}

#[test]
fn props_may_be_text_and_lists_in_them_are_left_out() {
    let event = one(&json!({"n": "x", "u": "https://a.b/", "m": "{\"wat\":[1],\"other\":\"key\"}"}));
    assert_eq!(event.props, [("other".to_owned(), "key".to_owned())]);
    let event =
        one(&json!({"n": "x", "u": "https://a.b/", "p": {"a": " ", " ": "b", "c": null, "d": false}}));
    assert_eq!(event.props, [("d".to_owned(), "false".to_owned())]);
    for text in ["\"show-more:button\"", "[1]", "{broken", ""] {
        assert_eq!(one(&json!({"n": "x", "u": "https://a.b/", "p": text})).props, [], "{text}");
    }
    let many: serde_json::Map<_, _> = (0..50).map(|i| (i.to_string(), json!("v"))).collect();
    assert_eq!(one(&json!({"n": "x", "u": "https://a.b/", "props": many})).props.len(), 30);
}

#[test]
fn every_wrong_field_is_named() {
    let fields = |body: Value| read(&body).unwrap_err().into_keys().collect::<Vec<_>>();
    assert_eq!(fields(json!({})), ["domain", "event_name", "url"]);
    assert_eq!(fields(json!("<script>")), ["request"]);
    for name in [json!(null), json!(""), json!(" "), json!([1])] {
        assert_eq!(fields(json!({"n": name, "u": "https://a.b/"})), ["event_name"], "{name}");
    }
    assert_eq!(fields(json!({"n": "a", "d": " ", "u": "https://a.b/"})), ["domain"]);
    assert_eq!(fields(json!({"n": "a", "u": "about:config"})), ["domain"]);
    assert_eq!(fields(json!({"n": "a", "d": "a.b", "u": 5})), ["url"]);
    assert_eq!(fields(json!({"n": "a", "d": "a.b", "u": "DATA:text/html,x"})), ["url"]);
    assert_eq!(fields(json!({"n": "a", "d": ",".repeat(100), "u": "https://a.b/"})), ["domain"]);
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
