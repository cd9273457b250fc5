//! What explains a change best: the method of Adtributor.
//!
//! Bhagwan et al., *Adtributor: Revenue Debugging in Advertising Systems* (NSDI 2014). In each dimension the values
//! whose share of the whole surprises most are taken until they explain the change; the dimension whose values
//! surprise most is the answer. Surprise is their part of the Jensen-Shannon divergence between expected and actual
//! shares, explanatory power their part of the change.

/// A set of values explains a change when it accounts for this share of it.
const ENOUGH: f64 = 0.67;
/// A value that accounts for less is no explanation.
const WORTH_NAMING: f64 = 0.1;

/// One value of a dimension, with what it brought and what was expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<'a> {
    /// A source, a country, an article, an author.
    pub value: &'a str,
    /// What it brought.
    pub actual: f64,
    /// What was expected of it.
    pub expected: f64,
}

/// The whole, by the values of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown<'a> {
    /// `source`, `country`, and so on.
    pub dimension: &'a str,
    /// All its values, or those that matter.
    pub parts: Vec<Part<'a>>,
}

/// The values of a dimension that explain a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause<'a> {
    /// The dimension.
    pub dimension: &'a str,
    /// Its values that explain the change with the share that each accounts for, most first. A share is above 1 when
    /// others changed the other way.
    pub values: Vec<(&'a str, f64)>,
    /// Bits of surprise of these values together.
    pub surprise: f64,
}

impl Cause<'_> {
    /// Share of the change that its values account for together.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.values.iter().map(|(_, share)| share).sum()
    }
}

/// The dimensions that explain the change from the expected to the actual total, the most surprising first; those of
/// which no few values do are left out.
#[must_use]
pub fn explain<'a>(actual: f64, expected: f64, breakdowns: &[Breakdown<'a>]) -> Vec<Cause<'a>> {
    let mut causes: Vec<_> =
        breakdowns.iter().filter_map(|breakdown| explained(actual, expected, breakdown)).collect();
    causes.sort_by(|one, other| {
        other.surprise.total_cmp(&one.surprise).then(one.dimension.cmp(other.dimension))
    });
    causes
}

fn explained<'a>(actual: f64, expected: f64, breakdown: &Breakdown<'a>) -> Option<Cause<'a>> {
    let change = actual - expected;
    if !change.is_finite() || change == 0.0 {
        return None;
    }
    let mut parts: Vec<_> = breakdown
        .parts
        .iter()
        .map(|part| {
            let surprise = surprise(share(part.expected, expected), share(part.actual, actual));
            (part.value, (part.actual - part.expected) / change, surprise)
        })
        .filter(|(_, power, _)| *power >= WORTH_NAMING)
        .collect();
    parts.sort_by(|one, other| other.2.total_cmp(&one.2).then(one.0.cmp(other.0)));
    let mut cause = Cause { dimension: breakdown.dimension, values: Vec::new(), surprise: 0.0 };
    for (value, power, surprise) in parts {
        cause.values.push((value, power));
        cause.surprise += surprise;
        if cause.share() >= ENOUGH {
            cause.values.sort_by(|one, other| other.1.total_cmp(&one.1));
            return Some(cause);
        }
    }
    None
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// A value's part of the Jensen-Shannon divergence of its expected and its actual share, in bits.
fn surprise(expected: f64, actual: f64) -> f64 {
    let middle = f64::midpoint(expected, actual);
    let term = |share: f64| if share > 0.0 { share * (share / middle).log2() } else { 0.0 };
    f64::midpoint(term(expected), term(actual))
}

#[cfg(test)]
mod tests {
    use super::{Breakdown, Part, explain, surprise};

    fn breakdown(dimension: &'static str, parts: &[(&'static str, f64, f64)]) -> Breakdown<'static> {
        let parts = parts.iter().map(|&(value, actual, expected)| Part { value, actual, expected });
        Breakdown { dimension, parts: parts.collect() }
    }

    #[test]
    fn the_value_that_grew_is_named_with_its_share() {
        let sources = breakdown(
            "source",
            &[("telegram", 900.0, 100.0), ("direct", 600.0, 400.0), ("google", 500.0, 500.0)],
        );
        let countries = breakdown("country", &[("AZ", 1_600.0, 800.0), ("RU", 400.0, 200.0)]);
        let causes = explain(2_000.0, 1_000.0, &[countries, sources]);
        assert_eq!(causes[0].dimension, "source");
        assert_eq!(causes[0].values, [("telegram", 0.8)]);
        // Every country doubled: their shares are as ever, so they surprise nobody.
        assert_eq!((causes[1].dimension, causes[1].surprise), ("country", 0.0));
    }

    #[test]
    fn a_drop_is_explained_by_what_is_missing() {
        let sources = breakdown("source", &[("google", 20.0, 500.0), ("direct", 480.0, 500.0)]);
        let causes = explain(500.0, 1_000.0, &[sources]);
        assert_eq!(causes[0].values, [("google", 0.96)]);
    }

    #[test]
    fn several_values_explain_together_what_none_does_alone() {
        let articles =
            breakdown("article", &[("/a", 400.0, 0.0), ("/b", 350.0, 0.0), ("/c", 1_250.0, 1_000.0)]);
        let causes = explain(2_000.0, 1_000.0, &[articles]);
        assert_eq!(causes[0].values, [("/a", 0.4), ("/b", 0.35)]);
        assert_eq!(causes[0].share(), 0.75);
    }

    #[test]
    fn what_is_spread_thin_explains_nothing() {
        let names: Vec<String> = (0..50).map(|number| number.to_string()).collect();
        let parts = names.iter().map(|value| Part { value, actual: 40.0, expected: 20.0 }).collect();
        assert_eq!(explain(2_000.0, 1_000.0, &[Breakdown { dimension: "author", parts }]), []);
        assert_eq!(explain(1_000.0, 1_000.0, &[]), []);
    }

    #[test]
    fn surprise_is_the_divergence_of_shares() {
        assert_eq!(surprise(0.3, 0.3), 0.0);
        assert_eq!(surprise(0.0, 1.0), 0.5);
        assert!((surprise(0.5, 0.25) - 0.030_64).abs() < 1e-4, "{}", surprise(0.5, 0.25));
    }
}
