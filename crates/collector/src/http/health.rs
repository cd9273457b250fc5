//! `GET /healthz`: the process is alive. `GET /readyz`: each thing it depends on, by name.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;

use super::WriteMetrics;
use crate::{Collector, SpoolHealth};

/// A thing that the process depends on.
#[derive(Clone)]
pub struct Check {
    /// Its name in the answer.
    pub name: &'static str,
    /// Whether events should go elsewhere while something is wrong with it. Otherwise it is only told.
    pub is_vital: bool,
    /// Says what is wrong with it, if anything. Must answer at once.
    pub run: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
}

/// What a process tells of itself.
#[derive(Clone, Default)]
pub struct Vitals {
    /// What `/readyz` asks.
    pub checks: Vec<Check>,
    /// What `/metrics` tells.
    pub metrics: Vec<WriteMetrics>,
}

impl Check {
    /// Whether a collector can write events down.
    pub(super) fn of_spool(collector: Collector) -> Self {
        let run = move || match collector.health() {
            SpoolHealth::Writable => Ok(()),
            SpoolHealth::Refusing(message) => Err(message),
        };
        Self { name: "spool", is_vital: true, run: Arc::new(run) }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Readiness {
    ready: bool,
    checks: Vec<CheckAnswer>,
}

#[derive(Debug, Serialize)]
struct CheckAnswer {
    name: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

pub(super) async fn get_health() -> &'static str {
    "ok"
}

pub(super) async fn get_readiness(State(vitals): State<Arc<Vitals>>) -> (StatusCode, Json<Readiness>) {
    let mut ready = true;
    let mut checks = Vec::new();
    for check in &vitals.checks {
        let outcome = answer(check.name, (check.run)());
        ready &= outcome.ok || !check.is_vital;
        checks.push(outcome);
    }
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}

fn answer(name: &'static str, outcome: Result<(), String>) -> CheckAnswer {
    CheckAnswer { name, ok: outcome.is_ok(), message: outcome.err() }
}
