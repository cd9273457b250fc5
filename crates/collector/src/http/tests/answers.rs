//! What good requests get.

use std::io::Write;

use super::*;

#[tokio::test]
async fn a_batch_is_answered_for_each_event_and_counted_at_once() {
    let service = Service::new();
    let mut share = event("/a");
    share["type"] = json!("share");
    let batch = json!([event("/a"), {"site": "news.example"}, share, event("/şuşa")]);
    let answer = service.post("/api/events", batch.to_string()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let body = answer.json();
    assert_eq!((&body["accepted"], &body["repeated"]), (&json!(2), &json!(0)));
    assert_eq!(body["results"][0], json!({"index": 0, "status": "accepted"}));
    assert_eq!(body["results"][1]["reason"], "missing_field");
    assert_eq!(body["results"][2]["status"], "dropped");
    assert!(body["results"][2]["message"].as_str().unwrap().contains("share.network"));
    assert_eq!((service.newsroom.views("/a"), service.newsroom.views("/şuşa")), (1, 1));
    let dropped =
        ["", "news.example"].map(|site| service.newsroom.received(site).dropped.values().sum::<u64>());
    assert_eq!(dropped, [1, 1], "of the one its site is not known");
}

#[tokio::test]
async fn a_repeat_is_answered_as_before_and_counted_once() {
    let service = Service::new();
    let mut first = event("/a");
    first["id"] = json!("1");
    let mut elsewhere = first.clone();
    elsewhere["site"] = json!("demo.tiraj");
    let batch = json!([first, first, elsewhere]).to_string();
    for repeated in [1, 3] {
        let answer = service.post("/api/events", batch.clone()).await.json();
        assert_eq!((&answer["accepted"], &answer["repeated"]), (&json!(3), &json!(repeated)));
        assert!(answer["results"].as_array().unwrap().iter().all(|result| result["status"] == "accepted"));
    }
    assert_eq!(service.newsroom.views("/a"), 1);
}

#[tokio::test]
async fn a_whole_batch_of_a_thousand_is_taken_packed_or_plain() {
    let service = Service::new();
    let batch = serde_json::to_vec(&vec![event("/a"); 1_000]).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&batch).unwrap();
    let gzip = [("content-encoding", "gzip"), ("content-type", "application/json")];
    let answer = service.send("POST", "/api/events", &gzip, packed.finish().unwrap()).await;
    assert_eq!(answer.json()["accepted"], 1_000);
    assert_eq!(service.post("/api/events", batch).await.json()["accepted"], 1_000);
    assert_eq!(service.newsroom.views("/a"), 2_000);
}

#[tokio::test]
async fn lines_and_single_events_are_batches_too() {
    let service = Service::new();
    let lines = format!("{}\nbroken\n{}\n", event("/a"), event("/a"));
    let answer = service.post("/api/events", lines.clone()).await;
    assert_eq!((answer.status, answer.json()["accepted"].clone()), (StatusCode::ACCEPTED, json!(2)));
    let ndjson = [("content-type", "application/x-ndjson; charset=utf-8")];
    let answer = service.send("POST", "/api/events", &ndjson, lines).await;
    assert_eq!(answer.json()["results"][1]["reason"], "malformed");
    let answer = service.post("/api/events", event("/a").to_string()).await;
    assert_eq!(answer.json()["accepted"], 1);
    assert_eq!(service.newsroom.views("/a"), 5);
}

