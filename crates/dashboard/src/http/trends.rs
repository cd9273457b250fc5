//! `GET /trends`: where reading is heading.

use axum::extract::State;
use axum::response::Html;

use super::App;
use super::asking::Asking;
use super::query::{Asked, OfSite};
use super::refusal::Refusal;
use crate::page;
use crate::report::{compute, read_trends};

pub(super) async fn get_trends(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfSite>,
) -> Result<Html<String>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let trends = read_trends(&app.dashboard.store, &site, app.dashboard.clock.now()).await?;
    let around = asking.around(app.dashboard.sites.all());
    Ok(Html(compute(move || page::trends(&trends, &site, &around)).await?))
}
