//! `GET /metrics`: counts for Prometheus. Sites are labels; there are as many as are registered.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use tiraj_meters::{CONTENT_TYPE, Exposition, Kind};
use tiraj_model::DropReason;

use super::{Vitals, WriteMetrics};
use crate::Collector;

pub(super) async fn get_metrics(State(vitals): State<Arc<Vitals>>) -> Response {
    let mut metrics = Exposition::default();
    vitals.metrics.iter().for_each(|write| write(&mut metrics));
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics.into_text()).into_response()
}

/// What a collector tells.
pub(super) fn of_collector(collector: Collector) -> WriteMetrics {
    Arc::new(move |metrics| {
        write_received(metrics, &collector);
        write_commits(metrics, &collector);
    })
}

fn write_received(metrics: &mut Exposition, collector: &Collector) {
    let received = collector.received();
    let mut each = |name, help, count: fn(&tiraj_model::Received) -> u64| {
        let mut family = metrics.family(name, Kind::Counter, help);
        for (site, received) in &received {
            family.sample(&[("site", site)], count(received) as f64);
        }
    };
    each("tiraj_events_received_total", "Events that were answered for.", tiraj_model::Received::total);
    each("tiraj_events_accepted_total", "Events that were recorded.", |received| received.accepted);
    let mut dropped =
        metrics.family("tiraj_events_dropped_total", Kind::Counter, "Events that were not recorded.");
    for (site, received) in &received {
        let repeats = (DropReason::Duplicate, received.repeated);
        let reasons = received.dropped.iter().map(|(reason, count)| (*reason, *count)).chain([repeats]);
        for (reason, count) in reasons.filter(|(_, count)| *count > 0) {
            dropped.sample(&[("site", site), ("reason", reason.as_str())], count as f64);
        }
    }
    let help = "Events that were answered \"try again\"; their senders have them still.";
    let mut refused = metrics.family("tiraj_events_refused_total", Kind::Counter, help);
    for (reason, count) in collector.meters().refused() {
        refused.sample(&[("reason", reason)], count as f64);
    }
}

fn write_commits(metrics: &mut Exposition, collector: &Collector) {
    let help = "Time to make a group of events durable.";
    let mut family = metrics.family("tiraj_commit_seconds", Kind::Histogram, help);
    family.histogram(&[], collector.meters().commits());
}
