//! `GET /charts/NAME.svg|png`: any chart of today or of a week by itself.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use tiraj_reporting::ReportError;
use tiraj_reporting::chart::Chart;

use super::App;
use super::query::{Asked, OfWeek};
use super::refusal::{Code, Refusal};
use crate::report::compute;
use crate::{todays_report, weekly_report};

/// The charts of [`tiraj_reporting::today::Today::charts`].
pub(super) const TODAY: [&str; 3] = ["today", "today-sections", "today-networks"];
/// The charts of [`tiraj_reporting::weekly::WeeklyReport::charts`].
pub(super) const WEEKLY: [&str; 8] =
    ["days", "hours", "week-map", "sections", "articles", "networks", "channels", OUTLOOK];
/// The one that not every week has.
const OUTLOOK: &str = "outlook";
/// Physical pixels to a logical one: sharp on screens and slides.
const PNG_SCALE: u32 = 2;

/// How a chart is drawn.
#[derive(Debug, Clone, Copy)]
enum Picture {
    Svg,
    Png,
}

pub(super) async fn get_chart(
    State(app): State<App>,
    Path(file): Path<String>,
    Asked(query): Asked<OfWeek>,
) -> Result<Response, Refusal> {
    let (name, picture) = read_name(&file).ok_or_else(no_such_chart)?;
    let site = app.site(query.site.as_deref())?;
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let language = query.language();
    let charts = if TODAY.contains(&name) {
        todays_report(store, &site, language, now).await?.charts()
    } else {
        weekly_report(store, &site, query.week(&site, now)?, language, now).await?.charts()
    };
    let chart = charts.into_iter().find(|chart| chart.name == name).ok_or_else(|| not_drawn(name))?;
    let body = compute(move || picture.draw(&chart)).await?;
    Ok(([(header::CONTENT_TYPE, picture.content_type())], body).into_response())
}

/// The chart and the kind of picture that a file's name asks for.
fn read_name(file: &str) -> Option<(&str, Picture)> {
    let (name, ending) = file.rsplit_once('.')?;
    let picture = match ending {
        "svg" => Picture::Svg,
        "png" => Picture::Png,
        _ => return None,
    };
    (TODAY.contains(&name) || WEEKLY.contains(&name)).then_some((name, picture))
}

fn no_such_chart() -> Refusal {
    let names = [&TODAY[..], &WEEKLY[..]].concat().join(", ");
    Refusal::new(Code::NotFound, format!("There is no such chart. Add .svg or .png to one of: {names}."))
}

/// A chart that this week does not have.
fn not_drawn(name: &str) -> Refusal {
    let why = if name == OUTLOOK {
        " It is drawn of weeks that are over, with three weeks of views before them."
    } else {
        ""
    };
    Refusal::new(Code::NotFound, format!("The report of this week has no chart “{name}”.{why}"))
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
