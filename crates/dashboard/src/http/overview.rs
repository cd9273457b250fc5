//! `GET /`: today of a site.

use axum::extract::State;
use axum::response::Html;
use tiraj_model::Language;

use super::App;
use super::asking::Asking;
use super::query::{Asked, OfSite};
use super::refusal::Refusal;
use crate::report::{compute, masthead};
use crate::{DashboardError, fetch_day, page};

pub(super) async fn get_overview(
    State(app): State<App>,
    Asked(query): Asked<OfSite>,
    asking: Asking,
) -> Result<Html<String>, Refusal> {
    let Some(site) = app.find_site(query.site.as_deref())? else { return Ok(Html(page::no_sites())) };
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let (bytes, present) = tokio::try_join!(fetch_day(store, &site, now), store.readers_present(&site, now))
        .map_err(DashboardError::from)?;
    let sites = asking.visible(app.dashboard.sites.all());
    let html = compute(move || {
        let today = tiraj_reporting::today::compute(&bytes.frames(), &masthead(&site, Language::En), now)?;
        page::overview(&today, present, &site, &sites)
    });
    Ok(Html(html.await?))
}
