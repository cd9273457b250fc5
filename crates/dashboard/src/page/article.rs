//! One article.

use askama::Template;
use tiraj_model::Site;
use tiraj_reporting::article::{ArticleReport, NextPage};
use tiraj_reporting::notation;

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{Bar, Card, Drawn, NOTHING, bars_of_shares, bars_of_views, percent_of, portion, story};
use crate::DashboardError;
use crate::http::address;
use crate::report::{ReadArticle, Translation};

/// How many sources are listed.
const ROWS: usize = 12;

#[derive(Template)]
#[template(path = "dashboard/article.html")]
struct Page<'a> {
    chrome: Chrome,
    path: &'a str,
    /// The article itself, on the site.
    public: String,
    facts: Vec<Fact>,
    cards: Vec<Card>,
    sentences: &'a [String],
    charts: Vec<Drawn>,
    sources: Vec<Bar>,
    networks: Vec<Bar>,
    devices: Vec<Bar>,
    next: Vec<Row<'a>>,
    translations: Vec<Row<'a>>,
    winds: Vec<Wind>,
}

/// Something that is known of the article, with the list of what has it too.
struct Fact {
    text: String,
    address: String,
}

/// Another article with a count.
struct Row<'a> {
    address: String,
    label: &'a str,
    section: &'a str,
    lang: &'a str,
    count: String,
    width: u64,
}

struct Wind {
    from: String,
    days: String,
    views: String,
}

/// An article's page.
pub(crate) fn article(read: &ReadArticle, site: &Site, around: &Around) -> Result<String, DashboardError> {
    let report = &read.report;
    let (name, path) = (site.name.as_str(), report.facts.path.as_str());
    let page = Page {
        chrome: Chrome::new(site, around, Some(Tab::Stories), report.label()),
        path,
        public: format!("https://{name}{path}"),
        facts: facts(report, site),
        cards: cards(report),
        sentences: &report.sentences,
        charts: Drawn::all(report.charts(), &[("site", name), ("path", path)])?,
        sources: bars_of_views(&report.sources, ROWS),
        networks: bars_of_shares(&report.networks, ROWS),
        devices: bars_of_views(&report.devices, ROWS),
        next: next(&report.next, name),
        translations: read.translations.iter().map(|other| translation(other, name)).collect(),
        winds: winds(report, site),
    };
    Ok(page.render()?)
}

fn facts(report: &ArticleReport, site: &Site) -> Vec<Fact> {
    let facts = &report.facts;
    let list = |name: &str, value: &str| Fact {
        text: value.to_owned(),
        address: address("/stories", [("site", site.name.as_str()), (name, value), ("period", "28d")]),
    };
    let plain = |text: String| Fact { text, address: String::new() };
    let mut told = Vec::new();
    if let Some(out) = facts.published_at {
        told.push(plain(report.age.name().to_owned()));
        told.push(plain(out.to_zoned(site.zone()).strftime("%-d %B %Y, %H:%M").to_string()));
    }
    let section = Some(facts.section.as_str()).filter(|section| !section.is_empty());
    told.extend(section.map(|section| list("section", section)));
    told.extend(facts.authors.iter().map(|author| list("author", author)));
    let lang = Some(facts.lang.as_str()).filter(|lang| !lang.is_empty());
    told.extend(lang.map(|lang| list("lang", lang)));
    told.extend(facts.word_count.map(|words| plain(format!("{} words", notation::count(words.into())))));
    told.extend(facts.tags.iter().map(|tag| list("tag", tag)));
    told
}

fn cards(report: &ArticleReport) -> Vec<Card> {
    let standing = report.standing.map(|standing| Card {
        name: "Score",
        value: standing.score.to_string(),
        note: format!("of 100; {} expected", notation::mean(standing.expected)),
    });
    let half = report.life.half_life_hours.filter(|_| report.is_dated()).map(|hours| Card {
        name: "Half-life",
        value: notation::age(hours),
        note: report
            .life
            .most_hours
            .map_or_else(String::new, |hours| format!("nine of ten in {}", notation::age(hours))),
    });
    let engaged = report.engaged_seconds.map(|seconds| Card {
        name: "Time a view",
        value: notation::spent(seconds),
        note: report
            .completion
            .map_or_else(String::new, |part| format!("{} of its text", notation::percent(part))),
    });
    let card = |name, value, note: String| Card { name, value, note };
    let shares = format!("{} of views", portion(report.share_rate));
    let counts = [
        card("Views", notation::count(report.views), String::new()),
        card("Readers", notation::count(report.readers), String::new()),
        card("Shares", notation::count(report.shares), shares),
    ];
    counts.into_iter().chain(standing).chain(half).chain(engaged).collect()
}

fn next<'a>(pages: &'a [NextPage], site: &str) -> Vec<Row<'a>> {
    let greatest = pages.first().map_or(0, |page| page.moves);
    let row = |page: &'a NextPage| Row {
        address: story(site, &page.path),
        label: &page.label,
        section: &page.section,
        lang: "",
        count: notation::count(page.moves),
        width: percent_of(page.moves, greatest),
    };
    pages.iter().map(row).collect()
}

fn translation<'a>(other: &'a Translation, site: &str) -> Row<'a> {
    Row {
        address: story(site, &other.path),
        label: &other.title,
        section: "",
        lang: if other.lang.is_empty() { NOTHING } else { &other.lang },
        count: notation::count(other.views),
        width: 0,
    }
}

fn winds(report: &ArticleReport, site: &Site) -> Vec<Wind> {
    let wind = |wind: &tiraj_reporting::article::SecondWind| Wind {
        from: notation::long_date(wind.begin.to_zoned(site.zone()).date()),
        days: wind.days.to_string(),
        views: notation::count(wind.views),
    };
    report.life.second_winds.iter().filter(|_| report.is_dated()).map(wind).collect()
}
