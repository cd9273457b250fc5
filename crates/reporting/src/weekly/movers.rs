//! What rose and what fell against the weeks before.
//!
//! An article that came out in the reported week is new, not risen. News fades: the articles that fall are
//! mostly last week's stories, and what stays off that list has lasted.

use serde::Serialize;

use super::{Weeks, articles, sections};
use crate::figure::{Baseline, Figure};
use crate::movement::{LEAST_CHANGE, LEAST_SCORE, score};
use crate::window::WEEKS_BEFORE;

/// How many risers and how many fallers a report lists.
const LISTED: usize = 10;

/// An article or a section that rose or fell.
#[derive(Debug, Clone, Serialize)]
pub struct Mover {
    /// The article's path or the section's name.
    pub key: String,
    /// The name to show.
    pub label: String,
    /// Its views.
    pub views: Figure<u64>,
    /// Views more (or fewer, negative) than usual.
    pub difference: f64,
    /// How surprising that is; negative for a fall. See the module `movement` for the formula: it is about
    /// a standard normal number where nothing has changed.
    pub score: f64,
}

/// What rose and what fell, the most surprising first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Movement {
    /// What rose.
    pub rising: Vec<Mover>,
    /// What fell.
    pub falling: Vec<Mover>,
}

/// The articles that moved.
pub(super) fn articles(articles: &[articles::Measured]) -> Movement {
    let old = articles.iter().filter(|article| !article.row.new);
    rank(old.filter_map(|article| {
        let row = &article.row;
        mover(&row.path, &row.title, row.views, &article.weeks, article.baseline)
    }))
}

/// The sections that moved; the pages outside every section are none.
pub(super) fn sections(sections: &[sections::Measured]) -> Movement {
    let named = sections.iter().filter(|section| !section.row.section.is_empty());
    rank(named.filter_map(|section| {
        let row = &section.row;
        mover(&row.section, &row.label, row.views, &section.weeks, section.baseline)
    }))
}

/// The mover, if it moved enough to be called one.
fn mover(key: &str, label: &str, views: Figure<u64>, weeks: &Weeks, baseline: Baseline) -> Option<Mover> {
    let usual = views.usual?;
    let score = score(weeks[WEEKS_BEFORE], baseline.total(weeks), baseline.weeks());
    // From zero, any rise is a great change.
    let moved = score.abs() >= LEAST_SCORE && views.change.is_none_or(|change| change.abs() >= LEAST_CHANGE);
    moved.then(|| Mover {
        key: key.to_owned(),
        label: label.to_owned(),
        views,
        difference: views.value as f64 - usual,
        score,
    })
}

fn rank(movers: impl Iterator<Item = Mover>) -> Movement {
    let (mut rising, mut falling): (Vec<_>, Vec<_>) = movers.partition(|mover| mover.score > 0.0);
    rising.sort_by(|one, other| other.score.total_cmp(&one.score));
    falling.sort_by(|one, other| one.score.total_cmp(&other.score));
    rising.truncate(LISTED);
    falling.truncate(LISTED);
    Movement { rising, falling }
}
