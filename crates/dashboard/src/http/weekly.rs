//! `GET /reports/weekly`: the weekly report as a page, as JSON and as CSV.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use tiraj_model::{IsoWeek, Site};
use tiraj_reporting::ReportError;
use tiraj_reporting::weekly::WeeklyReport;

use super::App;
use super::query::{Asked, Format, OfWeek};
use super::refusal::Refusal;
use crate::report::compute;
use crate::weekly_report;

pub(super) async fn get_report(
    State(app): State<App>,
    Asked(query): Asked<OfWeek>,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let now = app.dashboard.clock.now();
    let week = query.week(&site, now)?;
    let report = weekly_report(&app.dashboard.store, &site, week, now).await?;
    let format = query.format;
    let body = compute(move || format.render(&report)).await?;
    let mut response = ([(header::CONTENT_TYPE, format.content_type())], body).into_response();
    if let Some(name) = format.file_name(&site, week) {
        // Names of sites are ASCII without quotes, and so are weeks.
        let disposition = format!("attachment; filename=\"{name}\"").parse();
        response.headers_mut().extend(disposition.ok().map(|value| (header::CONTENT_DISPOSITION, value)));
    }
    Ok(response)
}

impl Format {
    fn render(self, report: &WeeklyReport) -> Result<String, ReportError> {
        match self {
            Self::Html => report.html(),
            Self::Json => Ok(report.json()),
            Self::Csv => Ok(report.csv()),
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The name under which a browser keeps it; none for what it shows.
    fn file_name(self, site: &Site, week: IsoWeek) -> Option<String> {
        let ending = match self {
            Self::Html => return None,
            Self::Json => "json",
            Self::Csv => "csv",
        };
        Some(format!("{}-{week}.{ending}", site.name))
    }
}
