//! `GET /api/v1/stats/articles` and `GET /api/v1/stats/stories`: what was read and shared in some days.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tiraj_model::Site;
use tiraj_reporting::spreadsheet::{Cell, CellType, Sheet};
use tiraj_store::{ArticleFigures, Period, Selection, StoryFigures};

use crate::DashboardError;
use crate::http::App;
use crate::http::answer::{Format, Tabular};
use crate::http::query::{Asked, Days, OfDays};
use crate::http::refusal::{Code, Refusal};

/// The longest stretch of one answer: figures are counted from the raw events.
const MOST_DAYS: i64 = 92;
/// How many rows an answer has unless said, and at most.
const USUAL_LIMIT: u32 = 50;
const MOST_ROWS: u32 = 1_000;

/// `?site=S&from=2026-11-23&to=2026-11-23&limit=50`: days of the site's zone, both included; today unless said.
#[derive(Debug, Deserialize)]
pub(in crate::http) struct OfRanking {
    site: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    limit: Option<u32>,
}

/// What is asked for, understood.
struct Ranking {
    site: Site,
    days: Days,
    period: Period,
    limit: u32,
}

/// The answer, as `schemas/stats/articles.schema.json` describes it.
#[derive(Debug, Serialize)]
struct ArticlesAnswer {
    site: String,
    from: Date,
    to: Date,
    articles: Vec<ArticleFigures>,
}

/// The answer, as `schemas/stats/stories.schema.json` describes it.
#[derive(Debug, Serialize)]
struct StoriesAnswer {
    site: String,
    from: Date,
    to: Date,
    stories: Vec<StoryFigures>,
}

pub(in crate::http) async fn get_articles(
    State(app): State<App>,
    format: Format,
    Asked(query): Asked<OfRanking>,
) -> Result<Response, Refusal> {
    let Ranking { site, days: Days { from, to, .. }, period, limit } = query.understand(&app)?;
    let selection = Selection::most_viewed(limit);
    let selected =
        app.dashboard.store.article_figures(&period, &selection).await.map_err(DashboardError::from)?;
    let articles = selected.articles;
    format.answer(&ArticlesAnswer { site: site.name.to_string(), from, to, articles })
}

pub(in crate::http) async fn get_stories(
    State(app): State<App>,
    format: Format,
    Asked(query): Asked<OfRanking>,
) -> Result<Response, Refusal> {
    let Ranking { site, days: Days { from, to, .. }, period, limit } = query.understand(&app)?;
    let stories = app.dashboard.store.story_figures(&period, limit).await.map_err(DashboardError::from)?;
    format.answer(&StoriesAnswer { site: site.name.to_string(), from, to, stories })
}

impl OfRanking {
    fn understand(self, app: &App) -> Result<Ranking, Refusal> {
        let site = app.site(self.site.as_deref())?;
        let now = app.dashboard.clock.now();
        let query = OfDays { site: None, from: self.from, to: self.to };
        let days = query.days(&site, now, MOST_DAYS)?;
        let limit = self.limit.unwrap_or(USUAL_LIMIT);
        if !(1..=MOST_ROWS).contains(&limit) {
            let message = format!("The limit {limit} is not between 1 and {MOST_ROWS}.");
            return Err(Refusal::new(Code::MalformedRequest, message));
        }
        let period = Period::new(&site, days.window.0, days.window.1, now);
        Ok(Ranking { site, days, period, limit })
    }
}

/// The columns of figures.
const FIGURES: [(&str, CellType); 3] =
    [("views", CellType::Count), ("readers", CellType::Count), ("shares", CellType::Count)];

/// Engaged time in milliseconds, of articles only.
const ENGAGED: (&str, CellType) = ("engaged_ms", CellType::Count);

impl Tabular for ArticlesAnswer {
    /// Authors and tags stand in one cell, separated by semicolons.
    fn table(&self) -> Sheet {
        let texts =
            ["path", "title", "section", "authors", "lang", "published_at", "updated_at", "tags", "story"];
        let texts = texts.map(|name| (name, CellType::Text));
        let mut sheet = Sheet::of(
            texts.into_iter().chain([("word_count", CellType::Count)]).chain(FIGURES).chain([ENGAGED]),
        );
        for article in &self.articles {
            let moment =
                |moment: Option<jiff::Timestamp>| Cell::from(moment.map(|moment| moment.to_string()));
            sheet.row([
                article.path.as_str().into(),
                article.title.as_str().into(),
                article.section.as_str().into(),
                article.authors.join("; ").into(),
                article.lang.as_str().into(),
                moment(article.published_at),
                moment(article.updated_at),
                article.tags.join("; ").into(),
                article.story.as_str().into(),
                article.word_count.map(u64::from).into(),
                article.views.into(),
                article.readers.into(),
                article.shares.into(),
                article.engaged_ms.into(),
            ]);
        }
        sheet
    }
}

impl Tabular for StoriesAnswer {
    /// A row a member, with the figures of its story behind its own.
    fn table(&self) -> Sheet {
        let texts =
            ["story", "path", "lang", "title", "section", "published_at"].map(|name| (name, CellType::Text));
        let whole = ["story_views", "story_readers", "story_shares"].map(|name| (name, CellType::Count));
        let mut sheet = Sheet::of(texts.into_iter().chain(FIGURES).chain(whole));
        for story in &self.stories {
            for member in &story.members {
                sheet.row([
                    story.story.as_str().into(),
                    member.path.as_str().into(),
                    member.lang.as_str().into(),
                    member.title.as_str().into(),
                    member.section.as_str().into(),
                    member.published_at.map(|moment| moment.to_string()).into(),
                    member.views.into(),
                    member.readers.into(),
                    member.shares.into(),
                    story.views.into(),
                    story.readers.into(),
                    story.shares.into(),
                ]);
            }
        }
        sheet
    }
}
