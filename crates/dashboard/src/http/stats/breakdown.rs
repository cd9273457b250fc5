//! `GET /api/v1/stats/breakdown`: the figures of some days, told apart by up to three dimensions.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use tiraj_model::{Dimension, Metric};
use tiraj_reporting::spreadsheet::{Cell, CellType, Sheet};
use tiraj_store::{Inquiry, MOST_DIMENSIONS, Order, SortKey};

use super::asked::{Pairs, period, refuse};
use super::figure::{self, DaySpan, FigureMap};
use super::parameters::OF_BREAKDOWN;
use crate::DashboardError;
use crate::http::App;
use crate::http::answer::{Format, Tabular};
use crate::http::refusal::Refusal;

/// How many rows an answer has unless said, at most, and how many may be left out before.
const USUAL_LIMIT: u32 = 50;
const MOST_ROWS: u32 = 1_000;
const MOST_OFFSET: u32 = 1_000_000;

/// The answer, as `schemas/stats/breakdown.schema.json` describes it.
#[derive(Debug, Serialize)]
struct BreakdownAnswer {
    site: String,
    #[serde(flatten)]
    days: DaySpan,
    dimensions: Vec<Dimension>,
    complete_from: Option<Timestamp>,
    total: u64,
    limit: u32,
    offset: u32,
    rows: Vec<ValueRow>,
    before: Option<DaySpan>,
    #[serde(skip)]
    metrics: Vec<Metric>,
}

#[derive(Debug, Serialize)]
struct ValueRow {
    values: Map<String, Value>,
    figures: FigureMap,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<FigureMap>,
}

pub(in crate::http) async fn get_breakdown(
    State(app): State<App>,
    format: Format,
    pairs: Pairs,
) -> Result<Response, Refusal> {
    let pairs = pairs.check(OF_BREAKDOWN)?;
    let site = app.site(pairs.text("site"))?;
    let now = app.dashboard.clock.now();
    let days = pairs.days(&site, now)?;
    let compared = pairs.compared(&site, &days, now)?;
    let inquiry = understand(&pairs, period(&site, &days, now))?;
    let found = app.dashboard.store.figures(&inquiry).await.map_err(DashboardError::from)?;
    let mut earlier: Option<HashMap<Vec<String>, Vec<Option<f64>>>> = None;
    if let Some(days) = compared.as_ref() {
        let only: Vec<Vec<String>> = found.rows.iter().map(|row| row.values.clone()).collect();
        let before = Inquiry { period: period(&site, days, now), offset: 0, ..inquiry.clone() };
        let rows = if only.is_empty() {
            Vec::new()
        } else {
            app.dashboard.store.figures_of(&before, &only).await.map_err(DashboardError::from)?.rows
        };
        earlier = Some(rows.into_iter().map(|row| (row.values, row.figures)).collect());
    }
    let metrics = inquiry.metrics;
    let rows = found.rows.into_iter().map(|row| ValueRow {
        figures: figure::by_name(&metrics, &row.figures),
        before: earlier.as_mut().map(|earlier| {
            let figures = earlier.remove(&row.values).unwrap_or_else(|| figure::none(&metrics));
            figure::by_name(&metrics, &figures)
        }),
        values: inquiry
            .dimensions
            .iter()
            .map(ToString::to_string)
            .zip(row.values.into_iter().map(Value::from))
            .collect(),
    });
    format.answer(&BreakdownAnswer {
        site: site.name.to_string(),
        days: (&days).into(),
        complete_from: found.complete_from,
        total: found.total,
        limit: inquiry.limit,
        offset: inquiry.offset,
        rows: rows.collect(),
        before: compared.as_ref().map(DaySpan::from),
        dimensions: inquiry.dimensions,
        metrics,
    })
}

fn understand(pairs: &Pairs, period: tiraj_store::Period) -> Result<Inquiry, Refusal> {
    let (metrics, dimensions) = (pairs.metrics()?, pairs.dimensions()?);
    if dimensions.is_empty() || dimensions.len() > MOST_DIMENSIONS {
        let message =
            format!("A breakdown needs one to {MOST_DIMENSIONS} dimensions; add “dimensions=section”.");
        return Err(refuse(message));
    }
    let order = read_order(pairs.text("sort"), &metrics, &dimensions)?;
    Ok(Inquiry {
        period,
        filters: pairs.filters()?,
        order,
        limit: pairs.number("limit", 1, MOST_ROWS)?.unwrap_or(USUAL_LIMIT),
        offset: pairs.number("offset", 0, MOST_OFFSET)?.unwrap_or(0),
        interval: None,
        metrics,
        dimensions,
    })
}

/// The order that is asked for.
fn read_order(text: Option<&str>, metrics: &[Metric], dimensions: &[Dimension]) -> Result<Order, Refusal> {
    let Some(text) = text else { return Ok(Order { key: SortKey::Metric(metrics[0]), descending: true }) };
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let metric = metrics.iter().find(|metric| metric.as_str() == name).map(|metric| SortKey::Metric(*metric));
    let dimension = || dimensions.iter().find(|own| own.as_str() == name).map(|own| SortKey::Dimension(*own));
    match metric.or_else(dimension) {
        Some(key) => Ok(Order { key, descending }),
        None => {
            let shown: String = name.chars().take(64).collect();
            Err(refuse(format!(
                "Rows can be sorted by a metric or dimension that is asked for; “{shown}” is none."
            )))
        }
    }
}

impl Tabular for BreakdownAnswer {
    fn table(&self) -> Sheet {
        let is_compared = if self.before.is_some() { usize::MAX } else { 0 };
        let dimensions = self.dimensions.iter().map(|dimension| (dimension.to_string(), CellType::Text));
        let figures = self.metrics.iter().map(|metric| figure::column(*metric));
        let before = self.metrics.iter().map(|metric| figure::column_before(*metric));
        let mut sheet = Sheet::of(dimensions.chain(figures).chain(before.take(is_compared)));
        for row in &self.rows {
            let values = self.dimensions.iter().map(|dimension| row.values.get(dimension.as_str()));
            let values = values.map(|value| Cell::from(value.and_then(Value::as_str)));
            let figures = self.metrics.iter().map(|metric| figure::cell(*metric, &row.figures));
            let before = row
                .before
                .iter()
                .flat_map(|before| self.metrics.iter().map(|metric| figure::cell(*metric, before)));
            sheet.row(values.chain(figures).chain(before));
        }
        sheet
    }
}
