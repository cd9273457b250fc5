//! `GET /sections`, `/authors`, `/languages` and `/sources`: what was read in some days, by whom it is and from where.

use axum::extract::State;
use axum::response::Html;
use tiraj_model::Site;
use tiraj_reporting::scope::{Kind, ScopeReport};

use super::App;
use super::asking::Asking;
use super::query::Asked;
use super::refusal::Refusal;
use super::view::{OfView, View};
use crate::page;
use crate::report::{compute, read_origins, read_scope};

pub(super) async fn get_sections(
    app: State<App>,
    asking: Asking,
    query: Asked<OfView>,
) -> Result<Html<String>, Refusal> {
    get_scope(app, &asking, query, Kind::Section).await
}

pub(super) async fn get_authors(
    app: State<App>,
    asking: Asking,
    query: Asked<OfView>,
) -> Result<Html<String>, Refusal> {
    get_scope(app, &asking, query, Kind::Author).await
}

pub(super) async fn get_languages(
    app: State<App>,
    asking: Asking,
    query: Asked<OfView>,
) -> Result<Html<String>, Refusal> {
    get_scope(app, &asking, query, Kind::Language).await
}

async fn get_scope(
    State(app): State<App>,
    asking: &Asking,
    Asked(query): Asked<OfView>,
    kind: Kind,
) -> Result<Html<String>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let now = app.dashboard.clock.now();
    let view = query.view(&site, now)?;
    let report = find_scope(&app, &site, kind, view).await?;
    let around = asking.around(app.dashboard.sites.all());
    Ok(Html(compute(move || page::scope(&report, view, (&site, &around), now)).await?))
}

/// Sections, authors or languages of the days.
pub(super) async fn find_scope(
    app: &App,
    site: &Site,
    kind: Kind,
    view: View,
) -> Result<ScopeReport, Refusal> {
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let peers = app.peers.of(store, site, now).await?;
    Ok(read_scope(store, site, kind, view.span, peers, now).await?)
}

pub(super) async fn get_sources(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfView>,
) -> Result<Html<String>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let now = app.dashboard.clock.now();
    let view = query.view(&site, now)?;
    let origins = read_origins(&app.dashboard.store, &site, view.span, now).await?;
    let around = asking.around(app.dashboard.sites.all());
    Ok(Html(compute(move || page::origins(&origins, view, (&site, &around), now)).await?))
}
