//! What stands after the question mark, understood.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use jiff::{Timestamp, ToSpan};
use tiraj_model::{Dimension, Metric, Operator, Site, UnknownName};
use tiraj_store::{Filter, MOST_FILTER_BYTES, MOST_FILTERS, MOST_TEXTS, Period};

use super::parameters::Parameter;
use super::period::{Span, days_before, days_between};
use crate::http::query::Days;
use crate::http::refusal::{Code, Refusal};

/// The pairs of a query string.
pub(in crate::http) struct Pairs(Vec<(String, String)>);

/// A refusal of what was asked.
pub(in crate::http) fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::new(Code::MalformedRequest, message)
}

impl<S: Send + Sync> FromRequestParts<S> for Pairs {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let unreadable = |error: axum::extract::rejection::QueryRejection| {
            refuse(format!("This address cannot be read: {}.", error.body_text()))
        };
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(unreadable)?;
        Ok(Self(pairs.0.into_iter().filter(|(_, value)| !value.is_empty()).collect()))
    }
}

impl Pairs {
    /// Refuses a parameter that the address does not have, or that it has once and stands there twice: a figure that was counted
    /// without the filter that somebody misspelt is worse than none.
    pub(in crate::http) fn check(self, known: &[Parameter]) -> Result<Self, Refusal> {
        for (at, (name, _)) in self.0.iter().enumerate() {
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                let shown: String = name.chars().take(64).collect();
                let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
                return Err(refuse(format!(
                    "There is no parameter “{shown}” here; there are: {}.",
                    names.join(", ")
                )));
            };
            if !parameter.repeats && self.0[..at].iter().any(|(other, _)| other == name) {
                return Err(refuse(format!("The parameter “{name}” may stand there once.")));
            }
        }
        Ok(self)
    }

    /// The value of a parameter; none where it is absent or empty.
    pub(in crate::http) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The same, read.
    pub(super) fn value<T: FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Refusal> {
        let read = |text: &str| {
            let shown: String = text.chars().take(64).collect();
            text.parse().map_err(|_| refuse(format!("“{name}” is {what}; “{shown}” is not.")))
        };
        self.text(name).map(read).transpose()
    }

    /// A whole number between two others.
    pub(super) fn number(&self, name: &str, least: u32, most: u32) -> Result<Option<u32>, Refusal> {
        let what = format!("a whole number from {least} to {most}");
        let number = self.value::<u32>(name, &what)?;
        match number {
            Some(number) if !(least..=most).contains(&number) => {
                Err(refuse(format!("“{name}” is {what}; {number} is not.")))
            }
            number => Ok(number),
        }
    }

    /// The names of a parameter, separated by commas, each once.
    fn names<T: FromStr<Err = UnknownName> + PartialEq>(&self, name: &str) -> Result<Vec<T>, Refusal> {
        let mut names: Vec<T> = Vec::new();
        for text in self.text(name).unwrap_or_default().split(',').filter(|text| !text.is_empty()) {
            let member: T = text.trim().parse().map_err(|error: UnknownName| refuse(format!("{error}.")))?;
            if names.contains(&member) {
                return Err(refuse(format!("“{}” stands in “{name}” twice.", text.trim())));
            }
            names.push(member);
        }
        Ok(names)
    }

    /// The figures that are asked for.
    pub(super) fn metrics(&self) -> Result<Vec<Metric>, Refusal> {
        let metrics = self.names("metrics")?;
        Ok(if metrics.is_empty() { vec![Metric::Views, Metric::Readers] } else { metrics })
    }

    /// What tells rows apart.
    pub(super) fn dimensions(&self) -> Result<Vec<Dimension>, Refusal> {
        self.names("dimensions")
    }

    /// What counts.
    pub(super) fn filters(&self) -> Result<Vec<Filter>, Refusal> {
        let mut filters: Vec<Filter> = Vec::new();
        for (_, text) in self.0.iter().filter(|(name, _)| name == "filter") {
            let mut pieces = text.splitn(3, ':');
            let (Some(dimension), Some(operator), Some(text)) = (pieces.next(), pieces.next(), pieces.next())
            else {
                let shown: String = text.chars().take(64).collect();
                return Err(refuse(format!("“{shown}” is no filter; write one as “section:is:POLITICS”.")));
            };
            let unknown = |error: UnknownName| refuse(format!("{error}."));
            let (dimension, operator) =
                (dimension.parse().map_err(unknown)?, operator.parse().map_err(unknown)?);
            put_filter(&mut filters, dimension, operator, text.to_owned());
        }
        check_filters(&filters)?;
        Ok(filters)
    }

    /// The days that are asked for.
    pub(super) fn days(&self, site: &Site, now: Timestamp) -> Result<Days, Refusal> {
        let (from, to) =
            (self.value("from", "a day such as 2026-11-23")?, self.value("to", "a day such as 2026-11-23")?);
        let Some(name) = self.text("period") else { return days_between(site, now, from, to) };
        if from.is_some() || to.is_some() {
            return Err(refuse("Name the days by “period” or by “from” and “to”, not by both."));
        }
        let span = Span::named(name).ok_or_else(|| {
            let shown: String = name.chars().take(64).collect();
            refuse(format!("There is no period “{shown}”; use one of: {}.", Span::ALL.join(", ")))
        })?;
        let (from, to) = span.days(now.to_zoned(site.zone()).date());
        days_between(site, now, Some(from), Some(to))
    }

    /// The days that they are compared with; none unless asked for.
    pub(super) fn compared(&self, site: &Site, days: &Days, now: Timestamp) -> Result<Option<Days>, Refusal> {
        let day = "a day such as 2026-11-23";
        let (from, to) = (self.value("compare_from", day)?, self.value("compare_to", day)?);
        let how = self.text("compare");
        if how != Some("custom") && (from.is_some() || to.is_some()) {
            return Err(refuse("“compare_from” and “compare_to” need “compare=custom”."));
        }
        match how {
            None => Ok(None),
            Some("previous_period") => {
                let count = days.from.until(days.to).map_or(1, |span| i64::from(span.get_days()) + 1);
                days_before(site, days, count.days(), now).map(Some)
            }
            Some("previous_year") => days_before(site, days, 1.year(), now).map(Some),
            Some("custom") if from.is_some() && to.is_some() => days_between(site, now, from, to).map(Some),
            Some("custom") => Err(refuse("“compare=custom” needs “compare_from” and “compare_to”.")),
            Some(other) => {
                let shown: String = other.chars().take(64).collect();
                let known = "previous_period, previous_year, custom";
                Err(refuse(format!("There is no comparison “{shown}”; use one of: {known}.")))
            }
        }
    }
}

