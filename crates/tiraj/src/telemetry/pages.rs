//! How long the editors' pages and the stats API take.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tiraj_collector::http::WriteMetrics;
use tiraj_meters::{Exposition, Histogram, Kind};

/// Counts of answers, by route as the router writes it: there are as many as it has, whatever is asked for.
#[derive(Clone, Default)]
pub(crate) struct PageMeters(Arc<RwLock<BTreeMap<Answer, Arc<Histogram>>>>);

/// What is told apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    route: String,
    /// The first digit of the status.
    class: &'static str,
}

impl PageMeters {
    /// The routes, each of whose answers is counted. An answer that goes on, as the live page's does, counts until it begins.
    pub(crate) fn around(&self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self.clone(), note))
    }

    /// What writes the counts.
    pub(crate) fn told(&self) -> WriteMetrics {
        let meters = self.clone();
        Arc::new(move |metrics| meters.write(metrics))
    }

    fn write(&self, metrics: &mut Exposition) {
        let help = "Time to answer a question of the editors' pages or the stats API.";
        let mut family = metrics.family("tiraj_page_seconds", Kind::Histogram, help);
        for (answer, durations) in &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            family.histogram(&[("route", answer.route.as_str()), ("code", answer.class)], durations);
        }
    }

    fn durations(&self, answer: Answer) -> Arc<Histogram> {
        if let Some(durations) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&answer) {
            return durations.clone();
        }
        self.0.write().unwrap_or_else(PoisonError::into_inner).entry(answer).or_default().clone()
    }
}

async fn note(
    State(meters): State<PageMeters>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let response = next.run(request).await;
    // What no route answers is none of ours.
    if let Some(path) = path {
        let class = match response.status().as_u16() {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        meters.durations(Answer { route: path.as_str().to_owned(), class }).note(begun.elapsed());
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn answers_are_counted_by_route_and_kind() {
        let meters = PageMeters::default();
        let routes = Router::new()
            .route("/charts/{file}", get(|| async { "a chart" }))
            .route("/broken", get(|| async { StatusCode::BAD_GATEWAY }));
        let routes = meters.around(routes);
        for path in ["/charts/a.svg", "/charts/b.svg", "/broken", "/nothing-here"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let _ = routes.clone().oneshot(request).await.unwrap();
        }
        let mut metrics = Exposition::default();
        meters.write(&mut metrics);
        let text = metrics.into_text();
        let counts: Vec<&str> = text.lines().filter(|line| line.contains("_count")).collect();
        let expected = [
            "tiraj_page_seconds_count{route=\"/broken\",code=\"5xx\"} 1",
            "tiraj_page_seconds_count{route=\"/charts/{file}\",code=\"2xx\"} 2",
        ];
        assert_eq!(counts, expected);
    }
}
