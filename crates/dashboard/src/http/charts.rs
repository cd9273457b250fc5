//! `GET /charts/NAME.svg|png`: any chart of the pages by itself.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;
use tiraj_model::Language;
use tiraj_reporting::ReportError;
use tiraj_reporting::chart::Chart;
use tiraj_reporting::scope::Kind;

use super::query::{Asked, OfWeek};
use super::refusal::{Code, Refusal};
use super::view::OfView;
use super::{App, article, days};
use crate::report::{compute, read_origins, read_trends};
use crate::{todays_report, weekly_report};

/// Charts that are drawn of the same figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Of [`tiraj_reporting::today::Today::charts`].
    Today,
    /// Of [`tiraj_reporting::weekly::WeeklyReport::charts`]; of the week.
    Weekly,
    /// Of [`tiraj_reporting::article::ArticleReport::charts`]; of the path.
    Article,
    /// Of [`tiraj_reporting::scope::ScopeReport::charts`]; of the days and what they are told apart by.
    Scope(Kind),
    /// Of [`tiraj_reporting::origins::Origins::charts`]; of the days.
    Origins,
    /// Of [`tiraj_reporting::trends::Trends::charts`].
    Trends,
}

/// Every chart, with where it comes from.
pub(super) const CHARTS: [(&str, Family); 26] = [
    ("today", Family::Today),
    ("today-sections", Family::Today),
    ("today-networks", Family::Today),
    ("days", Family::Weekly),
    ("hours", Family::Weekly),
    ("week-map", Family::Weekly),
    ("sections", Family::Weekly),
    ("articles", Family::Weekly),
    ("networks", Family::Weekly),
    ("channels", Family::Weekly),
    ("outlook", Family::Weekly),
    ("life", Family::Article),
    ("article-hours", Family::Article),
    ("article-sources", Family::Article),
    ("article-countries", Family::Article),
    ("section-weeks", Family::Scope(Kind::Section)),
    ("author-weeks", Family::Scope(Kind::Author)),
    ("language-weeks", Family::Scope(Kind::Language)),
    ("origin-days", Family::Origins),
    ("origins", Family::Origins),
    ("origin-countries", Family::Origins),
    ("origin-networks", Family::Origins),
    ("watch", Family::Trends),
    ("next-day", Family::Trends),
    ("next-week", Family::Trends),
    ("movers", Family::Trends),
];
/// Physical pixels to a logical one: sharp on screens and slides.
const PNG_SCALE: u32 = 2;

/// What charts are asked for by, beside their name.
#[derive(Debug, Deserialize)]
pub(super) struct OfChart {
    #[serde(flatten)]
    view: OfView,
    week: Option<String>,
    path: Option<String>,
    lang: Option<Language>,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy)]
enum Picture {
    Svg,
    Png,
}

pub(super) async fn get_chart(
    State(app): State<App>,
    Path(file): Path<String>,
    Asked(query): Asked<OfChart>,
) -> Result<Response, Refusal> {
    let (name, family, picture) = read_name(&file).ok_or_else(no_such_chart)?;
    let charts = draw(&app, family, &query).await?;
    let chart = charts.into_iter().find(|chart| chart.name == name).ok_or_else(|| not_drawn(name))?;
    let body = compute(move || picture.draw(&chart)).await?;
    Ok(([(header::CONTENT_TYPE, picture.content_type())], body).into_response())
}

/// All charts of a family.
async fn draw(app: &App, family: Family, query: &OfChart) -> Result<Vec<Chart>, Refusal> {
    let site = app.site(query.view.site.as_deref())?;
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let language = query.lang.unwrap_or_default();
    Ok(match family {
        Family::Today => todays_report(store, &site, language, now).await?.charts(),
        Family::Weekly => {
            let asked = OfWeek { site: None, week: query.week.clone(), format: None, lang: None };
            weekly_report(store, &site, asked.week(&site, now)?, language, now).await?.charts()
        }
        Family::Article => article::find(app, &site, query.path.as_deref()).await?.report.charts(),
        Family::Scope(kind) => {
            days::find_scope(app, &site, kind, query.view.view(&site, now)?).await?.charts()
        }
        Family::Origins => read_origins(store, &site, query.view.view(&site, now)?.span, now).await?.charts(),
        Family::Trends => read_trends(store, &site, now).await?.charts(),
    })
}

/// The chart and the kind of picture that a file's name asks for.
fn read_name(file: &str) -> Option<(&'static str, Family, Picture)> {
    let (name, ending) = file.rsplit_once('.')?;
    let picture = match ending {
        "svg" => Picture::Svg,
        "png" => Picture::Png,
        _ => return None,
    };
    let (name, family) = CHARTS.into_iter().find(|(known, _)| *known == name)?;
    Some((name, family, picture))
}

fn no_such_chart() -> Refusal {
    let names = CHARTS.map(|(name, _)| name).join(", ");
    Refusal::new(Code::NotFound, format!("There is no such chart. Add .svg or .png to one of: {names}."))
}

/// A chart for which too little is known.
fn not_drawn(name: &str) -> Refusal {
    let why = match name {
        "outlook" => " It is drawn of weeks that are over, with three weeks of views before them.",
        "life" => " It is drawn of articles whose publication is known.",
        "next-day" | "next-week" => " What comes next is told once some days were counted.",
        _ => "",
    };
    Refusal::new(Code::NotFound, format!("There is no chart “{name}” of these figures.{why}"))
}

impl Picture {
    fn draw(self, chart: &Chart) -> Result<Vec<u8>, ReportError> {
        Ok(match self {
            Self::Svg => chart.svg()?.into_bytes(),
            Self::Png => chart.png(PNG_SCALE)?,
        })
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}
