//! Sections, authors or languages of some days, and where readers came from.

use askama::Template;
use jiff::Timestamp;
use tiraj_model::Site;
use tiraj_reporting::notation;
use tiraj_reporting::origins::{Origin, Origins, Shared};
use tiraj_reporting::scope::{self, Kind, PUBLISHING_HOURS, PublishingHour, ScopeReport, ScopeRow};

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{Bar, Card, Change, Drawn, NOTHING, bars_of_views, change, percent_of, portion};
use crate::DashboardError;
use crate::http::{View, address};

/// How many authors are listed; of sections and languages there are never as many.
const ROWS: usize = 100;
/// How many sources are listed.
const SOURCES: usize = 25;

#[derive(Template)]
#[template(path = "dashboard/scope.html")]
struct ScopePage {
    chrome: Chrome,
    singular: &'static str,
    rows: Vec<Row>,
    charts: Vec<Drawn>,
    publishing: Vec<Hours>,
}

struct Row {
    label: String,
    /// The list of its articles; empty where there is none.
    address: String,
    views: String,
    portion: String,
    width: u64,
    change: Option<Change>,
    trend: Option<Change>,
    readers: String,
    shares: String,
    share_rate: String,
    articles: String,
    leading: String,
}

struct Hours {
    hours: String,
    articles: String,
    times: String,
}

#[derive(Template)]
#[template(path = "dashboard/origins.html")]
struct OriginsPage {
    chrome: Chrome,
    cards: Vec<Card>,
    charts: Vec<Drawn>,
    sources: Vec<SourceRow>,
    networks: Vec<NetworkRow>,
    devices: Vec<Bar>,
}

struct SourceRow {
    label: String,
    channel: String,
    count: String,
    width: u64,
    change: Option<Change>,
}

struct NetworkRow {
    label: String,
    shares: String,
    returned: String,
    by_share: String,
}

/// The page of sections, authors or languages.
pub(crate) fn scope(
    report: &ScopeReport,
    view: View,
    (site, around): (&Site, &Around),
    now: Timestamp,
) -> Result<String, DashboardError> {
    let (tab, path, title, singular) = match report.kind {
        Kind::Section => (Tab::Sections, "/sections", "Sections", "Section"),
        Kind::Author => (Tab::Authors, "/authors", "Authors", "Author"),
        Kind::Language => (Tab::Languages, "/languages", "Languages", "Language"),
    };
    let greatest = report.rows.first().map_or(0, |row| row.views);
    let list = |row: &ScopeRow| stories(report.kind, row, site, view);
    let page = ScopePage {
        chrome: Chrome::new(site, around, Some(tab), title).with_days((path, view), &[], (site, now)),
        singular,
        rows: report.rows.iter().take(ROWS).map(|row| scope_row(row, list(row), greatest)).collect(),
        charts: charts(report.charts(), site, view)?,
        publishing: report.publishing.iter().map(hours).collect(),
    };
    Ok(page.render()?)
}

/// The page of sources and shares.
pub(crate) fn origins(
    origins: &Origins,
    view: View,
    (site, around): (&Site, &Around),
    now: Timestamp,
) -> Result<String, DashboardError> {
    let greatest = origins.sources.first().map_or(0, |row| row.views.value);
    let chrome = Chrome::new(site, around, Some(Tab::Sources), "Sources and shares");
    let page = OriginsPage {
        chrome: chrome.with_days(("/sources", view), &[], (site, now)),
        cards: visit_cards(origins),
        charts: charts(origins.charts(), site, view)?,
        sources: origins.sources.iter().take(SOURCES).map(|row| source(row, greatest)).collect(),
        networks: origins.networks.iter().map(network).collect(),
        devices: bars_of_views(&origins.devices, SOURCES),
    };
    Ok(page.render()?)
}

