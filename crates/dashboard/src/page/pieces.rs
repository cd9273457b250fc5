//! What several pages are made of: charts, cards, changes, bars.

use tiraj_locale::Locale;
use tiraj_reporting::ReportError;
use tiraj_reporting::breakdown::Part;
use tiraj_reporting::chart::{Chart, Table};
use tiraj_reporting::notation;

use crate::http::address;

/// What stands where there is no number.
pub(crate) const NOTHING: &str = "–";

/// A chart with its numbers and the ways to it alone.
pub(crate) struct Drawn {
    pub(crate) title: String,
    pub(crate) svg: String,
    pub(crate) table: Table,
    pub(crate) svg_address: String,
    pub(crate) png_address: String,
}

/// A number with its name.
pub(crate) struct Card {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) note: String,
}

/// A change as text, with the class that colours it, and what is behind it.
pub(crate) struct Change {
    pub(crate) text: String,
    pub(crate) class: &'static str,
    pub(crate) title: String,
}

/// A named count with a bar.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) count: String,
    pub(crate) portion: String,
    /// As percent of the first one.
    pub(crate) width: u64,
}

impl Drawn {
    /// Draws charts; `query` is what their addresses ask for.
    pub(crate) fn all(charts: Vec<Chart>, query: &[(&str, &str)]) -> Result<Vec<Self>, ReportError> {
        charts.into_iter().map(|chart| Self::new(chart, query)).collect()
    }

    fn new(chart: Chart, query: &[(&str, &str)]) -> Result<Self, ReportError> {
        let address =
            |ending: &str| address(&format!("/charts/{}.{ending}", chart.name), query.iter().copied());
        Ok(Self {
            svg: chart.svg()?,
            svg_address: address("svg"),
            png_address: address("png"),
            title: chart.title,
            table: chart.table,
        })
    }
}

/// A change in English, coloured where it is one.
pub(crate) fn change(fraction: f64) -> Change {
    change_in(Locale::ENGLISH, fraction)
}

/// The same in a language.
pub(crate) fn change_in(locale: Locale, fraction: f64) -> Change {
    let class = match fraction {
        fraction if fraction >= 0.005 => "up",
        fraction if fraction <= -0.005 => "down",
        _ => "same",
    };
    Change { text: locale.change(fraction), class, title: String::new() }
}

/// Values with their views, the greatest of `most`.
pub(crate) fn bars_of_views(parts: &[Part], most: usize) -> Vec<Bar> {
    let all: u64 = parts.iter().map(|part| part.views).sum();
    bars(parts.iter().map(|part| (part.label.as_str(), part.views)), all, most)
}

/// Values with their shares.
pub(crate) fn bars_of_shares(parts: &[Part], most: usize) -> Vec<Bar> {
    let all: u64 = parts.iter().map(|part| part.shares).sum();
    bars(parts.iter().map(|part| (part.label.as_str(), part.shares)), all, most)
}

fn bars<'a>(rows: impl Iterator<Item = (&'a str, u64)>, all: u64, most: usize) -> Vec<Bar> {
    let mut rows: Vec<(&str, u64)> = rows.filter(|(_, count)| *count > 0).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let greatest = rows.first().map_or(0, |(_, count)| *count);
    let bar = |(label, count): (&str, u64)| Bar {
        label: label.to_owned(),
        count: notation::count(count),
        portion: notation::percent(count as f64 / all.max(1) as f64),
        width: percent_of(count, greatest),
    };
    rows.into_iter().take(most).map(bar).collect()
}

/// A count as percent of another.
pub(crate) fn percent_of(value: u64, greatest: u64) -> u64 {
    (value * 100).checked_div(greatest).unwrap_or(0)
}

/// A part in percent, or that there is none.
pub(crate) fn portion(part: Option<f64>) -> String {
    part.map_or_else(|| NOTHING.to_owned(), notation::percent)
}

/// The way to an article's page.
pub(crate) fn story(site: &str, path: &str) -> String {
    address("/story", [("site", site), ("path", path)])
}
