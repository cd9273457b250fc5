//! The question of that API, translated.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tiraj_model::{Dimension, Interval, Metric, Operator, Site};
use tiraj_store::{Filter, Inquiry, MOST_DIMENSIONS, Order, SortKey};

use super::names;
use crate::http::query::Days;
use crate::http::refusal::Refusal;
use crate::http::stats::asked::{check_filters, period, put_filter, refuse};
use crate::http::stats::period::{Span, days_between};

/// The most rows of an answer, which is also what that API gives unless told otherwise.
const MOST_ROWS: u32 = 10_000;

/// How deep filters may lie in each other.
const MOST_DEPTH: u32 = 8;

/// The question as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) site_id: String,
    metrics: Vec<String>,
    date_range: DateRange,
    #[serde(default)]
    dimensions: Vec<String>,
    #[serde(default)]
    filters: Vec<Value>,
    #[serde(default)]
    order_by: Vec<(String, Direction)>,
    #[serde(default)]
    include: Include,
    #[serde(default)]
    pagination: Pagination,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
enum DateRange {
    Named(String),
    Days(Date, Date),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Asc,
    Desc,
}

/// What else the answer is to say.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Include {
    pub(super) imports: bool,
    pub(super) time_labels: bool,
    pub(super) total_rows: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Pagination {
    limit: u32,
    offset: u32,
}

impl Default for Pagination {
    fn default() -> Self {
        Self { limit: MOST_ROWS, offset: 0 }
    }
}

/// A column of the answer's dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Time(Interval),
    Value(Dimension),
}

/// The question, understood.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) inquiry: Inquiry,
    pub(super) columns: Vec<Column>,
    pub(super) days: Days,
    pub(super) include: Include,
    metrics: Vec<String>,
    dimensions: Vec<String>,
    filters: Vec<Value>,
    order_by: Vec<(String, Direction)>,
    pagination: Pagination,
}

impl Question {
    /// What is meant by a question.
    ///
    /// # Errors
    /// When it asks for something that does not exist here.
    pub(super) fn understand(asked: Asked, site: &Site, now: Timestamp) -> Result<Self, Refusal> {
        let days = read_days(&asked.date_range, site, now)?;
        let metrics = read_metrics(&asked.metrics)?;
        let columns = read_columns(&asked.dimensions, &days)?;
        let mut filters = Vec::new();
        for filter in &asked.filters {
            read_filter(filter, false, MOST_DEPTH, &mut filters)?;
        }
        check_filters(&filters)?;
        let Pagination { limit, offset } = asked.pagination;
        if !(1..=MOST_ROWS).contains(&limit) {
            return Err(refuse(format!("A page has 1 to {MOST_ROWS} rows, not {limit}.")));
        }
        let interval = columns.iter().find_map(|column| match column {
            Column::Time(interval) => Some(*interval),
            Column::Value(_) => None,
        });
        if asked.include.time_labels && interval.is_none() {
            return Err(refuse("“include.time_labels” needs a dimension of time."));
        }
        let dimensions = columns.iter().filter_map(|column| match column {
            Column::Value(dimension) => Some(*dimension),
            Column::Time(_) => None,
        });
        let order = read_order(&asked, &metrics, &columns)?;
        let inquiry = Inquiry {
            period: period(site, &days, now),
            dimensions: dimensions.collect(),
            metrics,
            interval,
            filters,
            order,
            limit,
            offset,
        };
        let Asked { metrics, dimensions, filters, order_by, include, pagination, .. } = asked;
        Ok(Self { inquiry, columns, days, include, metrics, dimensions, filters, order_by, pagination })
    }

