//! One article and what its readers did.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Language, Site};
use tiraj_reporting::article::{self, ArticleFrames, ArticleReport, Facts};
use tiraj_reporting::peers::Peers;
use tiraj_store::{ArticleDetail, Dimension, Period, Store};

use super::{compute, masthead};
use crate::DashboardError;
use crate::frames::day_start_of;

/// How far back an article's reading is told.
const DAYS: i64 = 366;
/// Of an article that nobody said the age of.
const USUAL_DAYS: i64 = 92;
/// How many next articles are told.
const NEXT: u32 = 10;
/// How many of its translations.
const TRANSLATIONS: usize = 6;

/// An article, and how the story is read in other languages.
pub(crate) struct ReadArticle {
    pub(crate) report: ArticleReport,
    pub(crate) translations: Vec<Translation>,
}

/// The same story in another language.
pub(crate) struct Translation {
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) lang: String,
    pub(crate) views: u64,
}

/// The article that is meant by a path; none where nobody described or opened it.
pub(crate) async fn read_article(
    store: &Store,
    site: &Site,
    path: &str,
    peers: Arc<Peers>,
    now: Timestamp,
) -> Result<Option<ReadArticle>, DashboardError> {
    let mut story = store.article_story(site, path).await?.into_iter();
    let known = story.next();
    let described = known.is_some();
    let facts = known.map_or_else(|| Facts { path: path.to_owned(), ..Facts::default() }, facts);
    let period = since(site, facts.published_at, now);
    let (hours, sources, countries, devices, networks, next, readers) = tokio::try_join!(
        store.article_hours(&period, &facts.path),
        store.article_breakdown(&period, &facts.path, Dimension::Source),
        store.article_breakdown(&period, &facts.path, Dimension::Country),
        store.article_breakdown(&period, &facts.path, Dimension::Device),
        store.article_breakdown(&period, &facts.path, Dimension::Network),
        store.next_pages(&period, &facts.path, NEXT),
        store.article_readers(&period, &facts.path),
    )?;
    let mut translations = Vec::new();
    for other in story.take(TRANSLATIONS) {
        translations.push(translation(store, site, other, now).await?);
    }
    let masthead = masthead(site, Language::En);
    let report = compute(move || {
        let frames = ArticleFrames {
            hours: &hours,
            sources: &sources,
            countries: &countries,
            devices: &devices,
            networks: &networks,
            next: &next,
            readers,
        };
        article::compute(&frames, facts, &peers, &masthead, now)
    });
    let report = report.await?;
    Ok((described || report.views > 0).then_some(ReadArticle { report, translations }))
}

fn facts(detail: ArticleDetail) -> Facts {
    Facts {
        path: detail.path,
        title: detail.title,
        section: detail.section,
        authors: detail.authors,
        lang: detail.lang,
        tags: detail.tags,
        word_count: detail.word_count,
        published_at: detail.published_at,
    }
}

async fn translation(
    store: &Store,
    site: &Site,
    other: ArticleDetail,
    now: Timestamp,
) -> Result<Translation, DashboardError> {
    let hours = store.article_hours(&since(site, other.published_at, now), &other.path).await?;
    let views = compute(move || article::views(&hours)).await?;
    let title = if other.title.is_empty() { other.path.clone() } else { other.title };
    Ok(Translation { path: other.path, title, lang: other.lang, views })
}

/// From the day of its publication on.
fn since(site: &Site, published: Option<Timestamp>, now: Timestamp) -> Period {
    let back = |days: i64| now - SignedDuration::from_hours(24 * days);
    let from = published.unwrap_or(back(USUAL_DAYS)).clamp(back(DAYS), now);
    Period::new(site, day_start_of(site, from), now, now)
}
