//! Forecasts from moments of the past (rolling origins), each from what was known then.

use super::known::Known;
use super::method::{Method, methods};
use super::step::Step;

/// At most so many moments are tried.
const MOST: usize = 60;

/// What all methods would have said at one moment.
pub(super) struct Trial {
    /// How many values were known.
    pub(super) origin: usize,
    /// What it counts, of 1: see [`weight`].
    pub(super) weight: f64,
    /// By method: compressed values from the origin on, as far as they can be compared.
    pub(super) paths: Vec<Vec<f64>>,
}

/// All trials, the latest first, and what the methods say now.
pub(super) struct Trials {
    pub(super) methods: Vec<Method>,
    pub(super) horizon: usize,
    /// How many of the values were forecast at least once.
    pub(super) span: usize,
    pub(super) all: Vec<Trial>,
    /// By method: compressed values after the last.
    pub(super) future: Vec<Vec<f64>>,
}

impl Trials {
    /// Tries all methods for the history's length at as many moments as there is room for.
    pub(super) fn run(values: &[f64], step: Step, horizon: usize) -> Self {
        let methods = methods(step, values.len());
        let paths = |origin: usize, steps: usize| -> Vec<Vec<f64>> {
            let known = Known::new(&values[..origin], step, &methods);
            methods.iter().map(|method| known.path(*method, steps)).collect()
        };
        let least = least_known(step, values);
        let span = values.len() - least;
        let origins = (least..values.len()).rev().step_by(apart(step, span));
        let tried = |origin: usize| Trial {
            origin,
            weight: weight(origin, values.len(), step),
            paths: paths(origin, horizon.min(values.len() - origin)),
        };
        let all = origins.map(tried).collect();
        let future = paths(values.len(), horizon);
        Self { horizon, span, all, future, methods }
    }
}

/// Eight days of hours or four weeks of days are known at the first trial, yet not more than half of all;
/// something always is.
fn least_known(step: Step, values: &[f64]) -> usize {
    let wanted = match step {
        Step::Hourly => 192,
        Step::Daily => 28,
    };
    wanted.min(values.len() / 2).max(1)
}

/// A trial that knew half of what is known now counts a sixteenth: methods that learn a pattern were worse
/// then than they are. After eight weeks they have learned it.
fn weight(origin: usize, known: usize, step: Step) -> f64 {
    let learned = known.min(8 * step.week());
    (origin as f64 / learned as f64).min(1.0).powi(4)
}

/// How far apart trials are: never so that they fall on some hours of the day or some weekdays only.
fn apart(step: Step, span: usize) -> usize {
    let season = step.seasons()[0];
    (span.div_ceil(MOST)..).find(|apart| *apart > 0 && coprime(*apart, season)).expect("numbers do not end")
}

fn coprime(one: usize, other: usize) -> bool {
    if other == 0 { one == 1 } else { coprime(other, one % other) }
}
