//! `GET /reports`: the archive of weekly reports and their deliveries; `GET /reports/archive`: a file of it, as it was published.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::header;
use serde::Deserialize;
use tiraj_model::{IsoWeek, ReportFormat, WeekError};

use super::App;
use super::asking::Asking;
use super::query::{Asked, OfSite};
use super::refusal::{Code, Refusal};
use crate::page::reports::{Contents, reports};
use crate::publishing::Publishing;
use crate::{DashboardError, page};

/// How many deliveries the page shows.
const DELIVERIES: usize = 50;

/// `?site=S&week=2026-W46&edition=0&format=csv`
#[derive(Debug, Deserialize)]
pub(super) struct OfEdition {
    site: Option<String>,
    week: String,
    #[serde(default)]
    edition: u32,
    format: Option<ReportFormat>,
}

pub(super) async fn get_reports(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfSite>,
) -> Result<Html<String>, Refusal> {
    let Some(site) = app.find_site(query.site.as_deref())? else { return Ok(Html(page::no_sites())) };
    let publishing = app.publishing()?;
    let around = asking.around(app.dashboard.sites.all());
    let read = move || {
        let mut deliveries = publishing.deliveries(&site.name);
        deliveries.truncate(DELIVERIES);
        let (weeks, schedules) = (publishing.weeks(&site.name)?, publishing.schedules(&site.name));
        reports(&Contents {
            site: &site,
            around: &around,
            weeks: &weeks,
            schedules: &schedules,
            deliveries: &deliveries,
        })
    };
    Ok(Html(crate::report::compute(read).await?))
}

pub(super) async fn get_file(
    State(app): State<App>,
    Asked(query): Asked<OfEdition>,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let malformed = |error: WeekError| Refusal::new(Code::MalformedRequest, format!("{error}."));
    let week: IsoWeek = query.week.parse().map_err(malformed)?;
    let (edition, format) = (query.edition, query.format.unwrap_or(ReportFormat::Html));
    let publishing = app.publishing()?;
    let name = site.name.clone();
    let read = move || publishing.file(&name, week, edition, format).map_err(DashboardError::from);
    let found = crate::report::compute(read).await?;
    let (file, body) = found.ok_or_else(|| {
        let message = format!(
            "The archive of {} has no such file. “/reports?site={}” shows what there is.",
            site.name, site.name
        );
        Refusal::new(Code::NotFound, message)
    })?;
    let mut response = ([(header::CONTENT_TYPE, format.media_type())], body).into_response();
    if format != ReportFormat::Html {
        // Names of archived files are those of sites and weeks: ASCII without quotes.
        let disposition = format!("attachment; filename=\"{file}\"").parse();
        response.headers_mut().extend(disposition.ok().map(|value| (header::CONTENT_DISPOSITION, value)));
    }
    Ok(response)
}

impl App {
    /// Who publishes, where the pages are those of a node that does.
    pub(super) fn publishing(&self) -> Result<Arc<dyn Publishing>, Refusal> {
        let none = "Reports are archived and delivered by the nodes that collect; open this page there.";
        self.dashboard.publishing.clone().ok_or_else(|| Refusal::new(Code::NotFound, none))
    }
}