fn charts(
    charts: Vec<tiraj_reporting::chart::Chart>,
    site: &Site,
    view: View,
) -> Result<Vec<Drawn>, DashboardError> {
    let days = view.pairs();
    let days = days.iter().map(|(name, value)| (*name, value.as_str()));
    let query: Vec<(&str, &str)> = std::iter::once(("site", site.name.as_str())).chain(days).collect();
    Ok(Drawn::all(charts, &query)?)
}

/// The list of a row's articles.
fn stories(kind: Kind, row: &ScopeRow, site: &Site, view: View) -> String {
    if row.key.is_empty() {
        return String::new();
    }
    let name = match kind {
        Kind::Section => "section",
        Kind::Author => "author",
        Kind::Language => "lang",
    };
    let days = view.pairs();
    let days = days.iter().map(|(name, value)| (*name, value.as_str()));
    address("/stories", [("site", site.name.as_str()), (name, row.key.as_str())].into_iter().chain(days))
}

fn scope_row(row: &ScopeRow, address: String, greatest: u64) -> Row {
    Row {
        label: row.label.clone(),
        address,
        views: notation::count(row.views),
        portion: notation::percent(row.portion),
        width: percent_of(row.views, greatest),
        change: row.change.map(judged),
        trend: row.trend.map(heading),
        readers: notation::count(row.readers),
        shares: notation::count(row.shares),
        share_rate: portion(row.share_rate),
        articles: notation::count(row.articles),
        leading: portion(row.leading),
    }
}

/// A change, coloured only where it is more than chance.
fn judged(judged: scope::Change) -> Change {
    let [low, high] = judged.interval.map(notation::change);
    let told = change(judged.change);
    let class = if judged.significant { told.class } else { "same" };
    Change { class, title: format!("with 95 % certainty between {low} and {high}"), ..told }
}

fn heading(trend: scope::Heading) -> Change {
    let (class, arrow) = match trend.direction {
        1 => ("up", "↗"),
        -1 => ("down", "↘"),
        _ => ("same", "→"),
    };
    let sign = if trend.slope < 0.0 { "−" } else { "+" };
    Change {
        text: format!("{arrow} {sign}{}", notation::mean(trend.slope.abs())),
        class,
        title: format!(
            "views more or fewer each week; chance of such weeks without a trend: {:.3}",
            trend.p_value
        ),
    }
}

fn hours(row: &PublishingHour) -> Hours {
    Hours {
        hours: format!("{:02}:00–{:02}:00", row.hour, row.hour + PUBLISHING_HOURS),
        articles: notation::count(row.articles as u64),
        times: notation::change(row.times - 1.0),
    }
}

fn visit_cards(origins: &Origins) -> Vec<Card> {
    let Some(visits) = origins.visits else { return Vec::new() };
    let card = |name, value, note: &str| Card { name, value, note: note.to_owned() };
    vec![
        card("Views", notation::count(origins.views), ""),
        card("Visits", notation::count(visits.visits), "ended by 30 minutes of nothing"),
        card("Views a visit", notation::decimal(visits.depth), ""),
        card("Time a visit", notation::spent(visits.seconds), "from first to last event"),
        card("Left after one page", notation::percent(visits.bounce_rate), "bounces"),
        card("Had been here before", notation::percent(visits.returning), "on this or the day before"),
    ]
}

fn source(row: &Origin, greatest: u64) -> SourceRow {
    SourceRow {
        label: row.label.clone(),
        channel: if row.key.is_empty() { String::new() } else { row.channel.clone() },
        count: notation::count(row.views.value),
        width: percent_of(row.views.value, greatest),
        change: row.views.change.map(change),
    }
}

fn network(row: &Shared) -> NetworkRow {
    NetworkRow {
        label: row.label.clone(),
        shares: notation::count(row.shares),
        returned: row.returned.map_or_else(|| NOTHING.to_owned(), notation::count),
        by_share: row.by_share.map_or_else(|| NOTHING.to_owned(), notation::decimal),
    }
}
