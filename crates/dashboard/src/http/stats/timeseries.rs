//! `GET /api/v1/stats/timeseries`: the figures of some days in pieces of time, those in which nothing happened among them.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use tiraj_model::{Interval, Metric, Site};
use tiraj_reporting::spreadsheet::{Cell, CellType, Sheet};
use tiraj_store::{Inquiry, Order, SortKey};

use super::asked::{Pairs, period, refuse};
use super::figure::{self, DaySpan, FigureMap};
use super::parameters::OF_TIMESERIES;
use crate::DashboardError;
use crate::http::App;
use crate::http::answer::{Format, Tabular};
use crate::http::query::Days;
use crate::http::refusal::Refusal;

/// The most pieces of one answer.
const MOST_PIECES: usize = 5_000;

/// The answer, as `schemas/stats/timeseries.schema.json` describes it.
#[derive(Debug, Serialize)]
struct TimeseriesAnswer {
    site: String,
    #[serde(flatten)]
    series: Series,
    interval: Interval,
    complete_from: Option<Timestamp>,
    before: Option<Series>,
    #[serde(skip)]
    metrics: Vec<Metric>,
}

#[derive(Debug, Serialize)]
struct Series {
    #[serde(flatten)]
    days: DaySpan,
    rows: Vec<PieceRow>,
}

#[derive(Debug, Serialize)]
struct PieceRow {
    /// A day, or the beginning of an hour with the zone's distance from UTC.
    time: String,
    figures: FigureMap,
}

pub(in crate::http) async fn get_timeseries(
    State(app): State<App>,
    format: Format,
    pairs: Pairs,
) -> Result<Response, Refusal> {
    let pairs = pairs.check(OF_TIMESERIES)?;
    let site = app.site(pairs.text("site"))?;
    let now = app.dashboard.clock.now();
    let (metrics, days) = (pairs.metrics()?, pairs.days(&site, now)?);
    let usual = if days.from == days.to { Interval::Hour } else { Interval::Day };
    let interval = pairs.value("interval", "one of hour, day, week, month")?.unwrap_or(usual);
    let compared = pairs.compared(&site, &days, now)?;
    let filters = pairs.filters()?;
    let read = async |days: &Days| {
        let inquiry = Inquiry {
            period: period(&site, days, now),
            metrics: metrics.clone(),
            dimensions: Vec::new(),
            interval: Some(interval),
            filters: filters.clone(),
            order: Order { key: SortKey::Time, descending: false },
            limit: u32::try_from(MOST_PIECES).unwrap_or(u32::MAX) + 1,
            offset: 0,
        };
        let pieces = pieces(&site, days, interval, now);
        if pieces.len() > MOST_PIECES {
            return Err(refuse(format!(
                "These are more than {MOST_PIECES} pieces of time; ask for longer ones."
            )));
        }
        let found = app.dashboard.store.figures(&inquiry).await.map_err(DashboardError::from)?;
        let mut known: HashMap<i64, Vec<Option<f64>>> =
            found.rows.into_iter().map(|row| (row.piece, row.figures)).collect();
        let rows = pieces.into_iter().map(|(piece, time)| {
            let figures = known.remove(&piece).unwrap_or_else(|| figure::none(&metrics));
            PieceRow { time, figures: figure::by_name(&metrics, &figures) }
        });
        Ok((Series { days: days.into(), rows: rows.collect() }, found.complete_from))
    };
    let (series, complete_from) = read(&days).await?;
    let before = match &compared {
        Some(days) => Some(read(days).await?.0),
        None => None,
    };
    let site = site.name.to_string();
    format.answer(&TimeseriesAnswer { site, series, interval, complete_from, before, metrics })
}

/// The pieces of some days that have begun at `now`: the number that the store gives each, and how it is written.
pub(in crate::http) fn pieces(
    site: &Site,
    days: &Days,
    interval: Interval,
    now: Timestamp,
) -> Vec<(i64, String)> {
    let end = days.window.1.min(now.max(days.window.0 + jiff::SignedDuration::from_secs(1)));
    let zone = site.zone();
    if interval == Interval::Hour {
        let second = days.window.0.as_second();
        let first = second - second.rem_euclid(3600);
        return (first..end.as_second())
            .step_by(3600)
            .map(|second| (second, hour_text(site, second)))
            .collect();
    }
    let last = (end - jiff::SignedDuration::from_millis(1)).to_zoned(zone).date();
    let step = match interval {
        Interval::Week => 1.week(),
        Interval::Month => 1.month(),
        Interval::Day | Interval::Hour => 1.day(),
    };
    let first = start_of(days.from, interval);
    first.series(step).take_while(|day| *day <= last).map(|day| (number(day), day.to_string())).collect()
}

/// The first day of the piece that holds a day.
fn start_of(day: Date, interval: Interval) -> Date {
    match interval {
        Interval::Week => {
            day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
        }
        Interval::Month => day.first_of_month(),
        Interval::Day | Interval::Hour => day,
    }
}

/// Days since 1970.
fn number(day: Date) -> i64 {
    Date::constant(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn hour_text(site: &Site, second: i64) -> String {
    let moment = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(site.zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl Tabular for TimeseriesAnswer {
    /// What is compared with stands beside, piece by piece in their order.
    fn table(&self) -> Sheet {
        let is_compared = if self.before.is_some() { usize::MAX } else { 0 };
        let columns = [("time".to_owned(), CellType::Text)];
        let figures = self.metrics.iter().map(|metric| figure::column(*metric));
        let before = [("time_before".to_owned(), CellType::Text)].into_iter();
        let before = before.chain(self.metrics.iter().map(|metric| figure::column_before(*metric)));
        let mut sheet = Sheet::of(columns.into_iter().chain(figures).chain(before.take(is_compared)));
        for (at, row) in self.series.rows.iter().enumerate() {
            let cells = |row: &PieceRow| {
                let figures = self.metrics.iter().map(|metric| figure::cell(*metric, &row.figures));
                std::iter::once(Cell::from(row.time.as_str())).chain(figures).collect::<Vec<Cell>>()
            };
            let before = self.before.as_ref().and_then(|before| before.rows.get(at));
            sheet.row(cells(row).into_iter().chain(before.map(cells).unwrap_or_default()));
        }
        sheet
    }
}
