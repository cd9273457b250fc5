//! `/api/v1/articles`: the content system describes articles (`PUT`), and who may see the figures looks one up (`GET`).

mod request;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use bytes::BytesMut;
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use tiraj_model::normalise_path;
use tiraj_store::{ArticleChange, ArticleFile, Outcome, Saying};

use super::App;
use super::asking::Asking;
use super::query::Asked;
use super::refusal::{Code, Refusal};
use crate::DashboardError;

/// The longest body, in bytes: room for a thousand articles with long lists.
const MAX_BODY: usize = 4 << 20;
/// How much of a longer one is read to its end.
const MAX_DRAINED: usize = 16 << 20;

/// `?site=S`, and for `GET` `&path=/a`.
#[derive(Debug, Deserialize)]
pub(super) struct OfArticle {
    site: Option<String>,
    path: Option<String>,
}

/// What became of the articles, as `schemas/articles/answer.schema.json` describes it.
#[derive(Debug, Serialize)]
pub(super) struct PutAnswer {
    site: String,
    created: usize,
    changed: usize,
    unchanged: usize,
    results: Vec<PutResult>,
}

#[derive(Debug, Serialize)]
struct PutResult {
    index: usize,
    #[serde(flatten)]
    change: ArticleChange,
}

/// Takes what the content system says of one article or of up to a thousand; all of them or none.
pub(super) async fn put_articles(
    State(app): State<App>,
    Asked(query): Asked<OfArticle>,
    asking: Asking,
    body: Body,
) -> Result<Json<PutAnswer>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let articles = request::read(&gather(body).await?, &site)?;
    let saying = Saying {
        at: app.dashboard.clock.now(),
        by: asking.visitor.token.as_ref().map_or("", |token| &token.name),
    };
    let changes = app.dashboard.store.upsert_articles(&site, &articles, saying).await;
    let changes = changes.map_err(DashboardError::from)?;
    let count = |outcome| changes.iter().filter(|change| change.outcome == outcome).count();
    let (created, changed, unchanged) =
        (count(Outcome::Created), count(Outcome::Changed), count(Outcome::Unchanged));
    let results = changes.into_iter().enumerate().map(|(index, change)| PutResult { index, change });
    Ok(Json(PutAnswer {
        site: site.name.to_string(),
        created,
        changed,
        unchanged,
        results: results.collect(),
    }))
}

/// Reads a body. The rest of one that is too long is taken off the wire and thrown away: a client that sends it whole
/// before it reads would find the connection reset in place of the answer.
async fn gather(mut body: Body) -> Result<BytesMut, Refusal> {
    let (mut kept, mut seen) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::new(Code::MalformedRequest, "The body ended early."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= MAX_BODY {
            kept.extend_from_slice(&data);
        } else if seen > MAX_DRAINED {
            break;
        }
    }
    if seen > MAX_BODY {
        let message = "The body is longer than 4 MiB; send fewer articles at a time.";
        return Err(Refusal::new(Code::PayloadTooLarge, message));
    }
    Ok(kept)
}

/// Everything that is known of an article.
pub(super) async fn get_article(
    State(app): State<App>,
    Asked(query): Asked<OfArticle>,
) -> Result<Json<ArticleFile>, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let Some(path) = query.path.filter(|path| !path.is_empty()) else {
        return Err(Refusal::new(
            Code::MalformedRequest,
            "The path of the article is missing; add “&path=/a”.",
        ));
    };
    let path = normalise_path(&path);
    let file = app.dashboard.store.article_file(&site.name, &path).await.map_err(DashboardError::from)?;
    let unknown = || Refusal::new(Code::NotFound, format!("Nothing is known of an article at {path}."));
    file.map(Json).ok_or_else(unknown)
}
