//! A figure in an answer.

use serde::Serialize;
use serde_json::{Map, Value};
use tiraj_model::Metric;
use tiraj_reporting::spreadsheet::{Cell, CellType};

use crate::http::query::Days;

/// Figures by their names: whole numbers, rates and means, or null where it would be divided by nothing.
pub(super) type FigureMap = Map<String, Value>;

/// The figures of a row under their names.
pub(super) fn by_name(metrics: &[Metric], figures: &[Option<f64>]) -> FigureMap {
    metrics
        .iter()
        .zip(figures)
        .map(|(metric, figure)| (metric.to_string(), value(*metric, *figure)))
        .collect()
}

/// Figures of which nothing was found.
pub(super) fn none(metrics: &[Metric]) -> Vec<Option<f64>> {
    metrics.iter().map(|metric| metric.is_count().then_some(0.0)).collect()
}

/// A figure as JSON.
pub(in crate::http) fn value(metric: Metric, figure: Option<f64>) -> Value {
    match figure {
        // A count of what happened is far from where whole numbers end.
        Some(figure) if metric.is_count() => Value::from(figure as u64),
        Some(figure) => Value::from(figure),
        None => Value::Null,
    }
}

/// The same in a table.
pub(super) fn cell(metric: Metric, figures: &FigureMap) -> Cell {
    let figure = figures.get(metric.as_str());
    if metric.is_count() {
        figure.and_then(Value::as_u64).into()
    } else {
        figure.and_then(Value::as_f64).into()
    }
}

/// A figure's column.
pub(super) fn column(metric: Metric) -> (String, CellType) {
    (metric.to_string(), if metric.is_count() { CellType::Count } else { CellType::Number })
}

/// The column of what a figure is compared with.
pub(super) fn column_before(metric: Metric) -> (String, CellType) {
    let (name, kind) = column(metric);
    (format!("{name}_before"), kind)
}

/// Days in an answer.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DaySpan {
    from: jiff::civil::Date,
    to: jiff::civil::Date,
}

impl From<&Days> for DaySpan {
    fn from(days: &Days) -> Self {
        Self { from: days.from, to: days.to }
    }
}
