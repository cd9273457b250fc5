//! Where reading is heading: hours out of the ordinary with what explains them, what comes next, and what rose and fell.

mod charts;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use tiraj_series::forecast::{Forecast, Point, Step, forecast};

pub use watch::{Alarm, AlarmKind, Cause, Explained};

use crate::chart::Chart;
use crate::frame::Kind::{Count, Day, Moment, Text};
use crate::frame::{self, Layout};
use crate::movement::{LEAST_CHANGE, LEAST_SCORE, score};
use crate::window::epoch_day;
use crate::{Masthead, ReportError, sums};
use watch::Watched;

/// From how many weeks of hours the usual is learned.
pub const WEEKS: i64 = 8;
/// How many days alarms are told of.
pub const ALARM_DAYS: i64 = 14;
/// How many days are compared with as many before.
pub const MOVER_DAYS: i64 = 7;
/// How many risers and how many fallers are told of.
const LISTED: usize = 10;
/// From how many views in either week on an article is told of.
const LEAST_VIEWS: u64 = 25;
/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

const SITE_HOURS: Layout = Layout { name: "site_hours", columns: &[("hour", Moment), ("views", Count)] };
const ARTICLE_DAYS: Layout =
    Layout { name: "article_days", columns: &[("path", Text), ("day", Day), ("views", Count)] };
const ARTICLES: Layout =
    Layout { name: "articles", columns: &[("path", Text), ("title", Text), ("published_at", Moment)] };

/// What the store answered, each frame as the bytes of an Arrow stream.
#[derive(Debug, Clone, Copy)]
pub struct TrendFrames<'a> {
    /// `hour` timestamp in ms, `views` count: the last [`WEEKS`] weeks until the last hour that is over.
    pub site_hours: &'a [u8],
    /// `path` text, `day` date, `views` count: twice [`MOVER_DAYS`] days that are over.
    pub article_days: &'a [u8],
    /// `path`, `title` texts, `published_at` timestamp in ms.
    pub articles: &'a [u8],
}

/// Where reading is heading.
#[derive(Debug, Clone, Serialize)]
pub struct Trends {
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The zone of its hours.
    pub zone: String,
    /// When the figures were computed.
    pub now: Timestamp,
    /// Hours out of the ordinary, the latest first.
    pub alarms: Vec<Alarm>,
    /// What the next 24 hours are expected to bring.
    pub next_day: Option<Outlook>,
    /// What the next seven days are expected to bring.
    pub next_week: Option<Outlook>,
    /// Articles that rose against the seven days before, the most surprising first.
    pub rising: Vec<Mover>,
    /// Articles that fell.
    pub falling: Vec<Mover>,
    /// The first and the last of the days that movers are told of.
    pub mover_days: (Date, Date),
    #[serde(skip)]
    watched: Watched,
    #[serde(skip)]
    day_views: Vec<f64>,
    #[serde(skip)]
    time_zone: TimeZone,
}

/// What is expected to come.
#[derive(Debug, Clone, Serialize)]
pub struct Outlook {
    /// Views of all steps together.
    pub expected: f64,
    /// The interval that is meant to hold four totals of five.
    pub interval80: [f64; 2],
    /// The one that is meant to hold nineteen of twenty.
    pub interval95: [f64; 2],
    /// The mean absolute error of a step that such forecasts would have had before.
    pub error: f64,
    /// How many moments of the past that is of.
    pub origins: usize,
    /// Each step with its interval of four of five.
    #[serde(skip)]
    pub(crate) points: Vec<Point>,
}

/// An article that rose or fell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mover {
    /// Its canonical path.
    pub path: String,
    /// The name to show.
    pub label: String,
    /// Views of the last seven days.
    pub views: u64,
    /// Views of the seven before.
    pub before: u64,
    /// How surprising that is; see the weekly report.
    pub score: f64,
}

/// Where reading of a site is heading, as known at `now`.
///
/// # Errors
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(frames: &TrendFrames<'_>, masthead: &Masthead, now: Timestamp) -> Result<Trends, ReportError> {
    let counted = sums::by_time(&frame::read(&SITE_HOURS, frames.site_hours)?, "hour", ["views"])?;
    let hours = whole_hours(&counted, now);
    let watched = Watched::new(&hours, &masthead.zone);
    let yesterday = now.to_zoned(masthead.zone.clone()).date().saturating_sub(1.days());
    let day_views = by_day(&hours, &masthead.zone, yesterday);
    let hourly: Vec<f64> = hours.iter().map(|(_, views)| *views).collect();
    let movers = movers(frames, yesterday)?;
    let (mut rising, mut falling): (Vec<_>, Vec<_>) = movers.into_iter().partition(|mover| mover.score > 0.0);
    rising.truncate(LISTED);
    falling.truncate(LISTED);
    Ok(Trends {
        site: masthead.site.clone(),
        demo: masthead.demo,
        zone: masthead.zone_name(),
        now,
        alarms: watched.alarms(),
        next_day: outlook(&hourly, Step::Hourly, 24),
        next_week: outlook(&day_views, Step::Daily, 7),
        rising,
        falling,
        mover_days: (yesterday.saturating_sub((MOVER_DAYS - 1).days()), yesterday),
        watched,
        day_views,
        time_zone: masthead.zone.clone(),
    })
}

