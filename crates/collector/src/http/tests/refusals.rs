//! What bad requests get: one shape, a code of a closed set, and a message that says what to do.

use std::sync::Arc;

use super::*;
use crate::http::{Check, Vitals};

async fn check(service: &Service, method: &str, uri: &str, body: impl Into<Body>, status: u16, code: &str) {
    let answer = service.send(method, uri, &[], body).await;
    assert_eq!(answer.status.as_u16(), status, "{method} {uri}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json", "{method} {uri}");
    let error = &answer.json()["error"];
    assert_eq!(error["code"], code, "{method} {uri}");
    assert_eq!(error["request_id"], answer.header("x-request-id"));
    assert!(error["message"].as_str().unwrap().len() > 10, "{method} {uri}");
}

#[tokio::test]
async fn every_bad_request_has_its_code() {
    let service = Service::new();
    let many = format!("[{}]", vec!["{}"; 1_001].join(","));
    let paths = "&path=/a".repeat(201);
    let s = &service;
    check(s, "POST", "/api/events", "[{", 400, "malformed_request").await;
    check(s, "POST", "/api/events", "", 400, "malformed_request").await;
    check(s, "POST", "/api/events", "5", 400, "malformed_request").await;
    check(s, "POST", "/api/events", &b"[\"\xFF\xFE\"]"[..], 400, "malformed_request").await;
    check(s, "POST", "/api/events", many, 400, "too_many").await;
    check(s, "POST", "/api/events", vec![b' '; 3_000_000], 413, "payload_too_large").await;
    check(s, "POST", "/api/event", vec![b' '; 3_000_000], 413, "payload_too_large").await;
    check(s, "GET", "/api/views", "", 400, "malformed_request").await;
    check(s, "GET", "/api/views?site=news.example", "", 400, "malformed_request").await;
    check(s, "GET", "/api/views?site=other.example&path=/a", "", 404, "unknown_site").await;
    check(s, "GET", &format!("/api/views?site=news.example{paths}"), "", 400, "too_many").await;
    check(s, "GET", "/views/badge.svg?path=/a", "", 400, "malformed_request").await;
    check(s, "GET", "/views/badge.svg?site=other.example&path=/a", "", 404, "unknown_site").await;
    check(s, "GET", "/api/nothing/here", "", 404, "not_found").await;
    check(s, "GET", "/api/events", "", 405, "method_not_allowed").await;
    check(s, "DELETE", "/t.js", "", 405, "method_not_allowed").await;
}

#[tokio::test]
async fn packed_bodies_that_cannot_be_read_are_refused() {
    let service = Service::new();
    for (encoding, status, code) in [
        ("br", 415, "unsupported_media_type"),
        ("gzip", 400, "malformed_request"),
        ("gzip, gzip", 415, "unsupported_media_type"),
    ] {
        let answer = service.send("POST", "/api/events", &[("content-encoding", encoding)], "[]").await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (status, &json!(code)));
    }
}

#[tokio::test]
async fn a_bad_event_says_what_is_wrong_with_it() {
    let service = Service::new();
    let mut cases = [event("/a"), event("/a"), event("/a"), event("/a")];
    cases[0]["site"] = json!("other.example");
    cases[1]["url"] = json!(format!("https://news.example/{}", "x".repeat(100_000)));
    cases[2]["url"] = json!(5);
    cases[3]["type"] = json!("click");
    let answer = service.post("/api/events", json!(cases).to_string()).await;
    let reasons: Vec<_> =
        answer.json()["results"].as_array().unwrap().iter().map(|r| r["reason"].clone()).collect();
    assert_eq!(reasons, ["unknown_site", "too_long", "malformed", "unknown_name"]);
    assert_eq!(answer.json()["accepted"], 0);
}

#[tokio::test]
async fn plausibles_endpoint_survives_any_bytes() {
    let service = Service::new();
    for body in [&b"\xFF\xFE"[..], b"", b"[]", b"null", b"{\"n\":", b"{\"n\":{},\"u\":[],\"d\":5}"] {
        let answer = service.post("/api/event", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:?}");
        assert!(answer.json()["errors"].is_object());
    }
}

