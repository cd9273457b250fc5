//! The methods that are blended: few, simple, and unlike each other.

use super::step::{Pattern, Step};

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// The last season once more (seasonal naive).
    Repeat(Pattern),
    /// The mean of the last seven days, or four weeks, at the same place; each weighs four fifths of the one
    /// after it.
    Average(Pattern),
    /// The level, with the pattern on top.
    Level {
        /// What repeats.
        pattern: Pattern,
        /// In how many steps a value's weight in the level halves (simple exponential smoothing, Brown 1956).
        memory: f64,
        /// In how many steps half the way back to what is usual in the last week of hours, or eight of days, is
        /// gone; nothing where the level stays.
        reversion: Option<f64>,
    },
}

impl Method {
    /// What it takes to repeat.
    pub fn pattern(&self) -> Pattern {
        match *self {
            Self::Repeat(pattern) | Self::Average(pattern) | Self::Level { pattern, .. } => pattern,
        }
    }
}

/// The methods for a history of so many values.
pub(super) fn methods(step: Step, length: usize) -> Vec<Method> {
    let patterns = patterns(step, length);
    let seasonal = patterns.iter().filter(|pattern| **pattern != Pattern::Flat);
    let mut methods: Vec<Method> =
        seasonal.flat_map(|pattern| [Method::Repeat(*pattern), Method::Average(*pattern)]).collect();
    let reversions = reversions(step);
    for pattern in patterns {
        for memory in memories(step) {
            let level = |reversion| Method::Level { pattern, memory, reversion };
            methods.extend(reversions.map(level));
        }
    }
    methods
}

/// Patterns that a history shows: twice a day, and of hours a week and a day.
fn patterns(step: Step, length: usize) -> Vec<Pattern> {
    match step {
        Step::Hourly if length >= 192 => vec![Pattern::Daily, Pattern::Weekly],
        Step::Hourly if length >= 48 => vec![Pattern::Daily],
        Step::Daily if length >= 14 => vec![Pattern::Weekly],
        Step::Hourly | Step::Daily => vec![Pattern::Flat],
    }
}

/// Half-lives of the level in steps: what is so just now, today's (or this week's), and the usual.
pub(super) fn memories(step: Step) -> [f64; 3] {
    match step {
        Step::Hourly => [2.0, 12.0, 48.0],
        Step::Daily => [0.5, 2.0, 10.0],
    }
}

/// Half-lives of what is out of the ordinary, in steps.
fn reversions(step: Step) -> [Option<f64>; 3] {
    match step {
        Step::Hourly => [Some(24.0), Some(168.0), None],
        Step::Daily => [Some(4.0), Some(14.0), None],
    }
}
