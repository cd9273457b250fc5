//! What comes next: a forecast of counts with its intervals, and how well it would have done before.
//!
//! Several simple methods forecast each series at many moments of its own past, each time from what was known
//! then (a rolling-origin back-test). They are blended by how well they did, near and far steps apart, and
//! the errors that the blend would have made become its intervals (split conformal prediction, horizon by
//! horizon): those of a model hold only as far as the model does, which traffic of the web never does for
//! long.
//!
//! ```text
//! values ─▶ Compression ─▶ Known (one origin) ─▶ Trials (many origins) ─▶ Weights ─▶ Residuals ─▶ Forecast
//!            logarithms      levels, patterns      methods' paths           blend      intervals
//! ```
//!
//! Seasons are counted in steps from the end: where clocks are put forward, a day's pattern is an hour off
//! until the old hours have faded.

mod band;
mod blend;
mod compression;
mod deviation;
mod interval;
mod known;
mod method;
mod profile;
mod step;
#[cfg(test)]
mod tests;
mod total;
mod trial;

pub use method::Method;
pub use step::{Pattern, Step};

use band::{Band, bands};
use blend::{Weights, mix};
use compression::Compression;
use interval::Residuals;
use total::Total;
use trial::Trials;

/// The fewest values that a forecast is made of.
pub const FEWEST: usize = 8;

/// A count to come. All bounds are at least 0, and the intervals hold `expected` and one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What is expected: nearer the median than the mean, as the blend is made of logarithms.
    pub expected: f64,
    /// Lower end of the interval that holds four values of five.
    pub lower80: f64,
    /// Its upper end.
    pub upper80: f64,
    /// Lower end of the interval that holds nineteen values of twenty.
    pub lower95: f64,
    /// Its upper end.
    pub upper95: f64,
}

/// How the forecast would have done at moments of the series' own past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackTest {
    /// Moments that were forecast from.
    pub origins: usize,
    /// Mean absolute error of a step, in the values' unit.
    pub mae: f64,
    /// That error over the one of repeating the last day (hours) or week (days) one season ahead (Hyndman and
    /// Koehler 2006); nothing where that would never have erred or the history is no longer than a season.
    pub mase: Option<f64>,
}

/// What a method has in the blend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The method.
    pub method: Method,
    /// Its part of the blend, of 1 over all methods; the mean over the steps of the horizon.
    pub share: f64,
}

/// A forecast of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// One for each step of the horizon.
    pub points: Vec<Point>,
    /// Of all steps of the horizon together.
    pub total: Point,
    /// The longest pattern that the history was long enough for.
    pub pattern: Pattern,
    /// The methods of the blend, the one with the greatest part first.
    pub shares: Vec<Share>,
    /// How it would have done before.
    pub back_test: BackTest,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// Nothing was asked for.
    #[error("a forecast needs a horizon of at least one step")]
    NoHorizon,
    /// Too little is known, or what is known lies too far back.
    #[error("a forecast needs at least {FEWEST} values, half of them in the later half; {known} are known")]
    TooShort {
        /// Values that are not missing.
        known: usize,
    },
    /// A value is below zero or infinite.
    #[error("value {place} is {value}, which is no count")]
    NotACount {
        /// Its place, from 0.
        place: usize,
        /// What stands there.
        value: f64,
    },
}

/// Forecasts the `horizon` steps after `values`, which are counts in the order of time with NaN where one is
/// missing.
///
/// Of a long history the last eight weeks of hours, or eighty of days, are looked at. A history of less than
/// two seasons is forecast without that season's pattern, which [`Forecast::pattern`] says.
///
/// # Errors
///
/// When nothing is asked for, too little is known, or a value is no count.
pub fn forecast(values: &[f64], step: Step, horizon: usize) -> Result<Forecast, ForecastError> {
    let values = looked_at(values, step, horizon)?;
    let compression = Compression::of(values);
    let compressed: Vec<f64> = values.iter().map(|value| compression.apply(*value)).collect();
    let trials = Trials::run(&compressed, step, horizon);
    let bands = bands(step, horizon);
    let weights = Weights::of(&trials, &bands, &compressed);
    let blended: Vec<Vec<f64>> =
        (0..trials.all.len()).map(|nth| weights.blended(&trials, &bands, nth)).collect();
    let residuals = Residuals::of(&trials, &bands, &blended, &compressed);
    let Some(residuals) = residuals else { return Err(too_short(values)) };
    let (points, total) = points(&trials, &bands, &weights, &residuals, &compression);
    Ok(Forecast {
        total,
        pattern: trials.methods.iter().map(Method::pattern).max().unwrap_or(Pattern::Flat),
        shares: weights.shares(&trials.methods, &bands, horizon),
        back_test: back_test(&trials, &blended, values, step, &compression),
        points,
    })
}

/// The part of the values that counts, from the first that is known.
fn looked_at(values: &[f64], step: Step, horizon: usize) -> Result<&[f64], ForecastError> {
    if horizon == 0 {
        return Err(ForecastError::NoHorizon);
    }
    let no_count = |value: &f64| value.is_infinite() || *value < 0.0;
    if let Some(place) = values.iter().position(no_count) {
        return Err(ForecastError::NotACount { place, value: values[place] });
    }
    let values = &values[values.len().saturating_sub(step.longest_history())..];
    let first = values.iter().position(|value| !value.is_nan()).unwrap_or(values.len());
    let values = &values[first..];
    if known(values) < FEWEST || known(&values[values.len() / 2..]) < FEWEST / 2 {
        return Err(too_short(values));
    }
    Ok(values)
}

fn known(values: &[f64]) -> usize {
    values.iter().filter(|value| !value.is_nan()).count()
}

fn too_short(values: &[f64]) -> ForecastError {
    ForecastError::TooShort { known: known(values) }
}

/// The blend of the methods' paths into the future, with the interval of each step's band, and their sum.
fn points(
    trials: &Trials,
    bands: &[Band],
    weights: &Weights,
    residuals: &Residuals,
    compression: &Compression,
) -> (Vec<Point>, Point) {
    let (mut points, mut total) = (Vec::with_capacity(trials.horizon), Total::default());
    for (nth, band) in bands.iter().enumerate() {
        let bounds = residuals.bounds(nth, band.rounds(trials.span));
        for step in band.within(trials.horizon) {
            let middle = mix(weights.of_band(nth), |method| trials.future[method][step]);
            let point = bounds.around(middle, compression);
            total.add(&point, bounds.shared);
            points.push(point);
        }
    }
    (points, total.point())
}

/// The blend's error over all steps of all trials, each forecast without what that trial taught.
fn back_test(
    trials: &Trials,
    blended: &[Vec<f64>],
    values: &[f64],
    step: Step,
    compression: &Compression,
) -> BackTest {
    let error = |origin: usize, path: &[f64]| {
        let errors = path.iter().zip(&values[origin..]).map(|(said, value)| value - compression.undo(*said));
        errors.map(f64::abs).filter(|error| !error.is_nan()).collect::<Vec<_>>()
    };
    let errors: Vec<f64> =
        trials.all.iter().zip(blended).flat_map(|(trial, path)| error(trial.origin, path)).collect();
    let mae = mean(&errors);
    let season = step.seasons()[0];
    let ahead = values.iter().skip(season).zip(values).map(|(now, then)| (now - then).abs());
    let naive = mean(&ahead.filter(|error| !error.is_nan()).collect::<Vec<_>>());
    BackTest { origins: trials.all.len(), mae, mase: (naive > 0.0).then(|| mae / naive) }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
