//! Today so far, beside what is usual on this weekday.

mod charts;
mod curve;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use tiraj_locale::Locale;
use tiraj_model::Language;

pub use curve::HourPoint;

use crate::chart::Chart;
use crate::figure::{Figure, ratio};
use crate::frame::Kind::{Count, Moment, Text};
use crate::frame::{self, Layout};
use crate::sentence::{Basis, comparison};
use crate::{Masthead, ReportError, label, sums};
use curve::Curve;

/// The version of the JSON document; see [`crate::weekly::SCHEMA_VERSION`].
pub const SCHEMA_VERSION: u32 = 1;

const SITE_HOURS: Layout =
    Layout { name: "site_hours", columns: &[("hour", Moment), ("views", Count), ("shares", Count)] };
const ARTICLES: Layout = Layout {
    name: "article_today",
    columns: &[
        ("path", Text),
        ("title", Text),
        ("section", Text),
        ("views", Count),
        ("readers", Count),
        ("shares", Count),
    ],
};
const SECTIONS: Layout = Layout {
    name: "section_today",
    columns: &[("section", Text), ("views", Count), ("readers", Count), ("shares", Count)],
};
const NETWORKS: Layout = Layout { name: "shares_today", columns: &[("network", Text), ("shares", Count)] };

/// What the store answered about today, each frame as the bytes of an Arrow stream. No bytes are a frame
/// without rows.
#[derive(Debug, Clone, Copy)]
pub struct DayFrames<'a> {
    /// `hour` timestamp in ms, `views` and `shares` counts: today and the 28 days before.
    pub site_hours: &'a [u8],
    /// `path`, `title`, `section` texts, `views`, `readers`, `shares` counts.
    pub article_today: &'a [u8],
    /// `section` text (empty: no section), `views`, `readers`, `shares` counts.
    pub section_today: &'a [u8],
    /// `network` text, `shares` count.
    pub shares_today: &'a [u8],
    /// Distinct visitors of the whole site.
    pub readers_today: u64,
}

/// Today of a site.
#[derive(Debug, Clone, Serialize)]
pub struct Today {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The language of names and sentences.
    pub language: Language,
    /// The zone of the day and its hours.
    pub zone: String,
    /// The date.
    pub day: Date,
    /// When the figures were computed.
    pub now: Timestamp,
    /// Views so far, compared with what is usual by this time.
    pub views: Figure<u64>,
    /// Readers so far.
    pub readers: u64,
    /// Shares so far, compared with what is usual by this time.
    pub shares: Figure<u64>,
    /// Shares divided by views.
    pub share_rate: Option<f64>,
    /// The totals in plain sentences.
    pub sentences: Vec<String>,
    /// All hours of the day: 24, or 23 or 25 where the clock changes.
    pub hours: Vec<HourPoint>,
    /// Articles, the most viewed first.
    pub articles: Vec<TodayRow>,
    /// Sections, the most viewed first.
    pub sections: Vec<TodayRow>,
    /// Shares by network, the most used first.
    pub networks: Vec<TodayNetwork>,
    /// The zone, for its clock.
    #[serde(skip)]
    pub(crate) time_zone: TimeZone,
}

/// An article or a section today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TodayRow {
    /// The article's path or the section's name.
    pub key: String,
    /// The name to show.
    pub label: String,
    /// The article's section; the section itself.
    pub section: String,
    /// Views so far.
    pub views: u64,
    /// Readers so far.
    pub readers: u64,
    /// Shares so far.
    pub shares: u64,
    /// Shares divided by views.
    pub share_rate: Option<f64>,
}

/// A share network today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TodayNetwork {
    /// The network's fixed name, for example `copy_link`.
    pub network: String,
    /// The name to show.
    pub label: String,
    /// Shares so far.
    pub shares: u64,
}

