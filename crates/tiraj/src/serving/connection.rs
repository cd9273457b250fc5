//! One connection: HTTP/1.1 over a guarded stream.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use http::{HeaderValue, Request, Response, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

use super::guarded::{Exchange, Guarded, Patience};
use super::refusal::Refusals;
use super::until;

/// The longest address and headers of a request, together, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// What all connections share.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) routes: Router,
    pub(super) patience: Patience,
    pub(super) refusals: Refusals,
    /// Says true when connections end.
    pub(super) stop: watch::Receiver<bool>,
}

impl Service {
    /// Serves a connection to its end. `is_crowded` says whether connections are scarce; then each ends after an answer.
    pub(super) async fn serve(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        is_crowded: impl Fn() -> bool + Send + Sync,
    ) {
        // An answer is written at once; waiting for more to send would only delay it.
        let _ = stream.set_nodelay(true);
        let exchange = Exchange::default();
        let guarded = Guarded::new(stream, exchange.clone(), self.patience, self.refusals.clone());
        let (routes, is_crowded) = (self.routes, &is_crowded);
        let service =
            service_fn(move |request| answer(routes.clone(), request, peer, exchange.clone(), is_crowded()));
        let mut connection = pin!(protocol(self.patience).serve_connection(TokioIo::new(guarded), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = until(self.stop) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // Without the address: it may be a reader's.
            tracing::debug!(%error, "a connection broke");
        }
    }
}

fn protocol(patience: Patience) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // The library's clock runs from the end of the request before: with that, it limits how long nothing may come.
    builder.timer(TokioTimer::new()).header_read_timeout(patience.idle);
    builder.max_header_size(MAX_HEAD).max_buf_size(2 * MAX_HEAD);
    builder
}

async fn answer(
    routes: Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
    exchange: Exchange,
    is_last: bool,
) -> Result<Response<impl HttpBody<Data = bytes::Bytes, Error = axum::Error>>, Infallible> {
    let ongoing = exchange.begin();
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = routes.oneshot(request.map(Body::new)).await?;
    if is_last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    // The body is dropped when its last byte is on its way.
    Ok(response.map(|body| {
        body.map_err(move |error| {
            let _until_dropped = &ongoing;
            error
        })
    }))
}
