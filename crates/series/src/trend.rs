//! What goes up or down, and whether more than by chance: a trend over weeks, one week beside those before
//! it, one share beside another, and how much of all goes to how few.
//!
//! Of a trend nothing is assumed but that it goes one way: Mann-Kendall's test tells whether (Mann 1945,
//! Kendall 1975), Theil and Sen's slope how steeply (Sen 1968). One flood of a week moves neither.

mod change;
mod concentration;
mod kendall;
mod share;
mod slope;
mod student;
#[cfg(test)]
mod tests;

pub use change::{Change, change};
pub use concentration::{gini, top_share};
pub use share::{Counted, Difference, difference};

use kendall::Kendall;
use slope::Slopes;

/// The fewest values that have a trend.
pub const FEWEST: usize = 4;

/// What is taken for chance: an error of the first kind in twenty.
const SIGNIFICANT: f64 = 0.05;

/// Which way values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up, by more than chance.
    Rising,
    /// Down, by more than chance.
    Falling,
    /// Neither, as far as these values tell.
    Unclear,
}

/// A monotonic trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The median change a step (Theil-Sen).
    pub slope: f64,
    /// The 95 % interval of the slope; nothing where there are too few values for one, which is fewer than
    /// five.
    pub interval: Option<[f64; 2]>,
    /// The chance of such an order of values without a trend, two-sided (Mann-Kendall). Exact up to ten
    /// values.
    pub p_value: f64,
    /// The way it goes at the 5 % level.
    pub direction: Direction,
}

/// The trend of values one step apart, such as weekly totals, NaN where one is missing. Nothing of fewer than
/// four.
///
/// Beyond ten values the test allows for weeks that resemble the one before, which make a trend look surer
/// than it is: the variance grows by what the first three autocorrelations call for (Hamed and Rao 1998), and
/// never shrinks. Ten values or fewer are too few to tell, and are taken for independent.
pub fn trend(values: &[f64]) -> Option<Trend> {
    let known = || values.iter().filter(|value| !value.is_nan());
    if known().count() < FEWEST || known().any(|value| value.is_infinite()) {
        return None;
    }
    let slopes = Slopes::of(values);
    let kendall = Kendall::of(values, slopes.median());
    let p_value = kendall.p_value();
    Some(Trend {
        slope: slopes.median(),
        interval: kendall.spread(SIGNIFICANT).map(|spread| slopes.interval(spread)),
        p_value,
        direction: direction(kendall.score(), p_value),
    })
}

fn direction(score: f64, p_value: f64) -> Direction {
    match score {
        _ if p_value > SIGNIFICANT => Direction::Unclear,
        score if score > 0.0 => Direction::Rising,
        _ => Direction::Falling,
    }
}

/// The chance that a standard normal number lies farther from 0 than `z`.
fn beyond(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Standard normal numbers lie no farther than this from 0 in nineteen cases of twenty.
const NINETEEN_OF_TWENTY: f64 = 1.959_963_984_540_054;
