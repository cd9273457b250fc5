//! One article: how it lived, beside those like it, from where it was read, and where its readers went.

mod charts;
mod life;
mod sentences;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use tiraj_locale::Locale;

pub use life::{Life, SecondWind};

use crate::breakdown::{self, Dimension, Part};
use crate::chart::{Chart, Gathered};
use crate::figure::ratio;
use crate::frame::Kind::{Count, Moment, Text};
use crate::frame::{self, Layout};
use crate::peers::{Peers, Standing};
use crate::{Masthead, ReportError, label, listing, sums};

const HOURS: Layout = Layout {
    name: "article_hours",
    columns: &[("hour", Moment), ("views", Count), ("shares", Count), ("engaged_ms", Count)],
};
const NEXT: Layout = Layout {
    name: "next_pages",
    columns: &[("path", Text), ("title", Text), ("section", Text), ("moves", Count)],
};

/// What the store answered about an article, each frame as the bytes of an Arrow stream.
#[derive(Debug, Clone, Copy)]
pub struct ArticleFrames<'a> {
    /// `hour` timestamp in ms, `views`, `shares`, `engaged_ms` counts.
    pub hours: &'a [u8],
    /// `value`, `within` texts, `views`, `shares` counts; `within` is the channel.
    pub sources: &'a [u8],
    /// The same by country.
    pub countries: &'a [u8],
    /// The same by kind of device.
    pub devices: &'a [u8],
    /// The same by network of sharing.
    pub networks: &'a [u8],
    /// `path`, `title`, `section` texts, `moves` count.
    pub next: &'a [u8],
    /// Readers of the article, one of several days counted on each.
    pub readers: u64,
}

/// What is known of an article. Texts are empty where nothing is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Facts {
    /// Its canonical path.
    pub path: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// Authors, in the order of the author line.
    pub authors: Vec<String>,
    /// BCP 47 language.
    pub lang: String,
    /// Tags.
    pub tags: Vec<String>,
    /// How many words it has.
    pub word_count: Option<u32>,
    /// When it came out.
    pub published_at: Option<Timestamp>,
}

/// What an article's readers did.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleReport {
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The zone of its times.
    pub zone: String,
    /// When the figures were computed.
    pub now: Timestamp,
    /// What is known of it.
    pub facts: Facts,
    /// From when on its reading is told: its publication, or the first hour in which it was read.
    pub since: Timestamp,
    /// How old its news is.
    pub age: Age,
    /// Views.
    pub views: u64,
    /// Readers.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
    /// Shares by views.
    pub share_rate: Option<f64>,
    /// Engaged time by views, in seconds.
    pub engaged_seconds: Option<f64>,
    /// How much of the article that is, at the usual pace of its language; none where its length is not known.
    pub completion: Option<f64>,
    /// How it lived.
    pub life: Life,
    /// How it does beside those like it.
    pub standing: Option<Standing>,
    /// Where its readers came from.
    pub sources: Vec<Part>,
    /// In which countries they are.
    pub countries: Vec<Part>,
    /// On what they read.
    pub devices: Vec<Part>,
    /// By what they shared it.
    pub networks: Vec<Part>,
    /// What they read next.
    pub next: Vec<NextPage>,
    /// All that in sentences.
    pub sentences: Vec<String>,
    #[serde(skip)]
    usual: Vec<Gathered>,
    #[serde(skip)]
    hours: Vec<(i64, u64)>,
    #[serde(skip)]
    time_zone: TimeZone,
}

/// How old an article is, as newsrooms say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Not older than a day.
    New,
    /// Not older than a week.
    Recent,
    /// Older.
    Evergreen,
}

/// What readers opened after the article, within their visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextPage {
    /// Its canonical path.
    pub path: String,
    /// The name to show: its title, or the path.
    pub label: String,
    /// Its section.
    pub section: String,
    /// How many went there.
    pub moves: u64,
}

impl Age {
    /// Of something that came out at a moment.
    #[must_use]
    pub fn at(out: Timestamp, now: Timestamp) -> Self {
        match now.duration_since(out).as_hours() {
            ..24 => Self::New,
            24..168 => Self::Recent,
            _ => Self::Evergreen,
        }
    }

    /// Its shown name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Recent => "Recent",
            Self::Evergreen => "Evergreen",
        }
    }
}

