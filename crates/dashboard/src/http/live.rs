//! The live numbers: `GET /live` as a stream for pages, `GET /api/v1/stats/live` once for programs.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use http::HeaderName;
use serde::Serialize;
use tiraj_model::Site;
use tiraj_reporting::spreadsheet::{CellType, Sheet};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::App;
use super::answer::{Format, Tabular};
use super::query::{Asked, OfSite};
use super::refusal::Refusal;
use crate::Dashboard;
use crate::live::{self, LiveNumbers, PlatformNumbers};

/// Proxies that hold an answer back until it is whole would hold this one back for ever.
const UNBUFFERED: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-accel-buffering"), "no")];

/// Every two seconds a message with the numbers, or an event `away` while the store does not answer. The stream
/// itself goes on, so that a page need not start anew.
pub(super) async fn get_stream(
    State(app): State<App>,
    Asked(query): Asked<OfSite>,
) -> Result<impl IntoResponse, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let (dashboard, name) = (app.dashboard, site.name.clone());
    let listener = app.feeds.subscribe(&name, move || read(dashboard.clone(), site.clone()));
    let readings = WatchStream::new(listener).filter_map(|reading| reading);
    Ok((UNBUFFERED, Sse::new(readings.map(|reading| Ok::<_, Infallible>(event(&reading))))))
}

/// A reading for the feed; none where the store gives none.
async fn read(dashboard: Dashboard, site: Site) -> Option<LiveNumbers> {
    let numbers = live::read(&dashboard.store, &site, dashboard.clock.now()).await;
    // Not a warning: this is tried every two seconds, and the loader has said already that the store is away.
    numbers
        .inspect_err(|error| tracing::debug!(site = %site.name, cause = error.chain(), "no live numbers"))
        .ok()
}

fn event(reading: &Option<LiveNumbers>) -> Event {
    match reading {
        Some(numbers) => Event::default().data(serde_json::json!(numbers).to_string()),
        None => Event::default().event("away").data("the figures cannot be read right now"),
    }
}

/// The stats API's live numbers: those of the stream, and today's by platform, which no page shows yet.
#[derive(Debug, Serialize)]
struct LiveAnswer {
    #[serde(flatten)]
    numbers: LiveNumbers,
    platforms_today: Vec<PlatformNumbers>,
}

/// The same numbers once.
pub(super) async fn get_numbers(
    State(app): State<App>,
    format: Format,
    Asked(query): Asked<OfSite>,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let (store, now) = (&app.dashboard.store, app.dashboard.clock.now());
    let (numbers, platforms_today) =
        tokio::try_join!(live::read(store, &site, now), live::read_platforms(store, &site, now))?;
    format.answer(&LiveAnswer { numbers, platforms_today })
}

impl Tabular for LiveAnswer {
    /// A row a platform; the first is of all of them and alone knows who is present.
    fn table(&self) -> Sheet {
        let texts = ["site", "at", "platform"].map(|name| (name, CellType::Text));
        let counts = ["readers_present", "views", "readers", "shares"].map(|name| (name, CellType::Count));
        let mut sheet = Sheet::of(texts.into_iter().chain(counts));
        let LiveNumbers { site, at, readers_present, views_today, readers_today, shares_today } =
            &self.numbers;
        let mut row = |platform: &str, present: Option<u64>, counts: [u64; 3]| {
            let texts = [site.as_str().into(), at.to_string().into(), platform.into(), present.into()];
            sheet.row(texts.into_iter().chain(counts.map(Into::into)));
        };
        row("", Some(*readers_present), [*views_today, *readers_today, *shares_today]);
        for PlatformNumbers { platform, views, readers, shares } in &self.platforms_today {
            row(platform, None, [*views, *readers, *shares]);
        }
        sheet
    }
}