/// Computes today's page from the store's frames.
///
/// What is usual in an hour is the median of that hour on the same weekday of the last four weeks, of those
/// days on which the site had any view. The hour that is running counts by the part of it that has passed.
///
/// # Errors
///
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(frames: &DayFrames<'_>, masthead: &Masthead, now: Timestamp) -> Result<Today, ReportError> {
    let hours = sums::by_time(&frame::read(&SITE_HOURS, frames.site_hours)?, "hour", ["views", "shares"])?;
    let curve = Curve::new(&hours, &masthead.zone, now);
    let (views, shares, locale) = (curve.views(), curve.shares(), masthead.locale());
    Ok(Today {
        schema_version: SCHEMA_VERSION,
        site: masthead.site.clone(),
        demo: masthead.demo,
        language: masthead.language,
        zone: masthead.zone_name(),
        day: curve.day(),
        now,
        views,
        readers: frames.readers_today,
        shares,
        share_rate: ratio(shares.value, views.value),
        sentences: sentences(&views, frames.readers_today, &shares, (curve.day(), locale)),
        hours: curve.into_points(),
        articles: articles(frames.article_today)?,
        sections: sections(frames.section_today, locale)?,
        networks: networks(frames.shares_today, locale)?,
        time_zone: masthead.zone.clone(),
    })
}

impl Today {
    /// The charts: `today`, `today-sections` and `today-networks`.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        charts::all(self)
    }
}

fn sentences(
    views: &Figure<u64>,
    readers: u64,
    shares: &Figure<u64>,
    (day, locale): (Date, Locale),
) -> Vec<String> {
    let counted = |id, count: u64| locale.say(id, &[("count", count.into())]);
    let alone = |total: String| locale.say("today-total", &[("total", total.into())]);
    let total = |id, figure: &Figure<u64>| {
        let total = counted(id, figure.value);
        match comparison(figure, Basis::Weekday(day.weekday()), locale) {
            Some(comparison) => {
                let arguments = [("total", total.into()), ("comparison", comparison.into())];
                locale.say("today-total-compared", &arguments)
            }
            None => alone(total),
        }
    };
    vec![total("count-views", views), alone(counted("count-readers", readers)), total("count-shares", shares)]
}

fn articles(bytes: &[u8]) -> Result<Vec<TodayRow>, ReportError> {
    let frame = frame::read(&ARTICLES, bytes)?;
    let rows = sums::rows(&frame, ["path", "title", "section"], ["views", "readers", "shares"])?;
    Ok(ranked(rows.into_iter().map(|([path, title, section], counts)| {
        let label = if title.is_empty() { path.clone() } else { title };
        row(path, label, section, counts)
    })))
}

fn sections(bytes: &[u8], locale: Locale) -> Result<Vec<TodayRow>, ReportError> {
    let frame = frame::read(&SECTIONS, bytes)?;
    let rows = sums::rows(&frame, ["section"], ["views", "readers", "shares"])?;
    Ok(ranked(rows.into_iter().map(|([section], counts)| {
        let label = label::section(&section, locale);
        row(section.clone(), label, section, counts)
    })))
}

fn row(key: String, label: String, section: String, [views, readers, shares]: [u64; 3]) -> TodayRow {
    TodayRow { key, label, section, views, readers, shares, share_rate: ratio(shares, views) }
}

fn ranked(rows: impl Iterator<Item = TodayRow>) -> Vec<TodayRow> {
    let mut rows: Vec<TodayRow> = rows.collect();
    rows.sort_by_key(|row| Reverse(row.views));
    rows
}

fn networks(bytes: &[u8], locale: Locale) -> Result<Vec<TodayNetwork>, ReportError> {
    let frame = frame::read(&NETWORKS, bytes)?;
    let rows = sums::rows(&frame, ["network"], ["shares"])?;
    let used = rows.into_iter().filter(|(_, [shares])| *shares > 0);
    let mut networks: Vec<TodayNetwork> = used
        .map(|([network], [shares])| TodayNetwork {
            label: label::network(&network, locale),
            network,
            shares,
        })
        .collect();
    networks.sort_by_key(|network| Reverse(network.shares));
    Ok(networks)
}
