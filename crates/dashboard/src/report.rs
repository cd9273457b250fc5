//! Figures from frames, computed on threads that may be kept busy.

mod article;
mod days;
mod peers;
mod quality;
mod stories;
mod trends;

use jiff::Timestamp;
use tiraj_model::{IsoWeek, Language, Site};
use tiraj_reporting::Masthead;
use tiraj_reporting::today::{self, Today};
use tiraj_reporting::weekly::{self, WeeklyReport};
use tiraj_store::Store;

pub(crate) use article::{ReadArticle, Translation, read_article};
pub(crate) use days::{read_origins, read_scope};
pub(crate) use peers::KeptPeers;
pub(crate) use quality::{Quality, read_quality};
pub(crate) use stories::{SelectedStories, read_stories};
pub(crate) use trends::read_trends;

use crate::DashboardError;
use crate::frames::{fetch_day, fetch_week};

/// The report of a week of a site in a language, as known at `now`.
///
/// # Errors
/// When the store does not answer, or its answers do not make a report.
pub async fn weekly_report(
    store: &Store,
    site: &Site,
    week: IsoWeek,
    language: Language,
    now: Timestamp,
) -> Result<WeeklyReport, DashboardError> {
    let bytes = fetch_week(store, site, week, now).await?;
    let masthead = masthead(site, language);
    compute(move || weekly::compute(&bytes.frames(), &masthead, week, now)).await
}

/// Today of a site until `now`, in a language.
///
/// # Errors
/// When the store does not answer, or its answers do not make a report.
pub async fn todays_report(
    store: &Store,
    site: &Site,
    language: Language,
    now: Timestamp,
) -> Result<Today, DashboardError> {
    let bytes = fetch_day(store, site, now).await?;
    let masthead = masthead(site, language);
    compute(move || today::compute(&bytes.frames(), &masthead, now)).await
}

/// The site as its reports in a language name it.
pub(crate) fn masthead(site: &Site, language: Language) -> Masthead {
    Masthead { site: site.name.to_string(), zone: site.zone(), demo: site.demo, language }
}

/// Runs what keeps a core busy away from the threads that answer requests.
pub(crate) async fn compute<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, DashboardError>
where
    T: Send + 'static,
    E: Send + 'static,
    DashboardError: From<E>,
{
    Ok(tokio::task::spawn_blocking(work).await??)
}