    /// The question as the answer repeats it.
    pub(super) fn told(&self, site: &Site) -> Value {
        let moment =
            |moment: Timestamp| moment.to_zoned(site.zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let last = self.days.window.1 - jiff::SignedDuration::from_secs(1);
        json!({
            "site_id": site.name.as_str(),
            "metrics": self.metrics,
            "date_range": [moment(self.days.window.0), moment(last)],
            "filters": self.filters,
            "dimensions": self.dimensions,
            "order_by": self.order_by,
            "include": self.include,
            "pagination": self.pagination,
        })
    }
}

fn read_days(range: &DateRange, site: &Site, now: Timestamp) -> Result<Days, Refusal> {
    let (from, to) = match range {
        DateRange::Days(from, to) => (*from, *to),
        DateRange::Named(name) => {
            let span = Span::named(if name == "day" { "today" } else { name }).ok_or_else(|| {
                refuse(format!(
                    "There is no date_range “{}” here; use day, {}, or two days such as [\"2026-11-01\", \"2026-11-23\"].",
                    shorten(name),
                    Span::ALL[2..].join(", ")
                ))
            })?;
            span.days(now.to_zoned(site.zone()).date())
        }
    };
    days_between(site, now, Some(from), Some(to))
}

fn read_metrics(names: &[String]) -> Result<Vec<Metric>, Refusal> {
    let mut metrics = Vec::new();
    for name in names {
        let metric = names::metric(name).ok_or_else(|| {
            refuse(format!("There is no metric “{}” here; there are: {}.", shorten(name), names::known().0))
        })?;
        if metrics.contains(&metric) {
            return Err(refuse(format!("The metric “{name}” is asked for twice.")));
        }
        metrics.push(metric);
    }
    if metrics.is_empty() { Err(refuse("Ask for one metric at least.")) } else { Ok(metrics) }
}

fn read_columns(dimensions: &[String], days: &Days) -> Result<Vec<Column>, Refusal> {
    let mut columns = Vec::new();
    for name in dimensions {
        let column = match names::interval(name) {
            Some(interval) => Column::Time(interval),
            None if name == "time" => Column::Time(usual_interval(days)),
            None => Column::Value(read_dimension(name)?),
        };
        let is_second_time = |own: &Column| matches!((own, column), (Column::Time(_), Column::Time(_)));
        if columns.contains(&column) || columns.iter().any(is_second_time) {
            return Err(refuse(format!("The dimension “{name}” is asked for twice.")));
        }
        columns.push(column);
    }
    let values = columns.iter().filter(|column| matches!(column, Column::Value(_))).count();
    if values > MOST_DIMENSIONS {
        return Err(refuse(format!("There may be {MOST_DIMENSIONS} dimensions besides that of time.")));
    }
    Ok(columns)
}

/// The piece of time that suits some days.
fn usual_interval(days: &Days) -> Interval {
    match days.from.until(days.to).map_or(0, |span| span.get_days()) {
        0 => Interval::Hour,
        1..=91 => Interval::Day,
        _ => Interval::Month,
    }
}

fn read_dimension(name: &str) -> Result<Dimension, Refusal> {
    names::dimension(name).ok_or_else(|| {
        refuse(format!("There is no dimension “{}” here; there are: {}.", shorten(name), names::known().1))
    })
}

/// Reads a filter into those that all must pass: `[operator, dimension, texts]`, `["and", filters]` or `["not", filter]`.
fn read_filter(filter: &Value, negated: bool, depth: u32, filters: &mut Vec<Filter>) -> Result<(), Refusal> {
    let unreadable = || {
        let text: String = filter.to_string().chars().take(100).collect();
        refuse(format!("The filter {text} is none; write one as [\"is\", \"event:page\", [\"/a\"]]."))
    };
    let parts = filter.as_array().filter(|_| depth > 0).ok_or_else(unreadable)?;
    let head = parts.first().and_then(Value::as_str).ok_or_else(unreadable)?;
    match (head, &parts[1..]) {
        ("not", [inner]) => read_filter(inner, !negated, depth - 1, filters),
        ("and", [Value::Array(inner)]) if !negated => {
            inner.iter().try_for_each(|filter| read_filter(filter, false, depth - 1, filters))
        }
        ("and" | "or", _) => {
            Err(refuse("Filters are all to be passed here; there is no “or” between dimensions."))
        }
        (operator, [Value::String(dimension), Value::Array(texts)]) => {
            let dimension = read_dimension(dimension)?;
            let operator = read_operator(operator, negated)?;
            let texts = texts.iter().map(|text| text.as_str().ok_or_else(unreadable));
            let texts: Vec<&str> = texts.collect::<Result<_, _>>()?;
            if texts.is_empty()
                || filters.iter().any(|own| own.dimension == dimension && own.operator == operator)
            {
                return Err(refuse(format!(
                    "A filter needs a text, and “{dimension} {operator}” may stand there once."
                )));
            }
            for text in texts {
                put_filter(filters, dimension, operator, names::meant(dimension, text).to_owned());
            }
            Ok(())
        }
        _ => Err(unreadable()),
    }
}

fn read_operator(name: &str, negated: bool) -> Result<Operator, Refusal> {
    let operator: Operator =
        name.parse().map_err(|error: tiraj_model::UnknownName| refuse(format!("{error}.")))?;
    Ok(match operator {
        operator if !negated => operator,
        Operator::Is => Operator::IsNot,
        Operator::IsNot => Operator::Is,
        Operator::Contains => Operator::ContainsNot,
        Operator::ContainsNot => Operator::Contains,
    })
}

/// Unless said, by time, or else by the first figure, the greatest first.
fn read_order(asked: &Asked, metrics: &[Metric], columns: &[Column]) -> Result<Order, Refusal> {
    let Some((name, direction)) = asked.order_by.first() else {
        let by_time = columns.iter().any(|column| matches!(column, Column::Time(_)));
        let key = if by_time { SortKey::Time } else { SortKey::Metric(metrics[0]) };
        return Ok(Order { key, descending: !by_time });
    };
    if asked.order_by.len() > 1 {
        return Err(refuse(
            "Rows are ordered by one entry here; equals are in the order of time and values.",
        ));
    }
    let column = asked.dimensions.iter().position(|own| own == name).map(|at| columns[at]);
    let key = match (names::metric(name), column) {
        (Some(metric), _) if metrics.contains(&metric) => SortKey::Metric(metric),
        (_, Some(Column::Time(_))) => SortKey::Time,
        (_, Some(Column::Value(dimension))) => SortKey::Dimension(dimension),
        _ => {
            let shown = shorten(name);
            return Err(refuse(format!(
                "“{shown}” in order_by is no metric or dimension that is asked for."
            )));
        }
    };
    Ok(Order { key, descending: *direction == Direction::Desc })
}

fn shorten(text: &str) -> String {
    text.chars().take(64).collect()
}
