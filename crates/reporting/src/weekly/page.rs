//! The report as one HTML file.
//!
//! Everything is inside: style, charts as inline SVG, the typeface as data. The template escapes every text;
//! only the charts, which escape their own, go in as they are.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{ArticleRow, Mover, WeeklyReport};
use crate::chart::{Chart, Table, WEB_BOLD, WEB_REGULAR};
use crate::figure::Figure;
use crate::metric::Metric;
use crate::{ReportError, notation};

/// What stands where there is no number.
const NOTHING: &str = "–";

#[derive(Template)]
#[template(path = "report/weekly.html")]
struct Page<'a> {
    report: &'a WeeklyReport,
    period: String,
    generated: String,
    regular: String,
    bold: String,
    cards: Vec<Card>,
    drawings: Vec<Drawing>,
    articles: Vec<Article<'a>>,
    sections: Vec<Section<'a>>,
    movements: Vec<Movement>,
    channels: Vec<Channel<'a>>,
}

/// A headline figure.
struct Card {
    name: &'static str,
    value: String,
    change: Change,
    usual: String,
}

/// A change as text, with the class that colours it.
struct Change {
    text: String,
    class: &'static str,
}

/// A chart as it stands in the page.
struct Drawing {
    name: &'static str,
    title: String,
    svg: String,
    table: Table,
}

struct Article<'a> {
    row: &'a ArticleRow,
    byline: String,
    views: String,
    readers: String,
    shares: String,
    share_rate: String,
    change: Change,
}

struct Section<'a> {
    label: &'a str,
    views: String,
    portion: String,
    readers: String,
    shares: String,
    share_rate: String,
    change: Change,
}

/// A list of what rose or fell.
struct Movement {
    title: &'static str,
    movers: Vec<Moved>,
}

struct Moved {
    label: String,
    views: String,
    usual: String,
    change: Change,
}

struct Channel<'a> {
    label: &'a str,
    views: String,
    portion: String,
    sources: String,
}

pub(super) fn render(report: &WeeklyReport) -> Result<String, ReportError> {
    let page = Page {
        report,
        period: notation::span(report.from, report.to),
        generated: report.generated_local.strftime("%-d %B %Y, %H:%M").to_string(),
        regular: STANDARD.encode(WEB_REGULAR),
        bold: STANDARD.encode(WEB_BOLD),
        cards: cards(report),
        drawings: drawings(report)?,
        articles: report.articles.iter().map(article).collect(),
        sections: report.sections.iter().map(section).collect(),
        movements: movements(report),
        channels: report.channels.iter().map(channel).collect(),
    };
    Ok(page.render()?)
}

/// The charts, if there is anything to draw.
fn drawings(report: &WeeklyReport) -> Result<Vec<Drawing>, ReportError> {
    if report.headline.views.value == 0 {
        return Ok(Vec::new());
    }
    report.charts().into_iter().map(drawing).collect()
}

fn drawing(chart: Chart) -> Result<Drawing, ReportError> {
    Ok(Drawing { name: chart.name, svg: chart.svg()?, title: chart.title, table: chart.table })
}

fn cards(report: &WeeklyReport) -> Vec<Card> {
    let head = &report.headline;
    let counts =
        [(Metric::Views, &head.views), (Metric::Readers, &head.readers), (Metric::Shares, &head.shares)];
    let mut cards: Vec<Card> = counts.map(|(metric, figure)| count_card(metric, figure)).into();
    cards.push(rate_card(head.share_rate.as_ref()));
    cards
}

fn count_card(metric: Metric, figure: &Figure<u64>) -> Card {
    Card {
        name: metric.name(),
        value: notation::count(figure.value),
        change: change(figure.change),
        usual: figure.usual.map_or_else(String::new, |usual| format!("usually {}", notation::mean(usual))),
    }
}

fn rate_card(rate: Option<&Figure<f64>>) -> Card {
    let usual = rate.and_then(|rate| rate.usual);
    Card {
        name: Metric::ShareRate.name(),
        value: percent(rate.map(|rate| rate.value)),
        change: change(rate.and_then(|rate| rate.change)),
        usual: usual.map_or_else(String::new, |usual| format!("usually {}", notation::percent(usual))),
    }
}

fn article(row: &ArticleRow) -> Article<'_> {
    let parts = [row.section.as_str(), row.authors.as_str()];
    let new = || Change { text: "new".to_owned(), class: "new" };
    Article {
        row,
        byline: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        views: notation::count(row.views.value),
        readers: notation::count(row.readers),
        shares: notation::count(row.shares),
        share_rate: percent(row.share_rate),
        change: if row.new { new() } else { change(row.views.change) },
    }
}

fn section(row: &super::SectionRow) -> Section<'_> {
    Section {
        label: &row.label,
        views: notation::count(row.views.value),
        portion: notation::percent(row.portion),
        readers: notation::count(row.readers),
        shares: notation::count(row.shares),
        share_rate: percent(row.share_rate),
        change: change(row.views.change),
    }
}

fn channel(row: &super::ChannelRow) -> Channel<'_> {
    let source = |row: &super::SourceRow| format!("{} {}", row.source, notation::count(row.views.value));
    Channel {
        label: &row.label,
        views: notation::count(row.views.value),
        portion: notation::percent(row.portion),
        sources: row.sources.iter().map(source).collect::<Vec<_>>().join(", "),
    }
}

fn movements(report: &WeeklyReport) -> Vec<Movement> {
    let (articles, sections) = (&report.article_movement, &report.section_movement);
    [
        ("Articles that rose", &articles.rising),
        ("Articles that fell", &articles.falling),
        ("Sections that rose", &sections.rising),
        ("Sections that fell", &sections.falling),
    ]
    .map(|(title, movers)| Movement { title, movers: movers.iter().map(moved).collect() })
    .into()
}

fn moved(mover: &Mover) -> Moved {
    Moved {
        label: mover.label.clone(),
        views: notation::count(mover.views.value),
        usual: mover.views.usual.map_or_else(|| NOTHING.to_owned(), notation::mean),
        change: change(mover.views.change),
    }
}

fn change(fraction: Option<f64>) -> Change {
    let Some(fraction) = fraction else { return Change { text: NOTHING.to_owned(), class: "same" } };
    let class = match fraction {
        fraction if fraction >= 0.005 => "up",
        fraction if fraction <= -0.005 => "down",
        _ => "same",
    };
    Change { text: notation::change(fraction), class }
}

fn percent(fraction: Option<f64>) -> String {
    fraction.map_or_else(|| NOTHING.to_owned(), notation::percent)
}
