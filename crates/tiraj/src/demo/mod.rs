//! The sample news site of `tiraj demo`: a front page and article pages with the tracker on them.

mod words;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use tiraj_collector::Collector;
use tiraj_model::{Site, normalise_path};
use tiraj_store::{KnownArticle, Store};

use words::Words;

/// Articles on the front page.
const FRONT: u32 = 30;

/// What the sample site shows.
pub(crate) struct SampleSite {
    pub(crate) site: Site,
    pub(crate) store: Store,
    pub(crate) collector: Collector,
}

#[derive(Template)]
#[template(path = "demo/front.html")]
struct FrontPage {
    site: String,
    articles: Vec<KnownArticle>,
}

#[derive(Template)]
#[template(path = "demo/article.html")]
struct ArticlePage {
    site: String,
    words: &'static Words,
    address: String,
    encoded: String,
    published: String,
    date: String,
    authors: String,
    views: u64,
    article: KnownArticle,
}

/// The routes below `/demo`.
pub(crate) fn router(sample: SampleSite) -> Router {
    Router::new()
        .route("/demo", get(front))
        .route(
            "/demo/assets/news.css",
            get(|| asset("text/css", include_str!("../../../../dashboards/web/demo/news.css"))),
        )
        .route(
            "/demo/assets/news.js",
            get(|| asset("text/javascript", include_str!("../../../../dashboards/web/demo/news.js"))),
        )
        .route("/demo/{*path}", get(article))
        .with_state(Arc::new(sample))
}

async fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], text)
}

async fn front(State(sample): State<Arc<SampleSite>>) -> Response {
    match sample.store.newest_articles(&sample.site, FRONT).await {
        Ok(articles) => page(&FrontPage { site: sample.site.name.to_string(), articles }),
        Err(error) => trouble(&error.into()),
    }
}

async fn article(State(sample): State<Arc<SampleSite>>, Path(path): Path<String>) -> Response {
    let path = normalise_path(&format!("/{path}"));
    match sample.store.known_article(&sample.site, &path).await {
        Ok(Some(article)) => page(&sample.show(article)),
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such article; /demo lists them.").into_response(),
        Err(error) => trouble(&error.into()),
    }
}

impl SampleSite {
    fn show(&self, article: KnownArticle) -> ArticlePage {
        let address = format!("https://{}{}", self.site.name, article.path);
        let published = Timestamp::from_millisecond(article.published_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let local = published.to_zoned(self.site.zone());
        ArticlePage {
            site: self.site.name.to_string(),
            words: Words::of(&article.lang),
            encoded: url::form_urlencoded::byte_serialize(address.as_bytes()).collect(),
            address,
            published: published.to_string(),
            date: local.strftime("%d.%m.%Y %H:%M").to_string(),
            authors: article.authors.join(", "),
            views: self
                .collector
                .views()
                .of(self.site.name.as_str(), &[&article.path])
                .map_or(0, |views| views[0]),
            article,
        }
    }
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => trouble(&error.into()),
    }
}

fn trouble(error: &anyhow::Error) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, crate::output::one_line(error)).into_response()
}