#[tokio::test]
async fn plausibles_script_is_answered_as_plausible_answers() {
    let service = Service::new();
    let body =
        json!({"n": "pageview", "u": "https://news.example/a", "d": "news.example,demo.tiraj,other.example"});
    let text = [("content-type", "text/plain")];
    let answer = service.send("POST", "/api/event", &text, body.to_string()).await;
    assert_eq!((answer.status, answer.text()), (StatusCode::ACCEPTED, "ok"));
    assert_eq!(answer.header("x-plausible-dropped"), "1");
    assert_eq!(service.newsroom.collector.views().of("demo.tiraj", &["/a"]).unwrap(), [1]);
    let bot = [("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")];
    let answer = service.send("POST", "/api/event", &bot, body.to_string()).await;
    assert_eq!((answer.status, answer.header("x-plausible-dropped")), (StatusCode::ACCEPTED, "3"));
    assert_eq!(service.newsroom.views("/a"), 1, "a machine's view is stored apart");
    let answer = service.post("/api/event", r#"{"n": "pageview", "d": "news.example"}"#).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json(), json!({"errors": {"url": ["is required"]}}));
}

#[tokio::test]
async fn views_are_keyed_by_the_path_as_asked_and_cached_by_tag() {
    let service = Service::new();
    service.post("/api/events", json!([event("/a"), event("/a/"), event("/%C5%9F")]).to_string()).await;
    let uri = "/api/views?site=news.example&path=/a&path=/a/&path=%2F%25C5%259F&path=/none";
    let answer = service.get(uri).await;
    assert_eq!(answer.json(), json!({"/a": 2, "/a/": 2, "/%C5%9F": 1, "/none": 0}));
    assert_eq!(answer.header("cache-control"), "public, max-age=1");
    let tag = answer.header("etag").to_owned();
    let known = service.send("GET", uri, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    service.post("/api/events", event("/a").to_string()).await;
    let changed = service.send("GET", uri, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!((changed.status, changed.json()["/a"].clone()), (StatusCode::OK, json!(3)));
}

#[tokio::test]
async fn the_tracker_may_be_cached_and_loaded_from_anywhere() {
    let service = Service::new();
    let answer = service.get("/t.js").await;
    assert!(answer.text().contains("api/events"));
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    let tag = format!("W/{}", answer.header("etag"));
    let known = service.send("GET", "/t.js", &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_preflight_lets_the_sites_pages_post_json() {
    let service = Service::new();
    let mut site = (*service.newsroom.collector.sites().get("news.example").unwrap()).clone();
    site.rules.allowed_hosts = vec!["news.example".into()];
    service.newsroom.collector.sites().replace([site]);
    let asked = [
        ("origin", "https://news.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = service.send("OPTIONS", "/api/events", &asked, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), "https://news.example");
    assert!(answer.header("vary").contains("origin"));
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert!(!answer.header("access-control-allow-headers").contains("authorization"), "no token in a page");
    let foreign = [("origin", "https://evil.example"), asked[1], asked[2]];
    let answer = service.send("OPTIONS", "/api/events", &foreign, Body::empty()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let posted = service.send("POST", "/api/events", &foreign[..1], event("/a").to_string()).await;
    assert_eq!(posted.json()["results"][0]["reason"], "origin");
    let counts = service.send("GET", "/api/views?site=news.example&path=/a", &foreign[..1], "").await;
    assert_eq!(counts.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_badge_shows_what_the_counter_says() {
    let service = Service::new();
    service.post("/api/events", json!([event("/a"), event("/a")]).to_string()).await;
    let uri = "/views/badge.svg?site=news.example&path=/a/&label=Oxunub%3C";
    let badge = service.get(uri).await;
    assert_eq!(
        (badge.status, badge.header("content-type")),
        (StatusCode::OK, "image/svg+xml; charset=utf-8")
    );
    assert!(badge.text().contains("<title>Oxunub&lt;: 2</title>"), "{}", badge.text());
    assert!(badge.header("cache-control").starts_with("public, max-age="));
    assert_eq!(badge.header("access-control-allow-origin"), "*");
    let tag = badge.header("etag").to_owned();
    let known = service.send("GET", uri, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn head_answers_as_get_without_a_body_and_counts_nothing() {
    let service = Service::new();
    for uri in [
        "/api/views?site=news.example&path=/a",
        "/views/badge.svg?site=news.example&path=/a",
        "/t.js",
        "/healthz",
        "/readyz",
        "/p.gif?site=news.example&url=https://news.example/a",
    ] {
        let head = service.send("HEAD", uri, &[], Body::empty()).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{uri}");
        assert_eq!(service.newsroom.views("/a"), 0, "{uri}");
        let get = service.get(uri).await;
        assert_eq!(head.header("content-type"), get.header("content-type"), "{uri}");
    }
}
