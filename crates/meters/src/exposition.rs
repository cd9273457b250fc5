//! Prometheus' text format, version 0.0.4.

use std::fmt::Write;

use crate::Histogram;

/// The media type of the format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, until a restart.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts in buckets.
    Histogram,
}

/// Metrics as text.
#[derive(Debug, Default)]
pub struct Exposition(String);

/// A metric whose samples follow.
pub struct Family<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl Exposition {
    /// Begins a metric.
    pub fn family(&mut self, name: &'static str, kind: Kind, help: &str) -> Family<'_> {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        // Writing to a text cannot fail; so below.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
        Family { text: &mut self.0, name }
    }

    /// A metric of one sample.
    pub fn single(&mut self, name: &'static str, kind: Kind, help: &str, value: f64) {
        self.family(name, kind, help).sample(&[], value);
    }

    /// The whole text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl Family<'_> {
    /// Writes a sample.
    pub fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        self.part("", labels, value);
    }

    /// Writes a histogram: its buckets, their sum in seconds, and how many they count.
    pub fn histogram(&mut self, labels: &[(&str, &str)], histogram: &Histogram) {
        let mut count = 0;
        for (bound, durations) in histogram.cumulative() {
            let bound = number(bound);
            let labels: Vec<_> = labels.iter().copied().chain([("le", bound.as_str())]).collect();
            self.part("_bucket", &labels, durations as f64);
            count = durations;
        }
        self.part("_sum", labels, histogram.sum().as_secs_f64());
        self.part("_count", labels, count as f64);
    }

    /// Writes a sample under the metric's name and an ending.
    fn part(&mut self, ending: &str, labels: &[(&str, &str)], value: f64) {
        let _ = write!(self.text, "{}{ending}", self.name);
        let mut open = '{';
        for (name, value) in labels {
            let _ = write!(self.text, "{open}{name}=\"{}\"", escape(value));
            open = ',';
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{close} {}", number(value));
    }
}

fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// A number as the format writes it.
fn number(value: f64) -> String {
    if value == f64::INFINITY { "+Inf".to_owned() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_written_as_prometheus_reads_them() {
        let mut metrics = Exposition::default();
        metrics.single("up", Kind::Gauge, "Alive.", 1.0);
        let histogram = Histogram::default();
        histogram.note(std::time::Duration::from_millis(1500));
        let mut family = metrics.family("took_seconds", Kind::Histogram, "How long.");
        family.histogram(&[("site", "a\"\\\n")], &histogram);
        let text = metrics.into_text();
        let site = "site=\"a\\\"\\\\\\n\"";
        let begin = format!(
            "# HELP up Alive.\n# TYPE up gauge\nup 1\n# HELP took_seconds How long.\n# TYPE took_seconds histogram\n\
            took_seconds_bucket{{{site},le=\"0.0005\"}} 0\n"
        );
        let end = format!(
            "took_seconds_bucket{{{site},le=\"5\"}} 1\ntook_seconds_bucket{{{site},le=\"+Inf\"}} 1\n\
            took_seconds_sum{{{site}}} 1.5\ntook_seconds_count{{{site}}} 1\n"
        );
        assert!(text.starts_with(&begin) && text.ends_with(&end), "{text}");
    }
}
