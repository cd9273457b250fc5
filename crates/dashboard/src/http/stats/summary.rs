//! `GET /api/v1/stats/summary`: the figures of some days as a whole.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::Metric;
use tiraj_reporting::spreadsheet::{Cell, Sheet};
use tiraj_store::{Inquiry, Order, SortKey};

use super::asked::{Pairs, period};
use super::figure::{self, DaySpan, FigureMap};
use super::parameters::OF_SUMMARY;
use crate::DashboardError;
use crate::http::App;
use crate::http::answer::{Format, Tabular};
use crate::http::query::Days;
use crate::http::refusal::Refusal;

/// The answer, as `schemas/stats/summary.schema.json` describes it.
#[derive(Debug, Serialize)]
struct SummaryAnswer {
    site: String,
    #[serde(flatten)]
    days: DaySpan,
    complete_from: Option<Timestamp>,
    figures: FigureMap,
    before: Option<Before>,
    #[serde(skip)]
    metrics: Vec<Metric>,
}

#[derive(Debug, Serialize)]
struct Before {
    #[serde(flatten)]
    days: DaySpan,
    figures: FigureMap,
}

pub(in crate::http) async fn get_summary(
    State(app): State<App>,
    format: Format,
    pairs: Pairs,
) -> Result<Response, Refusal> {
    let pairs = pairs.check(OF_SUMMARY)?;
    let site = app.site(pairs.text("site"))?;
    let now = app.dashboard.clock.now();
    let (metrics, days) = (pairs.metrics()?, pairs.days(&site, now)?);
    let compared = pairs.compared(&site, &days, now)?;
    let inquiry = Inquiry {
        period: period(&site, &days, now),
        metrics: metrics.clone(),
        dimensions: Vec::new(),
        interval: None,
        filters: pairs.filters()?,
        order: Order { key: SortKey::Time, descending: false },
        limit: 1,
        offset: 0,
    };
    let read = async |days: &Days| {
        let inquiry = Inquiry { period: period(&site, days, now), ..inquiry.clone() };
        let found = app.dashboard.store.figures(&inquiry).await.map_err(DashboardError::from)?;
        let figures = found.rows.first().map_or_else(|| figure::none(&metrics), |row| row.figures.clone());
        Ok::<_, Refusal>((figure::by_name(&metrics, &figures), found.complete_from))
    };
    let (figures, complete_from) = read(&days).await?;
    let before = match &compared {
        Some(days) => Some(Before { days: days.into(), figures: read(days).await?.0 }),
        None => None,
    };
    let (site, days) = (site.name.to_string(), DaySpan::from(&days));
    format.answer(&SummaryAnswer { site, days, complete_from, figures, before, metrics })
}

impl Tabular for SummaryAnswer {
    fn table(&self) -> Sheet {
        let columns = self.metrics.iter().map(|metric| figure::column(*metric));
        let before = self.metrics.iter().map(|metric| figure::column_before(*metric));
        let mut sheet =
            Sheet::of(columns.chain(before.take(if self.before.is_some() { usize::MAX } else { 0 })));
        let now = self.metrics.iter().map(|metric| figure::cell(*metric, &self.figures));
        let before = self
            .before
            .iter()
            .flat_map(|before| self.metrics.iter().map(|metric| figure::cell(*metric, &before.figures)));
        sheet.row(now.chain(before).collect::<Vec<Cell>>());
        sheet
    }
}
