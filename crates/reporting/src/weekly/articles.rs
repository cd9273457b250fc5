//! Articles: what was read most.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::Serialize;

use super::Weeks;
use super::inputs::{Card, Inputs};
use crate::figure::{Baseline, Figure, ratio};
use crate::window::{WEEKS_BEFORE, Window};

/// How many articles a report lists.
pub(super) const TOP: usize = 20;

/// An article in the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleRow {
    /// Its path on the site.
    pub path: String,
    /// Its title; the path where no title is known.
    pub title: String,
    /// Its section; empty where it has none.
    pub section: String,
    /// Its authors, joined with commas.
    pub authors: String,
    /// Its language, as a BCP 47 tag; empty where unknown.
    pub lang: String,
    /// When it came out.
    pub published_at: Option<Timestamp>,
    /// Whether it came out in the reported week or, where that is unknown, was first read in it.
    pub new: bool,
    /// Its views, compared with the earlier weeks in which it was out.
    pub views: Figure<u64>,
    /// Its readers.
    pub readers: u64,
    /// Its shares.
    pub shares: u64,
    /// Its shares divided by its views.
    pub share_rate: Option<f64>,
}

/// An article with the weeks that its movement is judged by.
pub(super) struct Measured {
    pub(super) row: ArticleRow,
    pub(super) weeks: Weeks,
    pub(super) baseline: Baseline,
}

/// Every article that was read in the window, the most viewed of the reported week first.
pub(super) fn measure(inputs: &Inputs, window: &Window, baseline: Baseline) -> Vec<Measured> {
    let unknown = Card::default();
    let mut articles: Vec<Measured> = inputs
        .articles
        .iter()
        .map(|([path], sums)| {
            let card = inputs.cards.get(path).unwrap_or(&unknown);
            let readers = inputs.readers_now("article", path);
            article(path, card, sums, readers, comparison(card, window, baseline))
        })
        .collect();
    articles.sort_by_cached_key(|article| (Reverse(article.row.views.value), article.row.path.clone()));
    articles
}

/// The most viewed ones.
pub(super) fn top(articles: Vec<Measured>) -> Vec<ArticleRow> {
    let read = articles.into_iter().map(|article| article.row).filter(|row| row.views.value > 0);
    read.take(TOP).collect()
}

/// The weeks in which the article was out.
fn comparison(card: &Card, window: &Window, baseline: Baseline) -> Baseline {
    card.published_at.map_or(baseline, |published| baseline.since(window.position(published)))
}

fn article(
    path: &str,
    card: &Card,
    [views, shares]: &[Weeks; 2],
    readers: u64,
    baseline: Baseline,
) -> Measured {
    let first_read_now = baseline.total(views) == 0;
    let row = ArticleRow {
        path: path.to_owned(),
        title: if card.title.is_empty() { path.to_owned() } else { card.title.clone() },
        section: card.section.clone(),
        authors: card.authors.clone(),
        lang: card.lang.clone(),
        published_at: card.published_at,
        new: if card.published_at.is_some() { baseline.weeks() == 0 } else { first_read_now },
        views: baseline.figure(views),
        readers,
        shares: shares[WEEKS_BEFORE],
        share_rate: ratio(shares[WEEKS_BEFORE], views[WEEKS_BEFORE]),
    };
    Measured { row, weeks: *views, baseline }
}
