//! Steps ahead that are alike: weights and intervals are learned for a band of steps, as one step alone has
//! too few trials.

use std::ops::Range;

use super::step::Step;

/// Neighbouring steps ahead, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    from: usize,
    to: usize,
}

/// The bands of a horizon, each some three times as far as the one before.
pub(super) fn bands(step: Step, horizon: usize) -> Vec<Band> {
    let ends: &[usize] = match step {
        Step::Hourly => &[3, 8, 24, 72],
        Step::Daily => &[1, 3, 7, 21],
    };
    let ends = ends.iter().copied().filter(|end| *end < horizon).chain([horizon]);
    let mut from = 0;
    ends.map(|to| Band { from: std::mem::replace(&mut from, to), to }).collect()
}

impl Band {
    /// Its steps within a path of `steps`.
    pub(super) fn within(&self, steps: usize) -> Range<usize> {
        self.from.min(steps)..self.to.min(steps)
    }

    /// How often trials over `span` steps fill the band without telling the same again.
    pub(super) fn rounds(&self, span: usize) -> f64 {
        span.saturating_sub(self.from).max(1) as f64 / self.to as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_cover_every_step_once() {
        for (step, horizon) in [(Step::Hourly, 1), (Step::Hourly, 24), (Step::Hourly, 168), (Step::Daily, 7)]
        {
            let steps = bands(step, horizon).iter().flat_map(|band| band.within(horizon)).collect::<Vec<_>>();
            assert_eq!(steps, (0..horizon).collect::<Vec<_>>());
        }
    }

    #[test]
    fn far_bands_are_filled_seldom() {
        let rounds: Vec<f64> = bands(Step::Hourly, 168).iter().map(|band| band.rounds(408)).collect();
        assert!(rounds.is_sorted_by(|near, far| near > far));
        assert_eq!(rounds.last(), Some(&2.0));
    }
}
