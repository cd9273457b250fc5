//! Hourly page views of a newsroom that does not exist, in which nothing happens.
//!
//! A week has its rhythm and drifts slowly; days are better and worse than others, and so are their hours, each like
//! the one before; and stories of all sizes come and fade within a day. Around all that counts are Poisson.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

/// A Monday.
pub(crate) const START: Date = date(2026, 1, 5);

/// A newsroom by its size and seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Newsroom {
    /// Views of a mean hour.
    pub(crate) views: f64,
    pub(crate) seed: u64,
}

impl Newsroom {
    /// Hours and their views from [`START`] on.
    pub(crate) fn hours(self, weeks: usize) -> Vec<(DateTime, f64)> {
        let mut draw = Draw(self.seed);
        let (mut day_factor, mut hour_factor, mut stories) = (0.0, 0.0, 0.0);
        let drift = 0.4 * draw.uniform() - 0.2;
        let hours = START.at(0, 0, 0, 0).series(1.hour()).take(weeks * 7 * 24).enumerate();
        hours
            .map(|(number, hour)| {
                if hour.hour() == 0 {
                    day_factor = 0.5 * day_factor + 0.08 * draw.normal();
                }
                hour_factor = 0.7 * hour_factor + 0.05 * draw.normal();
                stories *= 0.8;
                if draw.uniform() < 0.1 {
                    stories += 0.05 * (0.8 * draw.normal()).exp();
                }
                let trend = 1.0 + drift * number as f64 / (weeks * 7 * 24) as f64;
                let mean =
                    self.views * rhythm(hour) * trend * (day_factor + hour_factor).exp() * (1.0 + stories);
                (hour, draw.poisson(mean))
            })
            .collect()
    }
}

/// How an hour of the week compares with the mean one: peaks in the morning and the evening, quiet nights and weekends.
fn rhythm(hour: DateTime) -> f64 {
    let weekend = hour.date().weekday().to_monday_zero_offset() > 4;
    let peak = |at: f64, width: f64| (-((f64::from(hour.hour()) - at) / width).powi(2)).exp();
    (0.15 + 1.4 * peak(10.0, 3.5) + 1.7 * peak(20.0, 3.0)) * if weekend { 0.7 } else { 1.0 }
}

/// Random numbers that are the same everywhere: SplitMix64 (Steele, Lea & Flood 2014).
struct Draw(u64);

impl Draw {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// By multiplying uniforms where few are expected (Knuth), by the normal limit where many are.
    fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 100.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0.0);
        while product > limit {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }
}
