//! What may stand after the question mark of each address, for those who read it and for the document.

use serde_json::{Value, json};
use tiraj_model::{Dimension, Interval, Metric};

use super::period::Span;
use crate::http::answer::Format;

/// A parameter.
pub(in crate::http) struct Parameter {
    pub(in crate::http) name: &'static str,
    /// What it says.
    pub(in crate::http) text: &'static str,
    /// Whether it may stand there several times.
    pub(in crate::http) repeats: bool,
    /// What it may be, as a JSON schema of one value.
    pub(in crate::http) schema: fn() -> Value,
    /// A value that is accepted.
    pub(in crate::http) example: &'static str,
}

const fn parameter(
    name: &'static str,
    text: &'static str,
    schema: fn() -> Value,
    example: &'static str,
) -> Parameter {
    Parameter { name, text, repeats: false, schema, example }
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn names<T: std::fmt::Display>(all: impl IntoIterator<Item = T>) -> Value {
    let names: Vec<String> = all.into_iter().map(|name| name.to_string()).collect();
    json!({ "type": "string", "enum": names })
}

/// Names of a set, separated by commas.
fn list<T: std::fmt::Display>(all: &[T]) -> Value {
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let one = names.join("|");
    json!({ "type": "string", "pattern": format!("^({one})(,({one}))*$") })
}

pub(in crate::http) const SITE: Parameter =
    parameter("site", "The site; the first by name unless said.", text, "news.example");
pub(in crate::http) const FORMAT: Parameter = parameter(
    "format",
    "The form of the answer; goes before the header `Accept`.",
    || names(Format::ALL.map(Format::name)),
    "json",
);
pub(in crate::http) const FROM: Parameter =
    parameter("from", "The first day, of the site's zone; today unless said.", day, "2026-11-20");
pub(in crate::http) const TO: Parameter =
    parameter("to", "The last day, included; today unless said.", day, "2026-11-23");
pub(in crate::http) const LIMIT: Parameter = parameter(
    "limit",
    "The most rows of the answer; 50 unless said.",
    || json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
    "10",
);
const OFFSET: Parameter = parameter(
    "offset",
    "The rows to leave out before the first. The order is total, so pages neither repeat nor miss a row of one state.",
    || json!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 }),
    "0",
);
const PERIOD: Parameter = parameter(
    "period",
    "Days up to today in the place of `from` and `to`; today is one of them.",
    || names(Span::ALL),
    "7d",
);
const COMPARE: Parameter = parameter(
    "compare",
    "Figures of a time before as well: as many days just before, the same days a year before, or those of `compare_from` and `compare_to`.",
    || names(["previous_period", "previous_year", "custom"]),
    "previous_period",
);
const COMPARE_FROM: Parameter =
    parameter("compare_from", "The first day that is compared with.", day, "2026-11-01");
const COMPARE_TO: Parameter =
    parameter("compare_to", "The last day that is compared with.", day, "2026-11-04");
const METRICS: Parameter = parameter(
    "metrics",
    "The figures, by commas; views and readers unless said.",
    || list(Metric::ALL),
    "views,readers,share_rate",
);
const FILTER: Parameter = Parameter {
    repeats: true,
    ..parameter(
        "filter",
        "`DIMENSION:OPERATOR:TEXT`; the operators are is, is_not, contains and contains_not. Those that agree in \
         dimension and operator are alternatives; what counts passes all others.",
        || json!({ "type": "string", "pattern": "^[a-z_]+:(is|is_not|contains|contains_not):" }),
        "country:is:AZ",
    )
};
const INTERVAL: Parameter = parameter(
    "interval",
    "The length of a piece of time; hours for one day, days for more unless said.",
    || names(Interval::ALL),
    "day",
);
const DIMENSION: Parameter = parameter(
    "dimensions",
    "What tells rows apart, one to three by commas.",
    || list(Dimension::ALL),
    "section,lang",
);
const SORT: Parameter = parameter(
    "sort",
    "A figure or dimension that is asked for; with a minus the greatest first. Unless said by the first figure, the greatest first.",
    text,
    "-views",
);

/// The parameters of each address.
pub(in crate::http) const OF_SUMMARY: &[Parameter] =
    &[SITE, METRICS, PERIOD, FROM, TO, COMPARE, COMPARE_FROM, COMPARE_TO, FILTER, FORMAT];
pub(in crate::http) const OF_TIMESERIES: &[Parameter] =
    &[SITE, METRICS, INTERVAL, PERIOD, FROM, TO, COMPARE, COMPARE_FROM, COMPARE_TO, FILTER, FORMAT];
pub(in crate::http) const OF_BREAKDOWN: &[Parameter] = &[
    SITE,
    DIMENSION,
    METRICS,
    SORT,
    LIMIT,
    OFFSET,
    PERIOD,
    FROM,
    TO,
    COMPARE,
    COMPARE_FROM,
    COMPARE_TO,
    FILTER,
    FORMAT,
];
pub(in crate::http) const OF_RANKINGS: &[Parameter] = &[SITE, FROM, TO, LIMIT, FORMAT];
pub(in crate::http) const OF_LEDGER: &[Parameter] = &[SITE, FROM, TO, FORMAT];
pub(in crate::http) const OF_LIVE: &[Parameter] = &[SITE, FORMAT];
