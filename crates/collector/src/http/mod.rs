//! The collector over HTTP: routers built from a running collector by a pure function, so that tests need no socket.
//!
//! Every answer bears an `x-request-id`; every refusal has one shape (see `error`), except that the Plausible-compatible
//! endpoint answers bad events as Plausible does. Counts may be asked from any origin, events be brought from those of
//! the sites; neither with credentials.

mod address_limit;
mod badge;
mod body;
mod cached;
mod encoding;
mod error;
mod events;
mod health;
mod lane;
mod metrics;
mod origins;
mod pixel;
mod plausible;
mod refusal_log;
mod request_id;
mod sender;
mod token;
mod tracker;
mod views;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use jiff::Timestamp;
use tiraj_callers::Proxies;
use tiraj_meters::Exposition;
use tiraj_model::Tokens;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

use crate::Collector;
use address_limit::AddressLimit;
use body::BodyRoom;
use error::{ApiError, ErrorCode};
use refusal_log::RefusalLog;
use request_id::RequestIds;

pub use health::{Check, Vitals};
pub use lane::{Lane, Short};

/// What the router needs besides the collector.
#[derive(Default)]
pub struct Options {
    /// The proxies whose word about the reader's address is believed.
    pub proxies: Proxies,
    /// The most events that one public address may send a minute without a token; 0 for no limit.
    pub events_per_minute_per_address: u32,
    /// The tokens of the newsroom's servers.
    pub tokens: Tokens,
    /// Whether no other router answers for the paths that are not the collector's.
    pub is_alone: bool,
    /// What the process tells of itself besides what its collector does.
    pub vitals: Vitals,
}

/// Writes metrics. Must do so at once.
pub type WriteMetrics = Arc<dyn Fn(&mut Exposition) + Send + Sync>;

#[derive(Clone)]
struct App {
    collector: Collector,
    options: Arc<Options>,
    address_limit: AddressLimit,
    body_room: BodyRoom,
    refusal_log: Arc<RefusalLog>,
    vitals: Arc<Vitals>,
}

impl FromRef<App> for Arc<Vitals> {
    fn from_ref(app: &App) -> Self {
        app.vitals.clone()
    }
}

impl FromRef<App> for Collector {
    fn from_ref(app: &App) -> Self {
        app.collector.clone()
    }
}

/// The two ways to the collector, which answer alike.
pub struct Face {
    /// All routes. They may be merged with other routers: unless they are alone, unknown paths are answered only below `/api/`.
    pub router: Router,
    /// The short way of the most frequent requests.
    pub lane: Lane,
}

/// The collector over HTTP.
pub fn face(collector: Collector, mut options: Options) -> Face {
    let mut vitals = std::mem::take(&mut options.vitals);
    vitals.checks.insert(0, Check::of_spool(collector.clone()));
    vitals.metrics.insert(0, metrics::of_collector(collector.clone()));
    let ids = RequestIds::since(collector.clock().now());
    let address_limit = AddressLimit::new(options.events_per_minute_per_address, options.proxies.is_empty());
    let app = App {
        collector,
        options: Arc::new(options),
        address_limit,
        body_room: BodyRoom::new(),
        refusal_log: Arc::default(),
        vitals: Arc::new(vitals),
    };
    let bringing = Router::new()
        .route("/api/event", post(plausible::post_event))
        .route("/api/events", post(events::post_events));
    let asking = Router::new()
        .route("/views/badge.svg", get(badge::get_badge))
        .route("/api/views", get(views::get_views))
        .route("/p.gif", get(pixel::get_pixel).head(pixel::head_pixel))
        .route("/t.js", get(tracker::get_tracker))
        .route("/api/{*rest}", any(no_such_route));
    let asking = if app.options.is_alone { asking.fallback(no_such_route) } else { asking };
    let bringing = protect(bringing, origins::open_to_pages_of(app.collector.sites().clone()));
    let lane = Lane::new(app.clone(), ids.clone());
    let router = bringing
        .merge(protect(asking, origins::open_to_all()))
        .merge(telling())
        .with_state(app)
        .layer(from_fn_with_state(ids, request_id::attach));
    Face { router, lane }
}

/// What a process without a collector tells of itself, as one with a collector does.
pub fn vitals(vitals: Vitals, started: Timestamp) -> Router {
    telling()
        .with_state(Arc::new(vitals))
        .layer(from_fn_with_state(RequestIds::since(started), request_id::attach))
}

/// What the process tells of itself.
fn telling<S: Clone + Send + Sync + 'static>() -> Router<S>
where
    Arc<Vitals>: FromRef<S>,
{
    let alive =
        Router::new().route("/healthz", get(health::get_health)).route("/readyz", get(health::get_readiness));
    // For no page of any origin.
    let counted = Router::new().route("/metrics", get(metrics::get_metrics));
    protect(alive, origins::open_to_all()).merge(protect(counted, CorsLayer::new()))
}

/// Routes that answer wrong methods and panics as all others, to the origins that may read it.
fn protect<S: Clone + Send + Sync + 'static>(routes: Router<S>, origins: CorsLayer) -> Router<S> {
    routes
        .method_not_allowed_fallback(no_such_method)
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(origins)
}

async fn no_such_route() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is nothing at this path; see the API documentation")
}

async fn no_such_method() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "this path does not take this method; see the `allow` header")
}

/// The panic itself was logged by the panic hook.
fn answer_panic(_: Box<dyn Any + Send>) -> Response {
    ApiError::new(ErrorCode::Internal, "something broke here; report it with the request id").into_response()
}

#[cfg(test)]
mod tests;
