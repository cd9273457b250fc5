//! How long things took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the histogram's buckets, in microseconds.
const BOUNDS: [u64; 11] =
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 250_000, 1_000_000, 5_000_000];

/// How long things took: from half a millisecond to five seconds in eleven buckets, and what took longer. Shared by reference; noting a duration takes no lock.
#[derive(Debug, Default)]
pub struct Histogram {
    /// One for each bound, and one for what took longer.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

impl Histogram {
    /// Counts a duration.
    pub fn note(&self, took: Duration) {
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < microseconds);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// For each bound in seconds how many took no longer; the last bound is infinite.
    pub fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> {
        let bounds = BOUNDS.iter().map(|bound| Duration::from_micros(*bound).as_secs_f64());
        let mut total = 0;
        bounds.chain([f64::INFINITY]).zip(&self.buckets).map(move |(bound, count)| {
            total += count.load(Ordering::Relaxed);
            (bound, total)
        })
    }

    /// All of it together.
    pub fn sum(&self) -> Duration {
        Duration::from_micros(self.microseconds.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_falls_below_its_bound_and_all_above() {
        let histogram = Histogram::default();
        for microseconds in [0, 500, 501, 6_000_000] {
            histogram.note(Duration::from_micros(microseconds));
        }
        let counts: Vec<_> = histogram.cumulative().collect();
        assert_eq!((counts[0], counts[1], counts[10]), ((0.0005, 2), (0.001, 3), (5.0, 3)));
        assert_eq!(counts[11], (f64::INFINITY, 4));
        assert_eq!(histogram.sum(), Duration::from_micros(6_001_001));
    }
}
