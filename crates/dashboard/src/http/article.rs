//! `GET /story`: one article.

use axum::extract::State;
use axum::response::Html;
use serde::Deserialize;

use super::App;
use super::asking::Asking;
use super::query::Asked;
use super::refusal::{Code, Refusal};
use crate::page;
use crate::report::{ReadArticle, compute, read_article};
use tiraj_model::{Role, Site};

/// `?site=S&path=/az/metro`
#[derive(Debug, Deserialize)]
pub(super) struct OfArticle {
    pub(super) site: Option<String>,
    pub(super) path: Option<String>,
}

pub(super) async fn get_article(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfArticle>,
) -> Result<Html<String>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let mut article = find(&app, &site, query.path.as_deref()).await?;
    let person = asking.visitor.person.as_deref();
    if person.and_then(|person| person.role_on(&site.name)) == Some(Role::Author) {
        // Others may have written them, whose figures are not the author's to see.
        article.translations.clear();
    }
    let around = asking.around(app.dashboard.sites.all());
    Ok(Html(compute(move || page::article(&article, &site, &around)).await?))
}

/// The article that is meant.
pub(super) async fn find(app: &App, site: &Site, path: Option<&str>) -> Result<ReadArticle, Refusal> {
    let path = path.filter(|path| path.starts_with('/')).ok_or_else(|| {
        Refusal::new(Code::MalformedRequest, "Say which article: path=/its/path, with the slash in front.")
    })?;
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let peers = app.peers.of(store, site, now).await?;
    read_article(store, site, path, peers, now).await?.ok_or_else(|| {
        let shown: String = path.chars().take(120).collect();
        Refusal::new(Code::NotFound, format!("Nobody has opened or described “{shown}” on {}.", site.name))
    })
}
