//! `GET /quality`: how sound the figures are.

use axum::extract::State;
use axum::response::Html;

use super::App;
use super::asking::Asking;
use super::query::Asked;
use super::refusal::Refusal;
use super::view::OfView;
use crate::page;
use crate::report::read_quality;

pub(super) async fn get_quality(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfView>,
) -> Result<Html<String>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let now = app.dashboard.clock.now();
    let view = query.view(&site, now)?;
    let intake = app.dashboard.intake.as_deref();
    let quality = read_quality(&app.dashboard.store, intake, &site, view.span, now).await?;
    let around = asking.around(app.dashboard.sites.all());
    Ok(Html(page::quality(&quality, view, (&site, &around), now)?))
}
