//! The short way of the requests of which there are most: events in, counts out.
//!
//! The routes and layers of [`router`](super::router) cost three times what an answer to one of these does. The lane
//! looks at method and path, calls the same code as the route, and finishes the answer as the layers would; what it does
//! not take goes through the router, which knows these requests too. A test holds the two against each other.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;

use axum::body::HttpBody;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use http::request::Parts;
use http::{HeaderValue, Method, Request, header};

use super::body::LimitedBody;
use super::error::ApiError;
use super::origins::{open_to_everyone, open_to_page};
use super::request_id::RequestIds;
use super::sender::Visitor;
use super::{App, answer_panic, events, plausible, views};

/// Answers the requests that it takes. Clones share everything.
#[derive(Clone)]
pub struct Lane {
    app: App,
    ids: RequestIds,
}

/// The requests that a lane takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// `POST /api/events`.
    Events,
    /// `POST /api/event`.
    Event,
    /// `GET /api/views`.
    Views,
}

impl Short {
    /// The kind of a request, if a lane takes it.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        let asked = (request.method(), request.uri().path());
        [Self::Events, Self::Event, Self::Views].into_iter().find(|kind| {
            let (method, path) = kind.route();
            asked == (&method, path)
        })
    }

    const fn route(self) -> (Method, &'static str) {
        match self {
            Self::Events => (Method::POST, "/api/events"),
            Self::Event => (Method::POST, "/api/event"),
            Self::Views => (Method::GET, "/api/views"),
        }
    }
}

impl Lane {
    pub(super) fn new(app: App, ids: RequestIds) -> Self {
        Self { app, ids }
    }

    /// Answers a request of the given kind that came over a connection from `peer`.
    pub async fn answer<B>(&self, kind: Short, request: Request<B>, peer: IpAddr) -> Response
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let (parts, body) = request.into_parts();
        // A copy: the request and the buffer that it lies in are let go of before its events are durable.
        let origin = parts.headers.get(header::ORIGIN);
        let origin = origin.and_then(|origin| HeaderValue::from_bytes(origin.as_bytes()).ok());
        let answered = AssertUnwindSafe(self.run(kind, parts, body, peer)).catch_unwind().await;
        let mut response = answered.map_or_else(answer_panic, IntoResponse::into_response);
        let headers = response.headers_mut();
        match kind {
            Short::Views => open_to_everyone(headers),
            Short::Events | Short::Event => {
                open_to_page(self.app.collector.sites(), origin.as_ref(), headers);
            }
        }
        let (method, path) = kind.route();
        self.ids.sign(response, &method, path)
    }

    async fn run<B>(&self, kind: Short, parts: Parts, body: B, peer: IpAddr) -> Result<Response, ApiError>
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let (app, headers) = (&self.app, &parts.headers);
        if kind == Short::Views {
            return views::answer(&app.collector, parts.uri.query().unwrap_or_default(), headers);
        }
        let Visitor(sender) = Visitor::read(headers, Some(peer), app)?;
        let body = LimitedBody::read(headers, body, &app.body_room).await?;
        if kind == Short::Event {
            let judged = plausible::admit_events(app, &sender, body);
            drop((parts, sender));
            return match judged {
                Ok(submission) => submission.record(app).await,
                Err(errors) => Ok(plausible::refuse(&errors)),
            };
        }
        let judged = events::admit_batch(app, sender, headers, body);
        drop(parts);
        judged?.record(app).await
    }
}
