//! Today of a site: how many read now, the day's curve, what leads.

use askama::Template;
use tiraj_locale::Locale;
use tiraj_model::Site;
use tiraj_reporting::chart::Table;
use tiraj_reporting::metric::{Definition, Metric, definitions};
use tiraj_reporting::notation;
use tiraj_reporting::today::{Today, TodayNetwork, TodayRow};
use tiraj_reporting::{Figure, ReportError};

use super::chrome::{Chrome, Tab};
use super::pieces::{Change, NOTHING, change, percent_of, story};
use crate::DashboardError;

/// How many articles the page lists.
const ARTICLES: usize = 20;
/// How many sections and networks it lists.
const ROWS: usize = 10;

#[derive(Template)]
#[template(path = "dashboard/overview.html")]
struct Page<'a> {
    today: &'a Today,
    date: String,
    time: String,
    chrome: Chrome,
    present: String,
    cards: Vec<Card>,
    curve: Curve,
    /// How much of the day has passed, in percent: what a narrow window shows of the curve first.
    passed: u64,
    articles: Vec<Row<'a>>,
    sections: Vec<Row<'a>>,
    networks: Vec<Shared<'a>>,
    definitions: [Definition; 4],
    this_week: String,
}

/// A total of the day.
struct Card {
    name: &'static str,
    /// The name of the live number that keeps it current; empty for none.
    live: &'static str,
    value: String,
    change: Option<Change>,
    usual: String,
}

/// The day's curve and its numbers.
struct Curve {
    svg: String,
    table: Table,
}

/// An article or a section.
struct Row<'a> {
    label: &'a str,
    path: &'a str,
    /// Its own page; empty for a section.
    address: String,
    section: &'a str,
    views: String,
    readers: String,
    shares: String,
    /// Its views as percent of the first row's, for the bar under it.
    width: u64,
}

/// A share network.
struct Shared<'a> {
    label: &'a str,
    shares: String,
    /// Its shares as percent of the first network's, for the bar under it.
    width: u64,
}

/// Today of a site as a page. `present` are the readers of this moment, `sites` all that may be chosen.
pub(crate) fn overview(
    today: &Today,
    present: u64,
    site: &Site,
    sites: &[Site],
) -> Result<String, DashboardError> {
    let now = today.now.to_zoned(site.zone());
    let page = Page {
        today,
        date: now.strftime("%A, %-d %B %Y").to_string(),
        time: now.strftime("%H:%M").to_string(),
        chrome: Chrome::new(site, sites, Some(Tab::Today), "Today"),
        present: notation::count(present),
        cards: cards(today),
        curve: curve(today)?,
        passed: passed(today),
        articles: rows(&today.articles, ARTICLES, |row| story(&today.site, &row.key)),
        sections: rows(&today.sections, ROWS, |_| String::new()),
        networks: networks(&today.networks),
        definitions: definitions(Locale::ENGLISH),
        this_week: tiraj_model::IsoWeek::of(today.day).to_string(),
    };
    Ok(page.render()?)
}

fn cards(today: &Today) -> Vec<Card> {
    let rate = today.share_rate.map_or_else(|| NOTHING.to_owned(), notation::percent);
    vec![
        compared(Metric::Views, "views_today", &today.views),
        plain(Metric::Readers, "readers_today", notation::count(today.readers)),
        compared(Metric::Shares, "shares_today", &today.shares),
        plain(Metric::ShareRate, "", rate),
    ]
}

fn compared(metric: Metric, live: &'static str, figure: &Figure<u64>) -> Card {
    Card {
        change: figure.change.map(change),
        usual: figure
            .usual
            .map_or_else(String::new, |usual| format!("usually\u{a0}{}", notation::mean(usual))),
        ..plain(metric, live, notation::count(figure.value))
    }
}

fn plain(metric: Metric, live: &'static str, value: String) -> Card {
    Card { name: metric.name(Locale::ENGLISH), live, value, change: None, usual: String::new() }
}

fn curve(today: &Today) -> Result<Curve, ReportError> {
    let chart = today.charts().into_iter().find(|chart| chart.name == "today");
    let chart = chart.expect("today always has its curve");
    Ok(Curve { svg: chart.svg()?, table: chart.table })
}

fn passed(today: &Today) -> u64 {
    let begun = today.hours.iter().filter(|hour| hour.views.is_some()).count();
    percent_of(begun as u64, today.hours.len() as u64)
}

fn rows(rows: &[TodayRow], most: usize, address: impl Fn(&TodayRow) -> String) -> Vec<Row<'_>> {
    let greatest = rows.first().map_or(0, |row| row.views);
    rows.iter().take(most).map(|row| Row { address: address(row), ..read(row, greatest) }).collect()
}

fn read(row: &TodayRow, greatest: u64) -> Row<'_> {
    Row {
        label: &row.label,
        path: &row.key,
        address: String::new(),
        section: &row.section,
        views: notation::count(row.views),
        readers: notation::count(row.readers),
        shares: notation::count(row.shares),
        width: percent_of(row.views, greatest),
    }
}

fn networks(networks: &[TodayNetwork]) -> Vec<Shared<'_>> {
    let greatest = networks.first().map_or(0, |network| network.shares);
    networks.iter().take(ROWS).map(|network| shared(network, greatest)).collect()
}

fn shared(network: &TodayNetwork, greatest: u64) -> Shared<'_> {
    Shared {
        label: &network.label,
        shares: notation::count(network.shares),
        width: percent_of(network.shares, greatest),
    }
}