#[tokio::test]
async fn a_full_disk_is_503_and_seen_in_readyz() {
    let service = Service::new();
    assert_eq!(service.get("/readyz").await.status, StatusCode::OK);
    service.newsroom.disk.set_full(true);
    let answer = service.post("/api/events", event("/a").to_string()).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "10"));
    assert_eq!(answer.json()["error"]["code"], "spool_full");
    let pixel = service.get("/p.gif?site=news.example&url=https://news.example/a").await;
    assert_eq!((pixel.status.as_u16(), pixel.header("content-type")), (503, "image/gif"));
    let ready = service.get("/readyz").await;
    assert_eq!(ready.status.as_u16(), 503);
    assert_eq!(ready.json()["checks"][0]["name"], "spool");
    assert_eq!(service.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn alone_the_collector_answers_for_every_path() {
    let service = Service::with(Options { is_alone: true, ..Options::default() });
    for uri in ["/", "/reports/weekly", "/live", "/api/nothing"] {
        check(&service, "GET", uri, "", 404, "not_found").await;
    }
}

fn limit_site(service: &Service, events_per_minute: u32) {
    let mut site = (*service.newsroom.collector.sites().get("news.example").unwrap()).clone();
    site.rules.events_per_minute = Some(events_per_minute);
    service.newsroom.collector.sites().replace([site]);
}

#[tokio::test]
async fn a_site_beyond_its_rate_is_told_for_each_event_and_at_last_for_the_batch() {
    let service = Service::new();
    limit_site(&service, 3);
    let batch = json!([event("/a"), event("/a"), event("/a"), event("/a")]).to_string();
    let answer = service.post("/api/events", batch.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["accepted"].clone()), (202, json!(3)));
    assert_eq!(answer.json()["results"][3]["reason"], "rate_limited");
    let answer = service.post("/api/events", batch).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "60"));
    assert_eq!(answer.json()["error"]["code"], "rate_limited");
    let body = json!({"n": "pageview", "u": "https://news.example/a", "d": "news.example"});
    let answer = service.post("/api/event", body.to_string()).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-plausible-dropped")), (202, "1"));
    assert_eq!(service.newsroom.views("/a"), 3);
}

#[tokio::test]
async fn an_address_beyond_its_rate_is_refused_before_its_body_is_read() {
    let options = Options { events_per_minute_per_address: 2, ..Options::default() };
    let service = Service::with(options);
    for _ in 0..2 {
        assert_eq!(service.post("/api/events", event("/a").to_string()).await.status, StatusCode::ACCEPTED);
    }
    let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer = service.post("/api/events", endless).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "30"));
    assert_eq!(answer.json()["error"]["code"], "rate_limited");
    check(&service, "POST", "/api/event", "{}", 429, "rate_limited").await;
    let pixel = service.get("/p.gif?site=news.example&url=https://news.example/a").await;
    assert_eq!(
        (pixel.status.as_u16(), pixel.header("content-type")),
        (429, "image/gif"),
        "no broken picture"
    );
    assert_eq!(pixel.header("connection"), "close", "what was not read must not be taken for a request");
    assert_eq!(service.get("/api/views?site=news.example&path=/a").await.json()["/a"], 2);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let service = Service::new();
    for uri in ["/api/event", "/api/events"] {
        let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        check(&service, "POST", uri, endless, 408, "request_timeout").await;
    }
}

#[tokio::test]
async fn readyz_names_what_is_not_ready() {
    let failing =
        Check { name: "engine", is_vital: true, run: Arc::new(|| Err("it is not answering".into())) };
    let service = Service::with(Options {
        vitals: Vitals { checks: vec![failing], ..Vitals::default() },
        ..Options::default()
    });
    let answer = service.get("/readyz").await;
    assert_eq!(answer.status.as_u16(), 503);
    assert_eq!(
        answer.json()["checks"][1],
        json!({"name": "engine", "ok": false, "message": "it is not answering"})
    );
}

#[tokio::test]
async fn a_panic_is_a_500_in_the_same_shape() {
    let broken = Check { name: "broken", is_vital: true, run: Arc::new(|| panic!("on purpose")) };
    let service = Service::with(Options {
        vitals: Vitals { checks: vec![broken], ..Vitals::default() },
        ..Options::default()
    });
    check(&service, "GET", "/readyz", "", 500, "internal").await;
    assert_eq!(service.get("/healthz").await.text(), "ok");
}
