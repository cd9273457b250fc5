//! The range that a statistic has kept to so far, and by how much a value leaves it.

/// Lowest and highest value so far, both fading slowly towards each other, so that what happened once, long ago, does
/// not make deaf for good.
///
/// Values outside the range widen it only when the series has come back into it, or has been outside for as long as an
/// alarm stands. Were each value taken in at once, a change that comes step by step would never be more than a step
/// beyond what is usual.
#[derive(Debug, Clone)]
pub(super) struct Extremes {
    usual: Option<Bounds>,
    /// The range with the values of the present excursion.
    reached: Bounds,
    /// Number of values since the excursion began.
    outside: usize,
    pace: Pace,
}

/// How fast a range gives way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Share of the range by which each side moves inwards with every value.
    pub(super) fading: f64,
    /// Number of values after which what lies outside is usual.
    pub(super) patience: usize,
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    low: f64,
    high: f64,
}

impl Extremes {
    pub(super) fn new(pace: Pace) -> Self {
        Self { usual: None, reached: Bounds { low: 0.0, high: 0.0 }, outside: 0, pace }
    }

    /// Highest minus lowest value, 0 before the first.
    pub(super) fn range(&self) -> f64 {
        self.usual.map_or(0.0, |usual| usual.high - usual.low)
    }

    /// How far the value lies above the highest so far; 0 inside the range and before the first value.
    pub(super) fn above(&self, value: f64) -> f64 {
        self.usual.map_or(0.0, |usual| (value - usual.high).max(0.0))
    }

    /// How far the value lies below the lowest so far.
    pub(super) fn below(&self, value: f64) -> f64 {
        self.usual.map_or(0.0, |usual| (usual.low - value).max(0.0))
    }

    /// Takes a value into the range.
    pub(super) fn learn(&mut self, value: f64) {
        let Some(usual) = self.usual else {
            self.usual = Some(Bounds { low: value, high: value });
            return;
        };
        if self.outside == 0 {
            self.reached = usual;
        }
        self.reached = Bounds { low: value.min(self.reached.low), high: value.max(self.reached.high) };
        let inside = (usual.low..=usual.high).contains(&value);
        self.outside = if inside || self.outside >= self.pace.patience { 0 } else { self.outside + 1 };
        let mut bounds = if self.outside == 0 { self.reached } else { usual };
        let step = (bounds.high - bounds.low) * self.pace.fading;
        bounds.low += step;
        bounds.high -= step;
        self.usual = Some(bounds);
    }
}

#[cfg(test)]
mod tests {
    use super::{Extremes, Pace};

    const STEADY: Pace = Pace { fading: 0.0, patience: 3 };

    #[test]
    fn nothing_is_extreme_before_the_first_value() {
        let extremes = Extremes::new(STEADY);
        assert_eq!((extremes.above(7.0), extremes.below(7.0), extremes.range()), (0.0, 0.0, 0.0));
    }

    fn after(values: &[f64]) -> Extremes {
        let mut extremes = Extremes::new(STEADY);
        values.iter().for_each(|&value| extremes.learn(value));
        extremes
    }

    #[test]
    fn a_value_is_measured_against_the_range_so_far() {
        let extremes = after(&[2.0, 3.0, -1.0, 2.0]);
        assert_eq!(extremes.range(), 4.0);
        assert_eq!((extremes.above(5.0), extremes.below(5.0)), (2.0, 0.0));
        assert_eq!((extremes.above(-2.0), extremes.below(-2.0)), (0.0, 1.0));
    }

    #[test]
    fn what_lies_outside_is_usual_once_it_is_over() {
        assert_eq!(after(&[0.0, 5.0, 6.0]).above(7.0), 7.0);
        assert_eq!(after(&[0.0, 5.0, 6.0, 0.0]).above(7.0), 1.0);
    }

    #[test]
    fn what_lasts_is_usual_in_the_end() {
        assert_eq!(after(&[0.0, 5.0, 6.0, 6.0]).above(6.0), 6.0);
        assert_eq!(after(&[0.0, 5.0, 6.0, 6.0, 6.0]).above(6.0), 0.0);
    }

    #[test]
    fn an_old_extreme_fades() {
        let mut extremes = Extremes::new(Pace { fading: 0.01, patience: 3 });
        extremes.learn(0.0);
        extremes.learn(100.0);
        for _ in 0..100 {
            extremes.learn(0.0);
        }
        assert!(extremes.above(90.0) > 0.0, "{extremes:?}");
        assert!(extremes.range() > 30.0, "{extremes:?}");
    }
}
