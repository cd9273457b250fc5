//! The sum over the horizon.
//!
//! A week has hardly gone by twice in the weeks that are looked at, so sums of the past are too few for an
//! interval. It is put together of the steps' own: the part of their errors that they share adds up, the rest
//! partly cancels out (as the root of the sum of squares).

use super::Point;

/// Adds up steps.
#[derive(Default)]
pub(super) struct Total {
    expected: f64,
    /// Far below, below, above, far above.
    away: [Away; 4],
}

#[derive(Default, Clone, Copy)]
struct Away {
    together: f64,
    alone: f64,
}

impl Total {
    /// Adds a step of whose squared error the part `shared` goes with that of the other steps.
    pub(super) fn add(&mut self, point: &Point, shared: f64) {
        self.expected += point.expected;
        let ends = [point.lower95, point.lower80, point.upper80, point.upper95];
        for (away, end) in self.away.iter_mut().zip(ends) {
            let distance = end - point.expected;
            away.together += shared.sqrt() * distance;
            away.alone += (1.0 - shared) * distance.powi(2);
        }
    }

    /// The sum with its intervals.
    pub(super) fn point(&self) -> Point {
        let [lower95, lower80, upper80, upper95] = self.away.map(Away::distance);
        let below = |distance: f64| (self.expected - distance).max(0.0);
        Point {
            expected: self.expected,
            lower80: below(lower80),
            upper80: self.expected + upper80,
            lower95: below(lower95),
            upper95: self.expected + upper95,
        }
    }
}

impl Away {
    fn distance(self) -> f64 {
        (self.together.powi(2) + self.alone).sqrt()
    }
}
