//! The frames of a week, read and summed.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{WeekFrames, Weeks};
use crate::ReportError;
use crate::figure::Baseline;
use crate::frame::Kind::{Count, Day, Moment, Text};
use crate::frame::{self, Layout};
use crate::sums::{self, WeekSums};
use crate::window::{WEEKS, WEEKS_BEFORE, Window, known_moment};

const ARTICLE_DAYS: Layout = Layout {
    name: "article_days",
    columns: &[("path", Text), ("day", Day), ("views", Count), ("shares", Count)],
};
const SECTION_HOURS: Layout = Layout {
    name: "section_hours",
    columns: &[("section", Text), ("hour", Moment), ("views", Count), ("shares", Count)],
};
const ARTICLES: Layout = Layout {
    name: "articles",
    columns: &[
        ("path", Text),
        ("title", Text),
        ("section", Text),
        ("authors", Text),
        ("lang", Text),
        ("published_at", Moment),
    ],
};
const READERS: Layout =
    Layout { name: "readers", columns: &[("scope", Text), ("key", Text), ("week", Day), ("readers", Count)] };
const SHARES: Layout =
    Layout { name: "shares", columns: &[("network", Text), ("week", Day), ("shares", Count)] };
const SOURCES: Layout = Layout {
    name: "sources",
    columns: &[("channel", Text), ("source", Text), ("week", Day), ("views", Count)],
};

/// What is counted, in the order of every pair of numbers here.
const VIEWS_AND_SHARES: [&str; 2] = ["views", "shares"];

/// The sums of all frames. Pairs of numbers are views and shares.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) totals: [Weeks; 2],
    pub(super) days: BTreeMap<i64, [u64; 2]>,
    pub(super) hours: BTreeMap<i64, [u64; 2]>,
    pub(super) articles: WeekSums<1, 2>,
    pub(super) sections: WeekSums<1, 2>,
    pub(super) networks: WeekSums<1, 1>,
    pub(super) sources: WeekSums<2, 1>,
    pub(super) cards: HashMap<String, Card>,
    readers: WeekSums<2, 1>,
}

/// What is known of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Card {
    pub(super) title: String,
    pub(super) section: String,
    pub(super) authors: String,
    pub(super) lang: String,
    pub(super) published_at: Option<Timestamp>,
}

impl Inputs {
    pub(super) fn read(frames: &WeekFrames<'_>, window: &Window) -> Result<Self, ReportError> {
        let (days, moments) = (window.day_edges(), window.moment_edges());
        let article_days = frame::read(&ARTICLE_DAYS, frames.article_days)?;
        let section_hours = frame::read(&SECTION_HOURS, frames.section_hours)?;
        let readers = frame::read(&READERS, frames.readers)?;
        let shares = frame::read(&SHARES, frames.shares)?;
        let sources = frame::read(&SOURCES, frames.sources)?;
        let totals = sums::by_week(&article_days, [], "day", VIEWS_AND_SHARES, &days)?;
        Ok(Self {
            totals: totals.into_values().next().unwrap_or([[0; WEEKS]; 2]),
            days: sums::by_time(&article_days, "day", VIEWS_AND_SHARES)?,
            hours: sums::by_time(&section_hours, "hour", VIEWS_AND_SHARES)?,
            articles: sums::by_week(&article_days, ["path"], "day", VIEWS_AND_SHARES, &days)?,
            sections: sums::by_week(&section_hours, ["section"], "hour", VIEWS_AND_SHARES, &moments)?,
            networks: sums::by_week(&shares, ["network"], "week", ["shares"], &days)?,
            sources: sums::by_week(&sources, ["channel", "source"], "week", ["views"], &days)?,
            cards: read_cards(frames.articles)?,
            readers: sums::by_week(&readers, ["scope", "key"], "week", ["readers"], &days)?,
        })
    }

    /// The earlier weeks in which the site had any view.
    pub(super) fn baseline(&self) -> Baseline {
        Baseline::new(std::array::from_fn(|week: usize| self.totals[0][week] > 0))
    }

    /// Readers of the site, a section or an article in each week.
    pub(super) fn readers(&self, scope: &str, key: &str) -> Weeks {
        self.readers.get(&[scope.to_owned(), key.to_owned()]).map_or([0; WEEKS], |[weeks]| *weeks)
    }

    /// Readers in the reported week.
    pub(super) fn readers_now(&self, scope: &str, key: &str) -> u64 {
        self.readers(scope, key)[WEEKS_BEFORE]
    }
}

fn read_cards(bytes: &[u8]) -> Result<HashMap<String, Card>, ReportError> {
    let articles = frame::read(&ARTICLES, bytes)?;
    let published = sums::times(&articles, "published_at")?;
    let rows = sums::rows(&articles, ["path", "title", "section", "authors", "lang"], [])?;
    let cards = rows.into_iter().zip(published).map(|((texts, []), published)| {
        let [path, title, section, authors, lang] = texts;
        (path, Card { title, section, authors, lang, published_at: known_moment(published) })
    });
    Ok(cards.collect())
}
