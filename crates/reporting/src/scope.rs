//! Sections, authors or languages side by side: what each is read, how sure a change is, where it is heading, and what carries it.

mod charts;
mod publishing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use tiraj_locale::Locale;
use tiraj_series::trend::{self, Direction};

pub use publishing::{HOURS as PUBLISHING_HOURS, PublishingHour};

use crate::chart::Chart;
use crate::figure::ratio;
use crate::frame::Kind::{Count, Day, Text};
use crate::frame::{self, Layout};
use crate::peers::Peers;
use crate::window::epoch_day;
use crate::{Masthead, ReportError, label, sums};

/// How many former periods of the same length one is compared with.
pub const PERIODS_BEFORE: i64 = 4;
/// Over how many weeks the trend is told.
pub const TREND_WEEKS: i64 = 8;
/// How many leading articles' part is told.
pub const LEADING: usize = 5;

const DAYS: Layout = Layout {
    name: "scope_days",
    columns: &[("key", Text), ("day", Day), ("views", Count), ("shares", Count)],
};
const READERS: Layout = Layout { name: "scope_readers", columns: &[("key", Text), ("readers", Count)] };
const SPREAD: Layout = Layout {
    name: "scope_spread",
    columns: &[("key", Text), ("articles", Count), ("views", Count), ("leading", Count)],
};

/// What articles are gathered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Their section.
    Section,
    /// Each of their authors.
    Author,
    /// Their language.
    Language,
}

/// What the store answered, each frame as the bytes of an Arrow stream.
#[derive(Debug, Clone, Copy)]
pub struct ScopeFrames<'a> {
    /// `key` text, `day` date, `views`, `shares` counts, from [`first_day`] on.
    pub days: &'a [u8],
    /// `key` text, `readers` count of the period.
    pub readers: &'a [u8],
    /// `key` text, `articles`, `views` and `leading` (views of the [`LEADING`] most viewed ones) of the period.
    pub spread: &'a [u8],
}

/// The period of a report: days of the site's zone, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

/// Sections, authors or languages of a period, the most viewed first.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeReport {
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The zone of its days.
    pub zone: String,
    /// What the rows are.
    pub kind: Kind,
    /// The period.
    pub span: Span,
    /// The rows.
    pub rows: Vec<ScopeRow>,
    /// What came of articles by the hour of their publication.
    pub publishing: Vec<PublishingHour>,
    /// The first day of the rows' weeks.
    pub weeks_from: Date,
}

/// A section, an author or a language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScopeRow {
    /// Its name; empty for what belongs to none.
    pub key: String,
    /// The name to show.
    pub label: String,
    /// Views.
    pub views: u64,
    /// Its part of all views.
    pub portion: f64,
    /// Readers, one of several days counted on each.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
    /// Shares by views.
    pub share_rate: Option<f64>,
    /// How many of its articles were read.
    pub articles: u64,
    /// The part that its five most viewed articles have in its views.
    pub leading: Option<f64>,
    /// Against the mean of the four former periods.
    pub change: Option<Change>,
    /// Where its weeks are heading.
    pub trend: Option<Heading>,
    /// Views of the last eight weeks, oldest first, or of as many as are known; weeks are of seven days and end with the period's last
    /// whole day.
    pub weeks: Vec<u64>,
}

/// How much more or less than before something was read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// The change as a part: 0.2 is a fifth more.
    pub change: f64,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// Whether it is more than chance, at the 5 % level.
    pub significant: bool,
}

/// Where weekly views are heading, by Mann and Kendall's test and Theil and Sen's slope.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Heading {
    /// Views that come or go each week.
    pub slope: f64,
    /// The chance of such an order of weeks without a trend.
    pub p_value: f64,
    /// 1 up, -1 down, 0 as far as these weeks tell neither.
    pub direction: i8,
}

impl Span {
    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i64 {
        epoch_day(self.to) - epoch_day(self.from) + 1
    }

    /// The day from which on the store has to be asked.
    #[must_use]
    pub fn first_day(self) -> Date {
        let before = self.from.saturating_sub((PERIODS_BEFORE * self.days()).days());
        before.min(self.to.saturating_sub((7 * TREND_WEEKS + 1).days()))
    }
}

/// Views and shares of each day of a key.
type Days = BTreeMap<i64, [u64; 2]>;

