//! What Plausible calls what we have.

use serde_json::Value;
use tiraj_model::{Dimension, Interval, Metric};

/// The figures.
const METRICS: &[(&str, Metric)] = &[
    ("visitors", Metric::Readers),
    ("visits", Metric::Visits),
    ("pageviews", Metric::Views),
    ("views_per_visit", Metric::ViewsPerVisit),
    ("bounce_rate", Metric::BounceRate),
    ("visit_duration", Metric::VisitDuration),
    ("events", Metric::Events),
    ("scroll_depth", Metric::ScrollDepth),
];

/// The dimensions.
const DIMENSIONS: &[(&str, Dimension)] = &[
    ("event:name", Dimension::Name),
    ("event:page", Dimension::Path),
    ("event:hostname", Dimension::Hostname),
    ("visit:entry_page", Dimension::EntryPage),
    ("visit:exit_page", Dimension::ExitPage),
    ("visit:source", Dimension::Source),
    ("visit:channel", Dimension::Channel),
    ("visit:referrer", Dimension::Referrer),
    ("visit:utm_source", Dimension::UtmSource),
    ("visit:utm_medium", Dimension::UtmMedium),
    ("visit:utm_campaign", Dimension::UtmCampaign),
    ("visit:utm_content", Dimension::UtmContent),
    ("visit:utm_term", Dimension::UtmTerm),
    ("visit:device", Dimension::Device),
    ("visit:browser", Dimension::Browser),
    ("visit:browser_version", Dimension::BrowserVersion),
    ("visit:os", Dimension::Os),
    ("visit:os_version", Dimension::OsVersion),
    ("visit:country", Dimension::Country),
    ("visit:region", Dimension::Region),
    ("visit:city", Dimension::City),
];

/// The pieces of time.
const INTERVALS: &[(&str, Interval)] = &[
    ("time:hour", Interval::Hour),
    ("time:day", Interval::Day),
    ("time:week", Interval::Week),
    ("time:month", Interval::Month),
];

/// Where nothing is known.
const DIRECT: &str = "Direct / None";
const NOT_SET: &str = "(not set)";

fn find<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(own, _)| *own == name).map(|(_, meant)| *meant)
}

/// The figure of a name.
pub(super) fn metric(name: &str) -> Option<Metric> {
    find(METRICS, name)
}

/// The dimension of a name.
pub(super) fn dimension(name: &str) -> Option<Dimension> {
    find(DIMENSIONS, name)
}

/// The piece of time of a name.
pub(super) fn interval(name: &str) -> Option<Interval> {
    find(INTERVALS, name)
}

/// Every figure and dimension by name, for those who asked for another.
pub(super) fn known() -> (String, String) {
    let metrics: Vec<&str> = METRICS.iter().map(|(name, _)| *name).collect();
    let dimensions = DIMENSIONS.iter().map(|(name, _)| *name);
    let times = ["time"].into_iter().chain(INTERVALS.iter().map(|(name, _)| *name));
    (metrics.join(", "), dimensions.chain(times).collect::<Vec<_>>().join(", "))
}

const fn unknown(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Source | Dimension::Referrer => DIRECT,
        _ => NOT_SET,
    }
}

/// A value as that API shows it.
pub(super) fn shown(dimension: Dimension, value: &str) -> &str {
    if value.is_empty() { unknown(dimension) } else { value }
}

/// The value that is meant by one that it showed.
pub(super) fn meant(dimension: Dimension, shown: &str) -> &str {
    if shown == unknown(dimension) { "" } else { shown }
}

/// A figure as that API gives it: shares in percent, seconds and percents as whole numbers.
pub(super) fn figure(metric: Metric, figure: Option<f64>) -> Value {
    let Some(figure) = figure else {
        return if metric == Metric::ScrollDepth { Value::Null } else { 0.into() };
    };
    match metric {
        Metric::BounceRate => whole(figure * 100.0),
        Metric::ViewsPerVisit => Value::from((figure * 100.0).round() / 100.0),
        _ => whole(figure),
    }
}

fn whole(figure: f64) -> Value {
    // No figure is negative, and none is near where whole numbers end.
    Value::from(figure.round() as u64)
}
