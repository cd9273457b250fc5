//! Requests and answers, without a socket.

mod answers;
mod pixel;
mod refusals;
mod tokens;

use std::net::SocketAddr;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{HeaderMap, Request, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Options, router};
use crate::tests::newsroom::Newsroom;

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/142.0.0.0 Safari/537.36";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

struct Service {
    // Dropped before the newsroom, so that nothing works in its folder any more when that goes.
    router: Router,
    newsroom: Newsroom,
}

impl Service {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let newsroom = Newsroom::new();
        Self { router: router(newsroom.collector.clone(), options), newsroom }
    }

    /// Sends a request from a browser; `headers` win over what a browser would send.
    async fn send(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(uri).body(body.into()).unwrap();
        request.headers_mut().insert("user-agent", CHROME.parse().unwrap());
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        assert!(!parts.headers["x-request-id"].is_empty());
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        if method != "HEAD" {
            check_schema(uri, &answer);
        }
        answer
    }

    async fn get(&self, uri: &str) -> Answer {
        self.send("GET", uri, &[], Body::empty()).await
    }

    async fn post(&self, uri: &str, body: impl Into<Body>) -> Answer {
        self.send("POST", uri, &[], body).await
    }
}

/// Every answer that has a published schema follows it.
fn check_schema(uri: &str, answer: &Answer) {
    static ANSWER: LazyLock<Validator> =
        LazyLock::new(|| validator(include_str!("../../../../schemas/events/batch_answer.schema.json")));
    static ERROR: LazyLock<Validator> =
        LazyLock::new(|| validator(include_str!("../../../../schemas/events/error.schema.json")));
    if answer.header("content-type") != "application/json" {
        return;
    }
    let body = answer.json();
    let schema = match uri {
        _ if body.get("error").is_some() => &ERROR,
        "/api/events" => &ANSWER,
        _ => return,
    };
    schema.validate(&body).unwrap_or_else(|error| panic!("{uri}: {error} in {body}"));
}

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn event(path: &str) -> Value {
    json!({"site": "news.example", "type": "view", "url": format!("https://news.example{path}")})
}
