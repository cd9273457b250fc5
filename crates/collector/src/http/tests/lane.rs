//! The lane answers as the router does, header for header.

use super::*;

/// What is sent: method, address, headers, body.
type Sent = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const VIEW: &str =
    r#"[{"site": "news.example", "type": "view", "url": "https://news.example/a", "id": "1"}]"#;
const ORIGIN: (&str, &str) = ("origin", "https://news.example");

/// Sound and broken requests of each kind that the lane takes, in an order in which they see each other's effects.
const REQUESTS: &[Sent] = &[
    ("POST", "/api/events", &[], VIEW),
    ("POST", "/api/events", &[ORIGIN], VIEW),
    ("POST", "/api/events", &[("origin", "https://elsewhere.example")], VIEW),
    ("POST", "/api/events", &[ORIGIN, ("content-type", "application/x-ndjson")], "{}\n[]\n"),
    ("POST", "/api/events", &[ORIGIN], "["),
    ("POST", "/api/events", &[("content-encoding", "br")], "x"),
    ("POST", "/api/events", &[("authorization", "Bearer trj_nobody")], VIEW),
    ("POST", "/api/events?query=ignored", &[], "[]"),
    (
        "POST",
        "/api/event",
        &[ORIGIN],
        r#"{"n": "pageview", "u": "https://news.example/a", "d": "news.example"}"#,
    ),
    ("POST", "/api/event", &[], r#"{"n": "pageview", "u": "https://news.example/a", "d": "no.example"}"#),
    ("POST", "/api/event", &[ORIGIN], "{}"),
    ("GET", "/api/views?site=news.example&path=/a", &[ORIGIN], ""),
    ("GET", "/api/views?site=news.example&path=/a", &[("if-none-match", "*")], ""),
    ("GET", "/api/views?site=no.example&path=/a", &[], ""),
    ("GET", "/api/views", &[ORIGIN], ""),
];

fn options() -> Options {
    Options { is_alone: true, ..Options::default() }
}

/// The headers in the order of their names, without the request's name and the length, which a connection adds anyway.
fn headers_of(answer: &Answer) -> Vec<(String, String)> {
    let added = ["x-request-id", "content-length"];
    let named = answer.headers.iter().filter(|(name, _)| !added.contains(&name.as_str()));
    let mut all: Vec<_> = named.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect();
    all.sort();
    all
}

/// A body without the request's name.
fn body_of(answer: &Answer) -> Value {
    let mut body = serde_json::from_slice(&answer.body).unwrap_or_else(|_| json!(answer.text()));
    if let Some(id) = body.pointer_mut("/error/request_id") {
        *id = json!("its name");
    }
    body
}

#[tokio::test]
async fn the_short_way_answers_as_the_long_one() {
    let (long, short) = (Service::with(options()), Service::with(options()));
    for (method, uri, headers, body) in REQUESTS {
        let by_router = long.route(request(method, uri, headers, *body)).await;
        let request = request(method, uri, headers, *body);
        let kind = Short::of(&request).unwrap_or_else(|| panic!("the lane does not take {method} {uri}"));
        let by_lane = Answer::read(short.lane.answer(kind, request, READER.ip()).await).await;
        assert_eq!(by_lane.status, by_router.status, "{method} {uri} {body}");
        assert_eq!(headers_of(&by_lane), headers_of(&by_router), "{method} {uri} {body}");
        assert_eq!(body_of(&by_lane), body_of(&by_router), "{method} {uri} {body}");
    }
}

#[test]
fn the_lane_leaves_everything_else_to_the_router() {
    for (method, uri) in
        [("OPTIONS", "/api/events"), ("GET", "/api/events"), ("HEAD", "/api/views"), ("POST", "/api/events/")]
    {
        assert_eq!(Short::of(&request(method, uri, &[], Body::empty())), None, "{method} {uri}");
    }
}
