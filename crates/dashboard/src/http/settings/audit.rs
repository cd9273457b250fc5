//! The audit log, for owners of all sites.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::tabs;
use crate::http::asking::Asking;
use crate::http::refusal::Refusal;
use crate::http::{App, blocking, shown};
use crate::page;

/// How many lines are shown; `tiraj user audit` has them all.
const SHOWN: usize = 200;

pub(in crate::http) async fn get_audit(State(app): State<App>, asking: Asking) -> Result<Response, Refusal> {
    let people = app.dashboard.people.clone();
    let lines = blocking(move || Ok::<_, tiraj_people::PeopleError>(people.audit(SHOWN))).await?;
    let page = page::Audit {
        tabs: tabs(asking.person()?, "/settings/audit"),
        lines: lines.iter().map(page::AuditRow::of).collect(),
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
