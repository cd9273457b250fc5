//! Error and coverage of a forecast from one origin.

use std::time::{Duration, Instant};

use tiraj_series::forecast::{Forecast, Point, forecast};

use super::figures::Figures;
use super::material::{DataSet, Series};
use super::origins::horizons;

/// How one forecast did.
pub(crate) struct Judged {
    /// Mean absolute scaled error: that of the steps over the one of repeating the shortest season within
    /// what is known.
    pub(crate) mase: f64,
    /// The same of repeating the last shortest and the last longest season (seasonal naive).
    pub(crate) naive: [f64; 2],
    /// The part of the steps within the 80 % and the 95 % interval.
    pub(crate) within: [f64; 2],
    /// The same of the sum, 0 or 1; NaN where a value is missing.
    pub(crate) total_within: [f64; 2],
    pub(crate) took: Duration,
}

/// The figures of a data set, one for each horizon.
pub(crate) fn measure(set: &DataSet) -> Vec<Figures> {
    let at_horizon = |horizon: &usize| {
        let origins =
            set.series.iter().flat_map(|series| series.origins.iter().map(move |origin| (series, *origin)));
        let judged = origins.filter_map(|(series, origin)| judge(set, series, origin, *horizon));
        Figures::of(set, *horizon, &judged.collect::<Vec<_>>())
    };
    horizons(set.step).iter().map(at_horizon).collect()
}

/// Nothing where no value is there to compare with, or nothing varied before.
fn judge(set: &DataSet, series: &Series, origin: usize, horizon: usize) -> Option<Judged> {
    let (known, future) = series.values.split_at(origin);
    let future = &future[..horizon];
    let begun = Instant::now();
    let said = forecast(known, set.step, horizon).expect("a long history");
    let took = begun.elapsed();
    let seasons = set.step.seasons();
    let scale = mean(known[seasons[0]..].iter().zip(known).map(|(now, then)| (now - then).abs()));
    let error = |guesses: Vec<f64>| {
        mean(guesses.iter().zip(future).map(|(guess, value)| (value - guess).abs())) / scale
    };
    let naive = |season: usize| error((0..horizon).map(|ahead| last_known(known, season, ahead)).collect());
    let mase = error(said.points.iter().map(|point| point.expected).collect());
    mase.is_finite().then(|| Judged {
        mase,
        naive: [naive(seasons[0]), naive(seasons[seasons.len() - 1])],
        within: within(&said.points, future),
        total_within: total_within(&said, future),
        took,
    })
}

/// The parts of the values that lie within both intervals.
fn within(said: &[Point], values: &[f64]) -> [f64; 2] {
    let both = || said.iter().zip(values).filter(|(_, value)| !value.is_nan());
    [
        mean(both().map(|(point, value)| share((point.lower80..=point.upper80).contains(value)))),
        mean(both().map(|(point, value)| share((point.lower95..=point.upper95).contains(value)))),
    ]
}

fn total_within(said: &Forecast, values: &[f64]) -> [f64; 2] {
    let sum: f64 = values.iter().sum();
    if sum.is_nan() { [f64::NAN; 2] } else { within(&[said.total], &[sum]) }
}

fn share(whether: bool) -> f64 {
    f64::from(u8::from(whether))
}

/// The last known value at the same place of the season.
fn last_known(known: &[f64], season: usize, ahead: usize) -> f64 {
    let place = (known.len() + ahead) % season;
    let there = known.iter().skip(place).step_by(season).rev().find(|value| !value.is_nan());
    there.copied().unwrap_or(f64::NAN)
}

/// The mean of what is there.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let there = values.filter(|value| !value.is_nan());
    let (sum, count) = there.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}
