//! One connection: HTTP/1.1 over a guarded stream.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use axum::response::IntoResponse;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tiraj_collector::http::Short;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use super::guarded::{Exchange, Guarded, Ongoing, Patience};
use super::refusal::Refusals;
use super::{Routes, until};

/// The longest address and headers of a request, together, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// How long the first request of a connection is waited for when the server ends, and how often it is looked for.
const NEWCOMER: Duration = Duration::from_millis(500);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What all connections share.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) routes: Arc<Routes>,
    pub(super) patience: Patience,
    pub(super) refusals: Refusals,
    /// Says true when connections end.
    pub(super) stop: watch::Receiver<bool>,
    /// The runtime for everything but the short way.
    pub(super) general: Handle,
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
        let newcomer = exchange.clone();
        let (routes, general, is_crowded) = (&self.routes, &self.general, &is_crowded);
        let service = service_fn(move |request| {
            let exchange = exchange.clone();
            async move {
                let ongoing = exchange.begin();
                let mut response = answer(routes, general, request, peer).await;
                if is_crowded() {
                    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response.map(|body| until_written(body, ongoing)))
            }
        });
        let mut connection = pin!(protocol().serve_connection(TokioIo::new(guarded), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stopped_for(self.stop, newcomer) => {
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

/// Until a connection should end: when `stop` says true, but one that has just been made when its first request is there, or none
/// has come for a moment. Whoever connects while one process follows another is answered by either.
async fn stopped_for(stop: watch::Receiver<bool>, exchange: Exchange) {
    until(stop).await;
    let patience = Instant::now() + NEWCOMER;
    while exchange.begun() == 0 && Instant::now() < patience {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn protocol() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.max_header_size(MAX_HEAD).max_buf_size(2 * MAX_HEAD);
    builder
}

/// Answers on the spot what takes the short way, and everything else from the general runtime, which may take its time.
async fn answer(
    routes: &Arc<Routes>,
    general: &Handle,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Response<Body> {
    if let Some((lane, kind)) = routes.lane.as_ref().and_then(|lane| Some((lane, Short::of(&request)?))) {
        return lane.answer(kind, request, peer.ip()).await;
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    let answering = general.spawn(routes.router.clone().oneshot(request.map(Body::new)));
    match AbortOnDrop(answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        // It panicked past the routes' own guard, or the process is ending.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A task that ends when nobody waits for it any more: its client has gone.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, tokio::task::JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The body, with which the exchange ends: it is dropped when its last byte is on its way.
fn until_written(body: Body, ongoing: Ongoing) -> impl HttpBody<Data = bytes::Bytes, Error = axum::Error> {
    body.map_err(move |error| {
        let _until_dropped = &ongoing;
        error
    })
}
