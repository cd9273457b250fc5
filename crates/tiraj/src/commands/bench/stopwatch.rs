//! Latencies and what is said of them.

use std::time::Duration;

use serde_json::{Value, json};

/// What one run of requests took.
#[derive(Debug, Default)]
pub(super) struct Laps {
    laps: Vec<Duration>,
    /// From the first request to the last answer.
    pub(super) elapsed: Duration,
    /// Answers other than the expected one.
    pub(super) failed: usize,
}

impl Laps {
    pub(super) fn record(&mut self, lap: Duration) {
        self.laps.push(lap);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.laps.extend(other.laps);
        self.failed += other.failed;
    }

    /// The latency that a share of all requests stayed within.
    fn quantile(&self, share: f64) -> Duration {
        let mut laps = self.laps.clone();
        laps.sort_unstable();
        let rank = (laps.len() as f64 * share).ceil() as usize;
        laps.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The figures, with `each` events in a request.
    pub(super) fn figures(&self, each: usize) -> Value {
        let rate = self.laps.len() as f64 / self.elapsed.as_secs_f64().max(1e-9);
        json!({
            "requests": self.laps.len(), "failed": self.failed, "requests_per_second": rate.round(),
            "items_per_second": (rate * each as f64).round(),
            "p50_ms": millis(self.quantile(0.50)), "p99_ms": millis(self.quantile(0.99)),
            "p999_ms": millis(self.quantile(0.999)),
        })
    }
}

/// Milliseconds to the microsecond.
fn millis(time: Duration) -> f64 {
    time.as_micros() as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_the_nearest_rank() {
        let mut laps = Laps { elapsed: Duration::from_secs(1), ..Laps::default() };
        (1..=100).rev().for_each(|ms| laps.record(Duration::from_millis(ms)));
        let figures = laps.figures(10);
        assert_eq!((figures["p50_ms"].as_f64(), figures["p99_ms"].as_f64()), (Some(50.0), Some(99.0)));
        assert_eq!(figures["items_per_second"].as_f64(), Some(1000.0));
        assert_eq!(Laps::default().quantile(0.5), Duration::ZERO);
    }
}