/// The words that are read in a minute, silently and for understanding, by language.
///
/// English 238 (Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109, 2019). Russian 184 and Turkish,
/// for the near Azerbaijani, 166 (Trauzettel-Klosinski and Dietz, "Standardized assessment of reading performance",
/// Investigative Ophthalmology & Visual Science 53, 2012). None for languages that nobody told us of.
#[must_use]
pub fn words_per_minute(lang: &str) -> Option<f64> {
    match lang.split(['-', '_']).next().unwrap_or_default() {
        "en" => Some(238.0),
        "ru" => Some(184.0),
        "az" | "tr" => Some(166.0),
        _ => None,
    }
}

/// What an article's readers did until `now`.
///
/// # Errors
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(
    frames: &ArticleFrames<'_>,
    facts: Facts,
    peers: &Peers,
    masthead: &Masthead,
    now: Timestamp,
) -> Result<ArticleReport, ReportError> {
    let counts =
        sums::by_time(&frame::read(&HOURS, frames.hours)?, "hour", ["views", "shares", "engaged_ms"])?;
    let [views, shares, engaged_ms] =
        counts.values().fold([0; 3], |sum: [u64; 3], hour| std::array::from_fn(|at| sum[at] + hour[at]));
    let hours: Vec<(i64, u64)> = counts.iter().map(|(at, [views, ..])| (*at, *views)).collect();
    let first = hours.first().and_then(|(at, _)| Timestamp::from_millisecond(*at).ok());
    let since = facts.published_at.filter(|out| *out <= now).or(first).unwrap_or(now);
    let engaged_seconds = (views > 0 && engaged_ms > 0).then(|| engaged_ms as f64 / 1000.0 / views as f64);
    let mut report = ArticleReport {
        site: masthead.site.clone(),
        demo: masthead.demo,
        zone: masthead.zone_name(),
        now,
        since,
        age: Age::at(since, now),
        views,
        readers: frames.readers,
        shares,
        share_rate: ratio(shares, views),
        engaged_seconds,
        completion: engaged_seconds
            .and_then(|seconds| listing::completion(seconds, facts.word_count?, &facts.lang)),
        life: Life::of(&hours, since, now),
        standing: peers.standing(&facts.path),
        sources: breakdown::read(frames.sources, Dimension::Source)?,
        countries: breakdown::read(frames.countries, Dimension::Country)?,
        devices: breakdown::read(frames.devices, Dimension::Device)?,
        networks: breakdown::read(frames.networks, Dimension::Network)?,
        next: next_pages(frames.next)?,
        sentences: Vec::new(),
        usual: usual(peers, &facts.path),
        hours,
        time_zone: masthead.zone.clone(),
        facts,
    };
    report.sentences = sentences::of(&report);
    Ok(report)
}

impl ArticleReport {
    /// The name to show: its title, or the path.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.facts.title.is_empty() { &self.facts.path } else { &self.facts.title }
    }

    /// Whether it is known when it came out: of a front page, say, age and life tell nothing.
    #[must_use]
    pub const fn is_dated(&self) -> bool {
        self.facts.published_at.is_some()
    }

    /// The name of its section to show.
    #[must_use]
    pub fn section_label(&self) -> String {
        label::section(&self.facts.section, Locale::ENGLISH)
    }

    /// The charts: `life` where it is known when it came out, `article-hours`, `article-sources` and `article-countries`.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        charts::all(self)
    }
}

/// All views of `article_hours`.
///
/// # Errors
/// See [`compute`].
pub fn views(hours: &[u8]) -> Result<u64, ReportError> {
    let counts = sums::by_time(&frame::read(&HOURS, hours)?, "hour", ["views"])?;
    Ok(counts.values().map(|[views]| views).sum())
}

fn next_pages(bytes: &[u8]) -> Result<Vec<NextPage>, ReportError> {
    let rows = sums::rows(&frame::read(&NEXT, bytes)?, ["path", "title", "section"], ["moves"])?;
    let page = |([path, title, section], [moves]): sums::Row<3, 1>| {
        let label = if title.is_empty() { path.clone() } else { title };
        NextPage { path, label, section, moves }
    };
    Ok(rows.into_iter().map(page).collect())
}

fn usual(peers: &Peers, path: &str) -> Vec<Gathered> {
    let points = peers.usual_curve(path);
    if points.is_empty() {
        return Vec::new();
    }
    let start = Gathered { hours: 0.0, count: 0.0 };
    std::iter::once(start)
        .chain(points.into_iter().map(|(age, count)| Gathered { hours: age.into(), count }))
        .collect()
}
