//! `GET /`: today of a site.

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use http::header;

use super::App;
use super::asking::Asking;
use super::language;
use super::query::{Asked, OfSite};
use super::refusal::Refusal;
use crate::report::{compute, masthead};
use crate::{DashboardError, fetch_day, page};

pub(super) async fn get_overview(
    State(app): State<App>,
    Asked(query): Asked<OfSite>,
    RawQuery(raw): RawQuery,
    asking: Asking,
) -> Result<Response, Refusal> {
    let Some(site) = app.find_site(query.site.as_deref())? else {
        return Ok(Html(page::no_sites()).into_response());
    };
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let (bytes, present) = tokio::try_join!(fetch_day(store, &site, now), store.readers_present(&site, now))
        .map_err(DashboardError::from)?;
    let around = asking.around(app.dashboard.sites.all());
    let html = compute(move || {
        let today = tiraj_reporting::today::compute(&bytes.frames(), &masthead(&site, around.language), now)?;
        page::overview(&today, present, &site, &around)
    });
    let mut response = Html(html.await?).into_response();
    let cookie = language::remember(raw.as_deref(), asking.caller.is_secure);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
