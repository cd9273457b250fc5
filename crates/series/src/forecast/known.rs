//! What is known at one moment, and the paths on which methods go on from there.

use super::deviation::{Deviations, median};
use super::method::{Method, memories};
use super::profile::{season, week_of_hours};
use super::step::{Pattern, Step};

/// What each older season weighs of the one after it in an average.
const KEPT: f64 = 0.8;

/// What is usual is the mean of what lies within a factor of 1.4 around the median, and of that bound for what lies
/// beyond: as deaf to floods as the median, yet above zero where most hours are empty.
const USUAL: f64 = 0.35;

/// Compressed values up to an origin, and what the levels of each pattern are there.
pub(super) struct Known {
    /// The values, floods clipped.
    tamed: Vec<f64>,
    step: Step,
    levels: Vec<Levels>,
}

/// The values without their pattern, in short.
struct Levels {
    pattern: Pattern,
    season: Vec<f64>,
    /// By the half-lives of [`memories`].
    smoothed: [f64; 3],
    usual: f64,
}

impl Known {
    pub(super) fn new(values: &[f64], step: Step, methods: &[Method]) -> Self {
        let needs = |pattern: &Pattern| methods.iter().any(|method| method.pattern() == *pattern);
        let patterns = [Pattern::Flat, Pattern::Daily, Pattern::Weekly].into_iter().filter(needs);
        let short = Deviations::of(values, step.seasons()[0]);
        let levels = patterns.map(|pattern| Levels::new(values, step, pattern, &short)).collect();
        Self { tamed: short.tamed(), step, levels }
    }

    /// The next `steps` values as the method has them.
    pub(super) fn path(&self, method: Method, steps: usize) -> Vec<f64> {
        match method {
            Method::Repeat(pattern) => self.averaged(pattern, 1, steps),
            Method::Average(Pattern::Daily) => self.averaged(Pattern::Daily, 7, steps),
            Method::Average(pattern) => self.averaged(pattern, 4, steps),
            Method::Level { pattern, memory, reversion } => {
                let levels = self.levels.iter().find(|levels| levels.pattern == pattern);
                let nth = memories(self.step).iter().position(|known| *known == memory);
                let (levels, nth) = levels.zip(nth).expect("levels of all methods were taken");
                levels.path(nth, reversion, self.tamed.len(), steps)
            }
        }
    }

    /// The mean of the last `cycles` known values of each place, over and over.
    fn averaged(&self, pattern: Pattern, cycles: usize, steps: usize) -> Vec<f64> {
        let period = pattern.period(self.step);
        let cycle: Vec<f64> =
            (0..period.min(steps)).map(|ahead| self.mean_of_place(ahead, period, cycles)).collect();
        (0..steps).map(|ahead| cycle[ahead % period]).collect()
    }

    /// The usual value where nothing was ever known at the place.
    fn mean_of_place(&self, ahead: usize, period: usize, cycles: usize) -> f64 {
        let first = self.tamed.len() + ahead;
        let back = (1..=first / period).map(|cycle| (first - cycle * period, KEPT.powi(cycle as i32)));
        let there = back.filter(|(at, _)| !self.tamed[*at].is_nan()).take(cycles);
        let (sum, weights) = there.fold((0.0, 0.0), |(sum, weights), (at, weight)| {
            (sum + weight * self.tamed[at], weights + weight)
        });
        if weights > 0.0 { sum / weights } else { self.levels[0].usual }
    }
}

impl Levels {
    /// `short` are the deviations from the level of the shortest season.
    fn new(values: &[f64], step: Step, pattern: Pattern, short: &Deviations) -> Self {
        let season = match (pattern, step) {
            (Pattern::Weekly, Step::Hourly) => week_of_hours(short, &season(short)),
            (Pattern::Flat, _) => vec![0.0],
            (Pattern::Daily, _) | (Pattern::Weekly, Step::Daily) => season(short),
        };
        let rest: Vec<f64> =
            values.iter().enumerate().map(|(at, value)| value - season[at % season.len()]).collect();
        let smoothed = memories(step).map(|memory| smoothed(&rest, memory));
        let recent = match step {
            Step::Hourly => step.week(),
            Step::Daily => 8 * step.week(),
        };
        let there: Vec<f64> = rest.into_iter().rev().filter(|value| !value.is_nan()).take(recent).collect();
        let usual = usual(&there);
        Self { pattern, season, smoothed, usual }
    }

    fn path(&self, memory: usize, reversion: Option<f64>, from: usize, steps: usize) -> Vec<f64> {
        let kept = reversion.map_or(1.0, halving);
        let mut apart = self.smoothed[memory] - self.usual;
        let next = |ahead: usize| {
            apart *= kept;
            self.usual + apart + self.season[(from + ahead) % self.season.len()]
        };
        (0..steps).map(next).collect()
    }
}

/// The mean of values clipped around their median.
fn usual(values: &[f64]) -> f64 {
    let middle = median(values.iter().copied());
    let clipped = values.iter().map(|value| value.clamp(middle - USUAL, middle + USUAL));
    clipped.sum::<f64>() / values.len() as f64
}

/// What is left after a step of what halves in so many.
fn halving(steps: f64) -> f64 {
    (-1.0 / steps).exp2()
}

/// The mean in which a value weighs half as much after `memory` steps.
fn smoothed(values: &[f64], memory: f64) -> f64 {
    let kept = halving(memory);
    let (sum, weights) = values.iter().fold((0.0, 0.0), |(sum, weights), value| match value.is_nan() {
        true => (sum * kept, weights * kept),
        false => (sum * kept + value, weights * kept + 1.0),
    });
    sum / weights
}
