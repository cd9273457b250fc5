//! `GET /reports/weekly`: the weekly report as a page, or as a file of another format.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use tiraj_model::ReportFormat;

use super::App;
use super::query::{Asked, OfWeek};
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
    let report = weekly_report(&app.dashboard.store, &site, week, query.language(), now).await?;
    // A page is shown, everything else is kept.
    let format = query.format.unwrap_or(ReportFormat::Html);
    let name = (format != ReportFormat::Html).then(|| report.file_name(format));
    let body = compute(move || report.document(format)).await?;
    let mut response = ([(header::CONTENT_TYPE, format.media_type())], body).into_response();
    if let Some(name) = name {
        // Names of sites are ASCII without quotes, and so are weeks.
        let disposition = format!("attachment; filename=\"{name}\"").parse();
        response.headers_mut().extend(disposition.ok().map(|value| (header::CONTENT_DISPOSITION, value)));
    }
    Ok(response)
}
