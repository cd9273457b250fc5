//! `POST /api/v2/query`: questions as Plausible's Stats API takes them, answered as it answers.
//!
//! The names are translated into ours, and the same question is put to the store. What does not exist here is refused by
//! name; refusals are `{"error": "…"}` with a status, as that API has them.

mod names;
mod question;

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};
use tiraj_model::{Interval, Site};
use tiraj_store::{FigureRow, Figures};

use super::App;
use super::refusal::{Code, Refusal};
use super::stats::pieces;
use crate::DashboardError;
use question::{Column, Question};

/// The longest question, in bytes.
const MOST_BYTES: usize = 64 << 10;

pub(super) async fn post_query(State(app): State<App>, body: Bytes) -> Result<Json<Value>, Refusal> {
    answer(&app, &body).await.map(Json).map_err(Refusal::plainly)
}

async fn answer(app: &App, body: &[u8]) -> Result<Value, Refusal> {
    if body.len() > MOST_BYTES {
        return Err(Refusal::new(Code::PayloadTooLarge, "The question is longer than 64 KiB."));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let asked: question::Asked = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (field, error) = (error.path().to_string(), error.into_inner());
        Refusal::new(Code::MalformedRequest, format!("The question cannot be read ({field}): {error}."))
    })?;
    let site = app.site(Some(&asked.site_id))?;
    let now = app.dashboard.clock.now();
    let question = Question::understand(asked, &site, now)?;
    let found = app.dashboard.store.figures(&question.inquiry).await;
    let found = found.map_err(DashboardError::from)?;
    let results: Vec<Value> =
        rows(&question, &found).iter().map(|row| result(&question, &site, row)).collect();
    Ok(json!({
        "results": results,
        "meta": meta(&question, &site, &found, now),
        "query": question.told(&site),
    }))
}

/// The rows; a question without dimensions always has one.
fn rows(question: &Question, found: &Figures) -> Vec<FigureRow> {
    if found.rows.is_empty() && question.columns.is_empty() && question.inquiry.offset == 0 {
        let figures = question.inquiry.metrics.iter().map(|metric| metric.is_count().then_some(0.0));
        return vec![FigureRow { piece: 0, values: Vec::new(), figures: figures.collect() }];
    }
    found.rows.clone()
}

fn result(question: &Question, site: &Site, row: &FigureRow) -> Value {
    let mut values = row.values.iter();
    let dimensions = question.columns.iter().map(|column| match column {
        Column::Time(interval) => Value::from(label(site, *interval, row.piece)),
        Column::Value(dimension) => names::shown(*dimension, values.next().map_or("", String::as_str)).into(),
    });
    let dimensions: Vec<Value> = dimensions.collect();
    let figures = question.inquiry.metrics.iter().zip(&row.figures);
    let metrics: Vec<Value> = figures.map(|(metric, figure)| names::figure(*metric, *figure)).collect();
    json!({ "dimensions": dimensions, "metrics": metrics })
}

/// A piece of time: a day, or an hour of the site's zone.
fn label(site: &Site, interval: Interval, piece: i64) -> String {
    if interval == Interval::Hour {
        let moment = Timestamp::from_second(piece).unwrap_or(Timestamp::UNIX_EPOCH);
        moment.to_zoned(site.zone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    } else {
        Date::constant(1970, 1, 1).saturating_add(piece.days()).to_string()
    }
}

fn meta(question: &Question, site: &Site, found: &Figures, now: Timestamp) -> Value {
    let mut meta = Map::new();
    if question.include.total_rows {
        meta.insert("total_rows".into(), found.total.into());
    }
    if question.include.imports {
        meta.insert("imports_included".into(), false.into());
    }
    if let Some(interval) = question.inquiry.interval.filter(|_| question.include.time_labels) {
        let pieces = pieces(site, &question.days, interval, now).into_iter();
        let labels: Vec<String> = pieces.map(|(piece, _)| label(site, interval, piece)).collect();
        meta.insert("time_labels".into(), labels.into());
    }
    Value::Object(meta)
}
