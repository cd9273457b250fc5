//! `GET /stories`: articles in a table that can be filtered and sorted, and the same as a file.

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use tiraj_model::Site;
use tiraj_reporting::listing::{Field, Listing};
use tiraj_store::{ArticleOrder, Selection};

use super::App;
use super::asking::Asking;
use super::query::Asked;
use super::refusal::{Code, Refusal};
use super::view::{OfView, View, absent_if_empty};
use crate::page;
use crate::report::{SelectedStories, compute, read_stories};

/// How many articles a page has.
const PAGE: u32 = 50;
/// How many a file has at most.
const FILE: u32 = 1_000;
/// The longest text that is filtered by, in bytes.
const LONGEST: usize = 200;
const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `?section=…&author=…&lang=…&tag=…&q=…&sort=shares&dir=asc&page=2&columns=views.shares&format=csv`; columns are read by [`fields`].
#[derive(Debug, Default, Deserialize)]
pub(super) struct OfStories {
    #[serde(flatten)]
    view: OfView,
    #[serde(default, deserialize_with = "absent_if_empty")]
    section: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    author: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    lang: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    tag: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    q: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    sort: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    dir: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    page: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    format: Option<String>,
}

/// What a list shows: days, articles, columns, and which page of it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) view: View,
    pub(crate) selection: Selection,
    pub(crate) fields: Vec<Field>,
    /// From 1.
    pub(crate) page: u32,
}

/// As what the list is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Page,
    Csv,
    Xlsx,
}

pub(super) async fn get_stories(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfStories>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Refusal> {
    let site = app.site(query.view.site.as_deref())?;
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let (mut shown, format) = query.understand(&site, fields(raw.as_deref())?, now)?;
    if format != Format::Page {
        (shown.selection.limit, shown.selection.offset) = (FILE, 0);
    }
    let peers = app.peers.of(store, &site, now).await?;
    let stories = read_stories(store, &site, shown.view.span, &shown.selection, &peers, now).await?;
    if format == Format::Page {
        let around = asking.around(app.dashboard.sites.all());
        let html = compute(move || page::stories(&shown, &stories, &site, &around, now, PAGE)).await?;
        return Ok(Html(html).into_response());
    }
    file(&site, shown, stories, format, now).await
}

/// The list as a file: the rows and columns that the page has, from the first on.
async fn file(
    site: &Site,
    shown: Shown,
    stories: SelectedStories,
    format: Format,
    now: Timestamp,
) -> Result<Response, Refusal> {
    let span = shown.view.span;
    let listing = Listing {
        title: format!("{}: articles of {} to {}", site.name, span.from, span.to),
        fields: shown.fields,
        entries: stories.entries,
        zone: site.zone(),
    };
    let (body, media, ending) = match format {
        Format::Xlsx => (compute(move || listing.workbook(now)).await?, XLSX, "xlsx"),
        Format::Csv | Format::Page => (listing.csv().into_bytes(), CSV, "csv"),
    };
    // Names of sites are ASCII without quotes, and so are days.
    let name = format!("attachment; filename=\"{}-stories-{}-{}.{ending}\"", site.name, span.from, span.to);
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], body)
        .into_response())
}

impl OfStories {
    fn understand(
        &self,
        site: &Site,
        fields: Vec<Field>,
        now: Timestamp,
    ) -> Result<(Shown, Format), Refusal> {
        let view = self.view.view(site, now)?;
        let page: u32 = self.page.as_deref().map_or(Ok(1), str::parse).unwrap_or(0);
        if page == 0 {
            return Err(refuse("A page is a whole number from 1 on."));
        }
        let selection = Selection {
            section: text(self.section.as_deref())?,
            authors: Some(text(self.author.as_deref())?)
                .filter(|name| !name.is_empty())
                .into_iter()
                .collect(),
            lang: text(self.lang.as_deref())?,
            tag: text(self.tag.as_deref())?,
            text: text(self.q.as_deref())?,
            order: self.order()?,
            ascending: self.ascending()?,
            limit: PAGE,
            offset: PAGE.saturating_mul(page - 1),
        };
        Ok((Shown { view, selection, fields, page }, self.format()?))
    }

    fn order(&self) -> Result<ArticleOrder, Refusal> {
        let Some(name) = self.sort.as_deref() else { return Ok(ArticleOrder::default()) };
        ArticleOrder::ALL.into_iter().find(|order| order.as_str() == name).ok_or_else(|| {
            let known = ArticleOrder::ALL.map(ArticleOrder::as_str).join(", ");
            refuse(&format!("Articles are not sorted by that. They are by: {known}."))
        })
    }

    fn ascending(&self) -> Result<bool, Refusal> {
        match self.dir.as_deref() {
            None | Some("desc") => Ok(false),
            Some("asc") => Ok(true),
            Some(_) => Err(refuse("A direction is asc or desc.")),
        }
    }

    fn format(&self) -> Result<Format, Refusal> {
        match self.format.as_deref() {
            None | Some("html") => Ok(Format::Page),
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            Some(_) => Err(refuse("The list is there as html, csv and xlsx.")),
        }
    }
}

/// The columns that are named, in the order in which they always stand: a form names each by itself, an address all with dots between.
fn fields(query: Option<&str>) -> Result<Vec<Field>, Refusal> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let values: Vec<_> = pairs.filter(|(name, _)| name == "columns").map(|(_, value)| value).collect();
    let names: Vec<&str> =
        values.iter().flat_map(|value| value.split('.')).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Ok(Field::USUAL.to_vec());
    }
    let named: Option<Vec<Field>> = names.into_iter().map(Field::named).collect();
    let named = named.ok_or_else(|| {
        let known = Field::ALL.map(Field::as_str).join(", ");
        refuse(&format!("There is no such column. Known are: {known}."))
    })?;
    Ok(Field::ALL.into_iter().filter(|field| named.contains(field)).collect())
}

fn text(text: Option<&str>) -> Result<String, Refusal> {
    let text = text.unwrap_or_default();
    if text.len() > LONGEST {
        return Err(refuse(&format!("A filter of more than {LONGEST} bytes finds nothing; say less.")));
    }
    Ok(text.to_owned())
}

fn refuse(message: &str) -> Refusal {
    Refusal::new(Code::MalformedRequest, message)
}
