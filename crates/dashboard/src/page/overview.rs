//! Today of a site: how many read now, the day's curve, what leads.

use askama::Template;
use tiraj_locale::Locale;
use tiraj_model::Site;
use tiraj_reporting::chart::Table;
use tiraj_reporting::metric::{Definition, Metric, definitions};
use tiraj_reporting::today::{Today, TodayNetwork, TodayRow};
use tiraj_reporting::{Figure, ReportError};

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{Change, NOTHING, change_in, percent_of, story};
use crate::DashboardError;

/// How many articles the page lists.
const ARTICLES: usize = 20;
/// How many sections and networks it lists.
const ROWS: usize = 10;

#[derive(Template)]
#[template(path = "dashboard/overview.html")]
struct Page<'a> {
    today: &'a Today,
    /// The words of the page.
    locale: Locale,
    title: String,
    moment: String,
    zone: String,
    as_of: String,
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
    name: String,
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
    around: &Around,
) -> Result<String, DashboardError> {
    let now = today.now.to_zoned(site.zone());
    let locale = Locale::new(around.language);
    let time = now.strftime("%H:%M").to_string();
    let title = locale.say("now-title", &[("site", today.site.as_str().into())]);
    let date = locale.weekday_date(now.date());
    let moment = locale.say("now-moment", &[("date", date.into()), ("time", time.as_str().into())]);
    let page = Page {
        today,
        locale,
        moment,
        zone: locale.say("page-times-in", &[("zone", today.zone.as_str().into())]),
        as_of: locale.say("now-as-of", &[("time", time.into())]),
        chrome: Chrome::translated(site, around, Tab::Today, &title),
        title,
        present: locale.count(present),
        cards: cards(today, locale),
        curve: curve(today)?,
        passed: passed(today),
        articles: rows(&today.articles, ARTICLES, locale, |row| story(&today.site, &row.key)),
        sections: rows(&today.sections, ROWS, locale, |_| String::new()),
        networks: networks(&today.networks, locale),
        definitions: definitions(locale),
        this_week: tiraj_model::IsoWeek::of(today.day).to_string(),
    };
    Ok(page.render()?)
}

fn cards(today: &Today, locale: Locale) -> Vec<Card> {
    let rate = today.share_rate.map_or_else(|| NOTHING.to_owned(), |rate| locale.percent(rate));
    vec![
        compared(locale, Metric::Views, "views_today", &today.views),
        plain(locale, Metric::Readers, "readers_today", locale.count(today.readers)),
        compared(locale, Metric::Shares, "shares_today", &today.shares),
        plain(locale, Metric::ShareRate, "", rate),
    ]
}

fn compared(locale: Locale, metric: Metric, live: &'static str, figure: &Figure<u64>) -> Card {
    let usual = |usual| locale.say("now-usually", &[("count", locale.mean(usual).into())]);
    Card {
        change: figure.change.map(|by| change_in(locale, by)),
        usual: figure.usual.map_or_else(String::new, usual),
        ..plain(locale, metric, live, locale.count(figure.value))
    }
}

fn plain(locale: Locale, metric: Metric, live: &'static str, value: String) -> Card {
    let name = locale.say("now-card", &[("metric", metric.name(locale).into())]);
    Card { name, live, value, change: None, usual: String::new() }
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

fn rows(
    rows: &[TodayRow],
    most: usize,
    locale: Locale,
    address: impl Fn(&TodayRow) -> String,
) -> Vec<Row<'_>> {
    let greatest = rows.first().map_or(0, |row| row.views);
    rows.iter().take(most).map(|row| Row { address: address(row), ..read(row, greatest, locale) }).collect()
}

fn read(row: &TodayRow, greatest: u64, locale: Locale) -> Row<'_> {
    Row {
        label: &row.label,
        path: &row.key,
        address: String::new(),
        section: &row.section,
        views: locale.count(row.views),
        readers: locale.count(row.readers),
        shares: locale.count(row.shares),
        width: percent_of(row.views, greatest),
    }
}

fn networks(networks: &[TodayNetwork], locale: Locale) -> Vec<Shared<'_>> {
    let greatest = networks.first().map_or(0, |network| network.shares);
    networks.iter().take(ROWS).map(|network| shared(network, greatest, locale)).collect()
}

fn shared(network: &TodayNetwork, greatest: u64, locale: Locale) -> Shared<'_> {
    Shared {
        label: &network.label,
        shares: locale.count(network.shares),
        width: percent_of(network.shares, greatest),
    }
}