/// The report of a period, as known at `now`.
///
/// # Errors
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(
    frames: &ScopeFrames<'_>,
    peers: Option<&Peers>,
    kind: Kind,
    span: Span,
    masthead: &Masthead,
    now: Timestamp,
) -> Result<ScopeReport, ReportError> {
    let keys = by_key(frames.days)?;
    let readers = sums::rows(&frame::read(&READERS, frames.readers)?, ["key"], ["readers"])?;
    let readers: HashMap<String, u64> =
        readers.into_iter().map(|([key], [readers])| (key, readers)).collect();
    let spread =
        sums::rows(&frame::read(&SPREAD, frames.spread)?, ["key"], ["articles", "views", "leading"])?;
    let spread: HashMap<String, [u64; 3]> = spread.into_iter().map(|([key], counts)| (key, counts)).collect();
    // A running day would look like a fall.
    let today = now.to_zoned(masthead.zone.clone()).date();
    let end = epoch_day(span.to.min(today.saturating_sub(1.days()))) + 1;
    let known_from = keys.values().filter_map(|days| days.keys().next()).min().copied().unwrap_or(end);
    let measure = Measure { kind, span, end, known_from };
    let mut rows: Vec<ScopeRow> = keys.iter().map(|(key, days)| measure.row(key, days)).collect();
    let all: u64 = rows.iter().map(|row| row.views).sum();
    for row in &mut rows {
        row.portion = ratio(row.views, all).unwrap_or(0.0);
        row.readers = readers.get(&row.key).copied().unwrap_or(0);
        let [articles, views, leading] = spread.get(&row.key).copied().unwrap_or_default();
        (row.articles, row.leading) = (articles, ratio(leading, views));
    }
    rows.retain(|row| row.views > 0 || row.shares > 0 || row.weeks.iter().any(|views| *views > 0));
    rows.sort_by(|one, other| other.views.cmp(&one.views).then_with(|| one.key.cmp(&other.key)));
    Ok(ScopeReport {
        site: masthead.site.clone(),
        demo: masthead.demo,
        zone: masthead.zone_name(),
        kind,
        span,
        rows,
        publishing: peers.map_or_else(Vec::new, |peers| publishing::hours(peers, &masthead.zone)),
        weeks_from: measure.weeks_from(),
    })
}

impl ScopeReport {
    /// The chart: `section-weeks`, `author-weeks` or `language-weeks`.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        charts::all(self)
    }
}

fn by_key(bytes: &[u8]) -> Result<BTreeMap<String, Days>, ReportError> {
    let frame = frame::read(&DAYS, bytes)?;
    let days = sums::times(&frame, "day")?;
    let mut keys: BTreeMap<String, Days> = BTreeMap::new();
    for (([key], counts), day) in sums::rows(&frame, ["key"], ["views", "shares"])?.into_iter().zip(days) {
        let known = keys.entry(key).or_default().entry(day).or_default();
        *known = [known[0] + counts[0], known[1] + counts[1]];
    }
    Ok(keys)
}

/// What rows are measured by.
struct Measure {
    kind: Kind,
    span: Span,
    /// The day after the last that is over, days since 1970.
    end: i64,
    /// The first day of which the site has any view.
    known_from: i64,
}

impl Measure {
    fn row(&self, key: &str, days: &Days) -> ScopeRow {
        let (from, to) = (epoch_day(self.span.from), epoch_day(self.span.to) + 1);
        let [views, shares] = between(days, from, to);
        ScopeRow {
            key: key.to_owned(),
            label: self.label(key),
            views,
            portion: 0.0,
            readers: 0,
            shares,
            share_rate: ratio(shares, views),
            articles: 0,
            leading: None,
            change: self.change(days),
            trend: self.trend(days),
            weeks: self
                .weeks(days)
                .into_iter()
                .filter(|views| !views.is_nan())
                .map(|views| views as u64)
                .collect(),
        }
    }

    fn label(&self, key: &str) -> String {
        match (self.kind, key) {
            (Kind::Section, _) => label::section(key, Locale::ENGLISH),
            (Kind::Author, "") => "No author".to_owned(),
            (Kind::Language, "") => "Not known".to_owned(),
            _ => key.to_owned(),
        }
    }

    /// Only days that are over are compared, with as many of each former period.
    fn change(&self, days: &Days) -> Option<Change> {
        let (from, length) = (epoch_day(self.span.from), self.span.days());
        let whole = self.end - from;
        if whole <= 0 {
            return None;
        }
        let former = (1..=PERIODS_BEFORE).rev().map(|back| {
            let start = from - back * length;
            // What is older than the site's first view is not known, and no zero.
            if start < self.known_from { f64::NAN } else { between(days, start, start + whole)[0] as f64 }
        });
        let former: Vec<f64> = former.collect();
        let change = trend::change(between(days, from, self.end)[0] as f64, &former)?;
        Some(Change {
            change: change.ratio - 1.0,
            interval: change.interval.map(|end| end - 1.0),
            significant: change.significant,
        })
    }

    fn trend(&self, days: &Days) -> Option<Heading> {
        let trend = trend::trend(&self.weeks(days))?;
        let direction = match trend.direction {
            Direction::Rising => 1,
            Direction::Falling => -1,
            Direction::Unclear => 0,
        };
        Some(Heading { slope: trend.slope, p_value: trend.p_value, direction })
    }

    /// Views of the last weeks, oldest first; NaN for one that is not known.
    fn weeks(&self, days: &Days) -> Vec<f64> {
        let week = |back: i64| {
            let start = self.end - 7 * back;
            if start < self.known_from { f64::NAN } else { between(days, start, start + 7)[0] as f64 }
        };
        (1..=TREND_WEEKS).rev().map(week).collect()
    }

    /// The first day of the first week that is known.
    fn weeks_from(&self) -> Date {
        let known = ((self.end - self.known_from) / 7).clamp(0, TREND_WEEKS);
        Date::constant(1970, 1, 1).saturating_add((self.end - 7 * known).days())
    }
}

fn between(days: &Days, from: i64, to: i64) -> [u64; 2] {
    if from >= to {
        return [0; 2];
    }
    days.range(from..to).fold([0; 2], |sum, (_, counts)| [sum[0] + counts[0], sum[1] + counts[1]])
}