/// Adds a text to the filters: where dimension and operator agree, it is an alternative.
pub(in crate::http) fn put_filter(
    filters: &mut Vec<Filter>,
    dimension: Dimension,
    operator: Operator,
    text: String,
) {
    match filters.iter_mut().find(|own| own.dimension == dimension && own.operator == operator) {
        Some(filter) => filter.texts.push(text),
        None => filters.push(Filter { dimension, operator, texts: vec![text] }),
    }
}

/// Refuses more filters than one question may have.
pub(in crate::http) fn check_filters(filters: &[Filter]) -> Result<(), Refusal> {
    let of_authors = filters.iter().filter(|filter| filter.dimension == Dimension::Authors).count();
    let bytes: usize = filters.iter().flat_map(|filter| &filter.texts).map(String::len).sum();
    if filters.len() - of_authors > MOST_FILTERS {
        return Err(refuse(format!("These are more than {MOST_FILTERS} filters.")));
    }
    if of_authors > 1 {
        return Err(refuse("There may be one filter on authors; name several authors in it."));
    }
    if filters.iter().any(|filter| filter.texts.len() > MOST_TEXTS) || bytes > MOST_FILTER_BYTES {
        let most = format!("at most {MOST_TEXTS} texts each, and {MOST_FILTER_BYTES} bytes together");
        return Err(refuse(format!("These filters are too long; they may have {most}.")));
    }
    let is_empty = |filter: &Filter| {
        matches!(filter.operator, Operator::Contains | Operator::ContainsNot)
            && filter.texts.iter().any(String::is_empty)
    };
    if filters.iter().any(is_empty) {
        return Err(refuse("Every text contains the empty one; give “contains” a text."));
    }
    Ok(())
}

/// The period of some days, seen at `now`.
pub(in crate::http) fn period(site: &Site, days: &Days, now: Timestamp) -> Period {
    Period::new(site, days.window.0, days.window.1, now)
}
