//! The articles that a selection lets through, with their score.

use std::sync::Arc;

use jiff::Timestamp;
use tiraj_model::Site;
use tiraj_reporting::listing::Entry;
use tiraj_reporting::peers::Peers;
use tiraj_reporting::scope::Span;
use tiraj_store::{ArticleFigures, Selection, Store};

use super::days::between;
use crate::DashboardError;

/// Articles, and what all that the selection lets through have together.
pub(crate) struct SelectedStories {
    pub(crate) entries: Vec<Entry>,
    pub(crate) found: u64,
    pub(crate) views: u64,
    pub(crate) shares: u64,
}

/// The articles of some days that a selection lets through.
pub(crate) async fn read_stories(
    store: &Store,
    site: &Site,
    span: Span,
    selection: &Selection,
    peers: &Arc<Peers>,
    now: Timestamp,
) -> Result<SelectedStories, DashboardError> {
    let period = between(site, span.from, span.to, now);
    let selected = store.article_figures(&period, selection).await?;
    Ok(SelectedStories {
        entries: selected.articles.into_iter().map(|article| entry(article, peers)).collect(),
        found: selected.found,
        views: selected.views,
        shares: selected.shares,
    })
}

fn entry(article: ArticleFigures, peers: &Peers) -> Entry {
    Entry {
        standing: peers.standing(&article.path),
        path: article.path,
        title: article.title,
        section: article.section,
        authors: article.authors,
        lang: article.lang,
        published_at: article.published_at,
        word_count: article.word_count,
        views: article.views,
        readers: article.readers,
        shares: article.shares,
        engaged_ms: article.engaged_ms,
    }
}
