//! Requests and answers, without a socket.

mod answers;
mod lane;
mod pixel;
mod refusals;
mod tokens;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::{HeaderMap, Request, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Face, Lane, Options, Short, face};
use crate::tests::newsroom::Newsroom;

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/142.0.0.0 Safari/537.36";

/// Where requests come from.
const READER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), 4711);

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        assert!(!parts.headers["x-request-id"].is_empty());
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status, headers: parts.headers, body }
    }

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
    lane: Lane,
    newsroom: Newsroom,
}

impl Service {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let newsroom = Newsroom::new();
        let Face { router, lane } = face(newsroom.collector.clone(), options);
        Self { router, lane, newsroom }
    }

    /// Sends a request from a browser, as a listener passes it on: by the lane where that takes it. `headers` win over
    /// what a browser would send.
    async fn send(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let request = request(method, uri, headers, body);
        let answer = match Short::of(&request) {
            Some(kind) => Answer::read(self.lane.answer(kind, request, READER.ip()).await).await,
            None => self.route(request).await,
        };
        if method != "HEAD" {
            check_schema(uri, &answer);
        }
        answer
    }

    /// Sends a request through the router.
    async fn route(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    async fn get(&self, uri: &str) -> Answer {
        self.send("GET", uri, &[], Body::empty()).await
    }

    async fn post(&self, uri: &str, body: impl Into<Body>) -> Answer {
        self.send("POST", uri, &[], body).await
    }
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri).body(body.into()).unwrap();
    request.headers_mut().insert("user-agent", CHROME.parse().unwrap());
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    request.extensions_mut().insert(ConnectInfo(READER));
    request
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
