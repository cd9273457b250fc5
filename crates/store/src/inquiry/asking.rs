//! A part of a question on its way to the database.

use serde::Deserialize;
use tiraj_model::{Dimension, Metric, Operator};

use super::plan::{Family, Part, Place, asks};
use super::{Filter, Inquiry, MOST_DIMENSIONS, MOST_FILTERS, SortKey};
use crate::question::Asked;
use crate::rankings::MOST_BYTES;
use crate::{Store, StoreError};

/// The column that is always empty: the place of a dimension or filter that is not asked for.
const NOTHING: &str = "nothing";

/// More rows than any part has of the values that are shown.
const ALL_ROWS: u32 = 1_000_000;

/// The names of the places for dimensions, and of those for filters.
const DIMENSIONS: [&str; MOST_DIMENSIONS] = ["d1", "d2", "d3"];
const FILTERS: [[&str; 3]; MOST_FILTERS] = [
    ["f1", "o1", "t1"],
    ["f2", "o2", "t2"],
    ["f3", "o3", "t3"],
    ["f4", "o4", "t4"],
    ["f5", "o5", "t5"],
    ["f6", "o6", "t6"],
];

/// A row as a part answers it.
#[derive(Debug, clickhouse::Row, Deserialize)]
pub(super) struct Row {
    pub(super) piece: i64,
    pub(super) keys: Vec<String>,
    pub(super) figures: Vec<Option<f64>>,
    pub(super) total: u64,
}

impl Store {
    /// The rows of a part in the question's order; of some values only, unless none are named.
    pub(super) async fn ask_part(
        &self,
        inquiry: &Inquiry,
        part: &Part,
        only: &[Vec<String>],
    ) -> Result<Vec<Row>, StoreError> {
        let (by, direction) = order(inquiry, part);
        let only: Vec<Vec<&str>> = only.iter().map(|values| padded(values)).collect();
        let asked = inquiry.period.put(self.ask(part.question(inquiry)));
        let asked = asked
            .with("metrics", part.metrics.iter().map(|metric| metric.as_str()).collect::<Vec<_>>())
            .with("interval", inquiry.interval.map_or("", tiraj_model::Interval::as_str))
            .with("only", only)
            .with("by", by)
            .with("direction", direction)
            .with("limit", inquiry.limit)
            .with("offset", inquiry.offset);
        let asked = match part.place {
            Place::Events => put_raw(asked, inquiry, part),
            Place::Rollup(_, name) => put_rolled(asked, inquiry, name),
        };
        asked.rows().await
    }

    /// All rows of a part that have one of these values, asked in as many pieces as need be.
    pub(super) async fn ask_part_of(
        &self,
        inquiry: &Inquiry,
        part: &Part,
        values: &[Vec<String>],
    ) -> Result<Vec<Row>, StoreError> {
        let all = Inquiry { limit: ALL_ROWS, offset: 0, ..inquiry.clone() };
        if values.is_empty() {
            return self.ask_part(&all, part, &[]).await;
        }
        let mut rows = Vec::new();
        for piece in pieces(values) {
            rows.extend(self.ask_part(&all, part, piece).await?);
        }
        Ok(rows)
    }
}

/// Values in as many pieces as one question each may name.
fn pieces(values: &[Vec<String>]) -> Vec<&[Vec<String>]> {
    let (mut pieces, mut begin, mut bytes) = (Vec::new(), 0, 0);
    for (at, row) in values.iter().enumerate() {
        // Quotes and commas travel along.
        let size = row.iter().map(String::len).sum::<usize>() + 16;
        bytes += size;
        if bytes > MOST_BYTES && at > begin {
            pieces.push(&values[begin..at]);
            (begin, bytes) = (at, size);
        }
    }
    pieces.push(&values[begin..]);
    pieces
}

/// The values of all places, as a list: the client takes an array of fixed length for a tuple.
fn padded(values: &[String]) -> Vec<&str> {
    (0..MOST_DIMENSIONS).map(|place| values.get(place).map_or("", String::as_str)).collect()
}

/// The order as the question takes it: the number of a figure, 0 for time, or the negative number of a dimension; and the direction.
fn order(inquiry: &Inquiry, part: &Part) -> (i8, i8) {
    let number = |place: Option<usize>| place.and_then(|place| i8::try_from(place + 1).ok()).unwrap_or(0);
    let by = match inquiry.order.key {
        SortKey::Time => 0,
        SortKey::Metric(metric) => number(part.metrics.iter().position(|own| *own == metric)),
        SortKey::Dimension(dimension) => -number(inquiry.dimensions.iter().position(|own| *own == dimension)),
    };
    (by, if inquiry.order.descending { -1 } else { 1 })
}

fn put_rolled(asked: Asked, inquiry: &Inquiry, name: &'static str) -> Asked {
    let none: &[&str] = &[];
    let piece = inquiry.interval.map_or("all", tiraj_model::Interval::as_str);
    asked
        .with("dimension", name)
        .with("scope", name)
        .with("scopes", vec![name])
        .with("keys", none)
        .with("piece", piece)
}

fn put_raw(asked: Asked, inquiry: &Inquiry, part: &Part) -> Asked {
    let has = |metrics: &[Metric]| metrics.iter().any(|metric| part.metrics.contains(metric));
    let asked = asked
        .with("with_machines", asks(inquiry, |dimension| dimension == Dimension::Verdict))
        .with("with_unshared", !inquiry.dimensions.contains(&Dimension::Network))
        .with("with_authors", inquiry.dimensions.contains(&Dimension::Authors))
        .with("with_engaged", has(&[Metric::EngagedMs, Metric::EngagedMsPerView]))
        .with("with_readers", has(&[Metric::Readers]))
        .with("of_visits", part.family == Family::Visits);
    put_filters(put_dimensions(asked, &inquiry.dimensions), &inquiry.filters)
}

fn put_dimensions(asked: Asked, dimensions: &[Dimension]) -> Asked {
    let column = |place: usize| match dimensions.get(place) {
        Some(Dimension::Authors) => "author",
        Some(dimension) => dimension.as_str(),
        None => NOTHING,
    };
    DIMENSIONS.into_iter().enumerate().fold(asked, |asked, (place, name)| asked.with(name, column(place)))
}

/// Filters on authors look at a list; all others at a column.
fn put_filters(asked: Asked, filters: &[Filter]) -> Asked {
    let (of_authors, others): (Vec<&Filter>, Vec<&Filter>) =
        filters.iter().partition(|filter| filter.dimension == Dimension::Authors);
    let (operator, texts) =
        of_authors.first().map_or(("", &[][..]), |filter| (filter.operator.as_str(), &filter.texts[..]));
    let asked = asked.with("author_operator", operator).with("author_texts", texts);
    let pass = [String::new()];
    FILTERS.into_iter().enumerate().fold(asked, |asked, (place, [column, operator, texts])| {
        match others.get(place) {
            Some(filter) => asked
                .with(column, filter.dimension.as_str())
                .with(operator, filter.operator.as_str())
                .with(texts, &filter.texts[..]),
            None => asked.with(column, NOTHING).with(operator, Operator::Is.as_str()).with(texts, &pass[..]),
        }
    })
}
