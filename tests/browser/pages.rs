//! The web server of a news site: its pages, and in the place of the collector a desk that keeps what trackers send.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

const SCRIPT: &str = include_str!("../../crates/collector/src/assets/t.min.js");

/// The tracker's tag, as a page bears it.
pub(super) const TRACKER: &str = r#"<script defer src="/t.js" data-site="news.example"></script>"#;

/// A site of a test's own, on a port that the system chooses.
pub(super) struct Pages {
    address: String,
    desk: Arc<Desk>,
}

#[derive(Default)]
struct Desk {
    pages: BTreeMap<String, String>,
    batches: Mutex<Vec<Vec<Value>>>,
    refusals: Mutex<VecDeque<(u16, &'static str)>>,
    questions: Mutex<Vec<String>>,
    counts: Mutex<String>,
}

impl Pages {
    /// Serves documents by their paths.
    pub(super) async fn serve(pages: &[(&str, String)]) -> Self {
        let pages = pages.iter().map(|(path, document)| ((*path).to_owned(), document.clone())).collect();
        let desk = Arc::new(Desk { pages, ..Desk::default() });
        let router = Router::new()
            .route("/t.js", get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT) }))
            .route("/api/events", post(take_events))
            .route("/api/views", get(tell_views))
            .fallback(show_page)
            .with_state(Arc::clone(&desk));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, desk }
    }

    /// One page with the tracker at `/a`, with this in its body.
    pub(super) async fn with_body(body: &str) -> Self {
        Self::serve(&[("/a", format!("<!doctype html><title>A</title>{TRACKER}<body>{body}</body>"))]).await
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Answers the next requests with these statuses and values of `Retry-After`.
    pub(super) fn refuse(&self, answers: &[(u16, &'static str)]) {
        self.desk.refusals.lock().unwrap().extend(answers);
    }

    /// What `/api/views` answers from now on.
    pub(super) fn set_views(&self, json: &str) {
        json.clone_into(&mut self.desk.counts.lock().unwrap());
    }

    /// The queries that `/api/views` was asked.
    pub(super) fn questions(&self) -> Vec<String> {
        self.desk.questions.lock().unwrap().clone()
    }

    /// All batches, refused ones as well.
    pub(super) fn batches(&self) -> Vec<Vec<Value>> {
        self.desk.batches.lock().unwrap().clone()
    }

    /// All events but repeats.
    pub(super) fn events(&self) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        for event in self.batches().into_iter().flatten() {
            if events.iter().all(|known| known["id"] != event["id"]) {
                events.push(event);
            }
        }
        events
    }

    /// The events of a type, as soon as there are so many.
    pub(super) async fn expect(&self, kind: &str, least: usize) -> Vec<Value> {
        for _ in 0..400 {
            let found: Vec<_> = self.events().into_iter().filter(|event| event["type"] == kind).collect();
            if found.len() >= least {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("there never were {least} of {kind}: {:#?}", self.batches());
    }
}

async fn show_page(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    match desk.pages.get(uri.path()) {
        Some(page) => Html(page.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn take_events(State(desk): State<Arc<Desk>>, body: String) -> Response {
    desk.batches.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    match desk.refusals.lock().unwrap().pop_front() {
        Some((status, pause)) => {
            (StatusCode::from_u16(status).unwrap(), [(header::RETRY_AFTER, pause)]).into_response()
        }
        None => StatusCode::ACCEPTED.into_response(),
    }
}

async fn tell_views(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Response {
    desk.questions.lock().unwrap().push(query.unwrap_or_default());
    let counts = desk.counts.lock().unwrap().clone();
    ([(header::CONTENT_TYPE, "application/json")], counts).into_response()
}
