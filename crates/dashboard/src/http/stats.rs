//! `GET /api/v1/stats/articles` and `GET /api/v1/stats/stories`: what was read and shared in some days.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tiraj_model::Site;
use tiraj_store::{ArticleFigures, Period, Selection, StoryFigures};

use super::App;
use super::query::{Asked, Days, OfDays};
use super::refusal::{Code, Refusal};
use crate::DashboardError;

/// The longest stretch of one answer: figures are counted from the raw events.
const MOST_DAYS: i64 = 92;
/// How many rows an answer has unless said, and at most.
const USUAL_LIMIT: u32 = 50;
const MOST_ROWS: u32 = 1_000;

/// `?site=S&from=2026-11-23&to=2026-11-23&limit=50`: days of the site's zone, both included; today unless said.
#[derive(Debug, Deserialize)]
pub(super) struct OfRanking {
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
pub(super) struct ArticlesAnswer {
    site: String,
    from: Date,
    to: Date,
    articles: Vec<ArticleFigures>,
}

/// The answer, as `schemas/stats/stories.schema.json` describes it.
#[derive(Debug, Serialize)]
pub(super) struct StoriesAnswer {
    site: String,
    from: Date,
    to: Date,
    stories: Vec<StoryFigures>,
}

pub(super) async fn get_articles(
    State(app): State<App>,
    Asked(query): Asked<OfRanking>,
) -> Result<Json<ArticlesAnswer>, Refusal> {
    let Ranking { site, days: Days { from, to, .. }, period, limit } = query.understand(&app)?;
    let selection = Selection::most_viewed(limit);
    let selected =
        app.dashboard.store.article_figures(&period, &selection).await.map_err(DashboardError::from)?;
    let articles = selected.articles;
    Ok(Json(ArticlesAnswer { site: site.name.to_string(), from, to, articles }))
}

pub(super) async fn get_stories(
    State(app): State<App>,
    Asked(query): Asked<OfRanking>,
) -> Result<Json<StoriesAnswer>, Refusal> {
    let Ranking { site, days: Days { from, to, .. }, period, limit } = query.understand(&app)?;
    let stories = app.dashboard.store.story_figures(&period, limit).await.map_err(DashboardError::from)?;
    Ok(Json(StoriesAnswer { site: site.name.to_string(), from, to, stories }))
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
