//! Articles of some days in a table.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tiraj_model::Site;
use tiraj_reporting::listing::{Entry, Field};
use tiraj_reporting::notation;
use tiraj_store::{ArticleOrder, Selection};

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{NOTHING, portion, story};
use crate::DashboardError;
use crate::http::{Shown, address};
use crate::report::SelectedStories;

const PATH: &str = "/stories";

#[derive(Template)]
#[template(path = "dashboard/stories.html")]
struct Page<'a> {
    chrome: Chrome,
    selection: &'a Selection,
    author: &'a str,
    /// What the form keeps of the address.
    kept: Vec<(&'static str, String)>,
    choices: Vec<Choice>,
    filtered: bool,
    all: String,
    found: String,
    views: String,
    shares: String,
    csv: String,
    xlsx: String,
    heads: Vec<Head>,
    rows: Vec<Row<'a>>,
    width: usize,
    previous: String,
    next: String,
}

/// A column that may be shown.
struct Choice {
    key: &'static str,
    name: &'static str,
    text: &'static str,
    chosen: bool,
}

/// The head of a column.
struct Head {
    name: &'static str,
    text: &'static str,
    /// Sorts by it; empty where it does not.
    address: String,
    /// `ascending`, `descending`, or empty.
    sorted: &'static str,
    words: bool,
}

struct Row<'a> {
    address: String,
    path: &'a str,
    label: &'a str,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    /// Whether it holds words, which stand to the left.
    words: bool,
}

/// What the address of a list asks for; each page, order and file changes one part of it.
struct Asked<'a> {
    site: &'a str,
    shown: &'a Shown,
    days: Vec<(&'static str, String)>,
    columns: String,
}

/// The list as a page; `most` articles are on one.
pub(crate) fn stories(
    shown: &Shown,
    stories: &SelectedStories,
    site: &Site,
    around: &Around,
    now: Timestamp,
    most: u32,
) -> Result<String, DashboardError> {
    let asked = Asked::new(site.name.as_str(), shown);
    let selection = &shown.selection;
    let zone = site.zone();
    let kept = asked.filters().into_iter().chain(asked.order()).chain([("columns", asked.columns.as_str())]);
    let kept: Vec<(&str, &str)> = kept.collect();
    let chrome = Chrome::new(site, around, Some(Tab::Stories), "Stories").with_days(
        (PATH, shown.view),
        &kept,
        (site, now),
    );
    let more = u64::from(selection.offset) + (stories.entries.len() as u64) < stories.found;
    let page = |page: u32| asked.address(&[("page", &page.to_string())]);
    let page = Page {
        chrome,
        selection,
        author: selection.authors.first().map_or("", String::as_str),
        kept: asked.form(),
        choices: Field::ALL.iter().map(|field| choice(*field, &shown.fields)).collect(),
        filtered: asked.filters().iter().any(|(_, value)| !value.is_empty()),
        all: address(PATH, asked.base()),
        found: notation::counted(stories.found, "article", "articles"),
        views: notation::counted(stories.views, "view", "views"),
        shares: notation::counted(stories.shares, "share", "shares"),
        csv: asked.address(&[("format", "csv")]),
        xlsx: asked.address(&[("format", "xlsx")]),
        heads: shown.fields.iter().map(|field| head(*field, &asked)).collect(),
        rows: stories.entries.iter().map(|entry| row(entry, &shown.fields, site, &zone)).collect(),
        width: shown.fields.len() + 1,
        previous: if shown.page > 1 { page(shown.page - 1) } else { String::new() },
        next: if more && most > 0 { page(shown.page + 1) } else { String::new() },
    };
    Ok(page.render()?)
}

impl<'a> Asked<'a> {
    fn new(site: &'a str, shown: &'a Shown) -> Self {
        let usual = shown.fields == Field::USUAL;
        let names: Vec<&str> = shown.fields.iter().map(|field| field.as_str()).collect();
        let columns = if usual { String::new() } else { names.join(".") };
        Self { site, shown, days: shown.view.pairs(), columns }
    }