impl Trends {
    /// The charts: `watch`, `next-day` and `next-week` where there is a forecast, and `movers`.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        charts::all(self)
    }

    /// The last day that is over.
    pub(crate) fn yesterday(&self) -> Date {
        self.mover_days.1
    }
}

/// Every hour from the first that was counted until the last that is over; those without views are zeros.
fn whole_hours(counted: &std::collections::BTreeMap<i64, [u64; 1]>, now: Timestamp) -> Vec<(Timestamp, f64)> {
    let Some(first) = counted.iter().find(|(_, [views])| *views > 0).map(|(at, _)| *at) else {
        return Vec::new();
    };
    let end = now.as_millisecond().div_euclid(HOUR) * HOUR;
    let hour = |at: i64| {
        let views = counted.get(&at).map_or(0, |[views]| *views);
        Timestamp::from_millisecond(at).ok().map(|at| (at, views as f64))
    };
    (first..end).step_by(HOUR as usize).filter_map(hour).collect()
}

/// Views of each day that is over, from the first whole one on.
fn by_day(hours: &[(Timestamp, f64)], zone: &TimeZone, yesterday: Date) -> Vec<f64> {
    let Some((first, _)) = hours.first() else { return Vec::new() };
    let begun = first.to_zoned(zone.clone());
    // The day on which counting began may not be whole.
    let from = if begun.hour() == 0 { begun.date() } else { begun.date().saturating_add(1.days()) };
    let days = usize::try_from(epoch_day(yesterday) - epoch_day(from) + 1).unwrap_or(0);
    let mut views = vec![0.0; days];
    for (at, count) in hours {
        let day = epoch_day(at.to_zoned(zone.clone()).date()) - epoch_day(from);
        if let Some(sum) = usize::try_from(day).ok().and_then(|day| views.get_mut(day)) {
            *sum += count;
        }
    }
    views
}

fn outlook(values: &[f64], step: Step, horizon: usize) -> Option<Outlook> {
    let Forecast { points, total, back_test, .. } = forecast(values, step, horizon).ok()?;
    Some(Outlook {
        expected: total.expected,
        interval80: [total.lower80, total.upper80],
        interval95: [total.lower95, total.upper95],
        error: back_test.mae,
        origins: back_test.origins,
        points,
    })
}

/// The articles that moved, the most surprising first. What came out within the two weeks is new, not risen.
fn movers(frames: &TrendFrames<'_>, yesterday: Date) -> Result<Vec<Mover>, ReportError> {
    let days = frame::read(&ARTICLE_DAYS, frames.article_days)?;
    let end = epoch_day(yesterday) + 1;
    let (middle, first) = (end - MOVER_DAYS, end - 2 * MOVER_DAYS);
    let known = known(frames.articles)?;
    let mut views: HashMap<String, [u64; 2]> = HashMap::new();
    for (([path], [count]), day) in
        sums::rows(&days, ["path"], ["views"])?.into_iter().zip(sums::times(&days, "day")?)
    {
        if (first..end).contains(&day) {
            views.entry(path).or_default()[usize::from(day >= middle)] += count;
        }
    }
    let moved = views.into_iter().filter_map(|(path, [before, views])| {
        let (title, published) = known.get(&path).map_or(("", 0), |(title, at)| (title.as_str(), *at));
        let is_new = published.div_euclid(24 * HOUR) >= first;
        let score = score(views, before, 1);
        let change = (views as f64 - before as f64).abs() / (before.max(1) as f64);
        let is_read = views.max(before) >= LEAST_VIEWS;
        (!is_new && is_read && score.abs() >= LEAST_SCORE && change >= LEAST_CHANGE).then(|| Mover {
            label: if title.is_empty() { path.clone() } else { title.to_owned() },
            path,
            views,
            before,
            score,
        })
    });
    let mut moved: Vec<Mover> = moved.collect();
    moved.sort_by(|one, other| {
        other.score.abs().total_cmp(&one.score.abs()).then_with(|| one.path.cmp(&other.path))
    });
    Ok(moved)
}

/// Title and moment of publication by path.
fn known(bytes: &[u8]) -> Result<HashMap<String, (String, i64)>, ReportError> {
    let frame = frame::read(&ARTICLES, bytes)?;
    let published = sums::times(&frame, "published_at")?;
    let rows = sums::rows(&frame, ["path", "title"], [])?;
    Ok(rows.into_iter().zip(published).map(|(([path, title], []), at)| (path, (title, at))).collect())
}