    /// Site and days.
    fn base(&self) -> Vec<(&str, &str)> {
        let days = self.days.iter().map(|(name, value)| (*name, value.as_str()));
        std::iter::once(("site", self.site)).chain(days).collect()
    }

    fn filters(&self) -> [(&'static str, &str); 5] {
        let Selection { section, authors, lang, tag, text, .. } = &self.shown.selection;
        let author = authors.first().map_or("", String::as_str);
        [("q", text.as_str()), ("section", section), ("author", author), ("lang", lang), ("tag", tag)]
    }

    /// How it is sorted, where that is not as usual.
    fn order(&self) -> [(&'static str, &'static str); 2] {
        let Selection { order, ascending, .. } = self.shown.selection;
        let sort = if order == ArticleOrder::Views { "" } else { order.as_str() };
        [("sort", sort), ("dir", if ascending { "asc" } else { "" })]
    }

    /// The list with something else.
    fn address(&self, other: &[(&str, &str)]) -> String {
        let is_new = |name: &str| other.iter().any(|(changed, _)| *changed == name);
        let columns = [("columns", self.columns.as_str())];
        let kept = self.base().into_iter().chain(self.filters()).chain(self.order()).chain(columns);
        let kept: Vec<(&str, &str)> = kept.filter(|(name, _)| !is_new(name)).collect();
        address(PATH, kept.into_iter().chain(other.iter().copied()))
    }

    /// What a form of filters and columns keeps.
    fn form(&self) -> Vec<(&'static str, String)> {
        let site = [("site", self.site.to_owned())];
        let order = self.order().map(|(name, value)| (name, value.to_owned()));
        let all = site.into_iter().chain(self.days.clone()).chain(order);
        all.filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn choice(field: Field, chosen: &[Field]) -> Choice {
    Choice { key: field.as_str(), name: field.name(), text: field.text(), chosen: chosen.contains(&field) }
}

fn head(field: Field, asked: &Asked<'_>) -> Head {
    let order = ArticleOrder::ALL.into_iter().find(|order| order.as_str() == field.as_str());
    let selection = &asked.shown.selection;
    let current = order == Some(selection.order);
    // Whoever asks for the same order again wants it the other way round.
    let way = if current && !selection.ascending { "asc" } else { "desc" };
    Head {
        name: field.name(),
        text: field.text(),
        address: order
            .map_or_else(String::new, |order| asked.address(&[("sort", order.as_str()), ("dir", way)])),
        sorted: match (current, selection.ascending) {
            (false, _) => "",
            (true, true) => "ascending",
            (true, false) => "descending",
        },
        words: is_words(field),
    }
}

fn row<'a>(entry: &'a Entry, fields: &[Field], site: &Site, zone: &TimeZone) -> Row<'a> {
    Row {
        address: story(site.name.as_str(), &entry.path),
        path: &entry.path,
        label: entry.label(),
        cells: fields
            .iter()
            .map(|field| Cell { text: cell(entry, *field, zone), words: is_words(*field) })
            .collect(),
    }
}

const fn is_words(field: Field) -> bool {
    matches!(field, Field::Section | Field::Authors | Field::Lang)
}

fn cell(entry: &Entry, field: Field, zone: &TimeZone) -> String {
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    match field {
        Field::Section => entry.section.clone(),
        Field::Authors => entry.authors.join(", "),
        Field::Lang => entry.lang.clone(),
        Field::Published => or_nothing(
            entry.published_at.map(|at| at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()),
        ),
        Field::Views => notation::count(entry.views),
        Field::Readers => notation::count(entry.readers),
        Field::Shares => notation::count(entry.shares),
        Field::ShareRate => portion(entry.share_rate()),
        Field::Engaged => or_nothing(entry.engaged_seconds().map(notation::spent)),
        Field::Completion => portion(entry.completion()),
        Field::Score => or_nothing(entry.standing.map(|standing| standing.score.to_string())),
    }
}
