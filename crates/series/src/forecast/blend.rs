//! What each method has in the forecast.
//!
//! By band, a method weighs its mean absolute error to the power of -8: a tenth more error is half the
//! weight, twice the error is none. Choosing the one that did best would be a harder power of the same, and
//! does worse: what was best by a little is seldom best again (Bates and Granger 1969; Timmermann 2006).

use super::Share;
use super::band::Band;
use super::method::Method;
use super::trial::{Trial, Trials};

/// How much faster than its error grows a method's weight falls.
const POWER: i32 = 8;

/// What is left of a sum of errors or weights when all that was in it is taken out again.
const NONE: f64 = 1e-9;

/// Absolute errors of one method.
#[derive(Clone, Copy, Default)]
struct Errors {
    sum: f64,
    count: f64,
}

/// Weights by band and method: those learned of all trials, and for each trial those learned of the others.
pub(super) struct Weights {
    all: Vec<Vec<f64>>,
    without: Vec<Vec<Vec<f64>>>,
}

impl Weights {
    pub(super) fn of(trials: &Trials, bands: &[Band], values: &[f64]) -> Self {
        let by_band = |trial: &Trial| bands.iter().map(|band| errors(trial, band, values)).collect();
        let single: Vec<Vec<Vec<Errors>>> = trials.all.iter().map(by_band).collect();
        let mut total = vec![vec![Errors::default(); trials.methods.len()]; bands.len()];
        for errors in &single {
            combine(&mut total, errors, |total, one| total + one);
        }
        let rest = |one: &Vec<Vec<Errors>>| {
            let mut rest = total.clone();
            combine(&mut rest, one, |total, one| total - one);
            shares(&rest)
        };
        Self { all: shares(&total), without: single.iter().map(rest).collect() }
    }

    /// Weights for the future, by method.
    pub(super) fn of_band(&self, band: usize) -> &[f64] {
        &self.all[band]
    }

    /// What the blend would have said at a trial, having learned of the others.
    pub(super) fn blended(&self, trials: &Trials, bands: &[Band], nth: usize) -> Vec<f64> {
        let paths = &trials.all[nth].paths;
        let of_band = |(band, steps): (usize, &Band)| {
            let weights = &self.without[nth][band];
            steps
                .within(paths[0].len())
                .map(|step| mix(weights, |method| paths[method][step]))
                .collect::<Vec<_>>()
        };
        bands.iter().enumerate().flat_map(of_band).collect()
    }

    /// Methods by their mean share over the horizon, the greatest first.
    pub(super) fn shares(&self, methods: &[Method], bands: &[Band], horizon: usize) -> Vec<Share> {
        let share = |method: usize| {
            let steps = bands
                .iter()
                .zip(&self.all)
                .map(|(band, weights)| band.within(horizon).len() as f64 * weights[method]);
            steps.sum::<f64>() / horizon as f64
        };
        let mut shares: Vec<Share> = methods
            .iter()
            .enumerate()
            .map(|(nth, method)| Share { method: *method, share: share(nth) })
            .collect();
        shares.sort_by(|one, other| other.share.total_cmp(&one.share));
        shares
    }
}

/// The weighted mean of what the methods say.
pub(super) fn mix(weights: &[f64], said: impl Fn(usize) -> f64) -> f64 {
    weights.iter().enumerate().map(|(method, weight)| weight * said(method)).sum()
}

/// Each method's errors in a band of one trial.
fn errors(trial: &Trial, band: &Band, values: &[f64]) -> Vec<Errors> {
    let of_path = |path: &Vec<f64>| {
        let steps = band.within(path.len());
        let ahead = path[steps.clone()].iter().zip(&values[trial.origin + steps.start..]);
        let there = ahead.map(|(said, value)| (value - said).abs()).filter(|error| !error.is_nan());
        there.fold(Errors::default(), |errors, error| Errors {
            sum: errors.sum + trial.weight * error,
            count: errors.count + trial.weight,
        })
    };
    trial.paths.iter().map(of_path).collect()
}

fn combine(total: &mut [Vec<Errors>], one: &[Vec<Errors>], with: impl Fn(f64, f64) -> f64) {
    for (total, one) in total.iter_mut().flatten().zip(one.iter().flatten()) {
        *total = Errors { sum: with(total.sum, one.sum), count: with(total.count, one.count) };
    }
}

/// Each band's weights, which add up to 1. A band that was never tried takes those of the band before it, and
/// the first the same for all.
fn shares(bands: &[Vec<Errors>]) -> Vec<Vec<f64>> {
    let mut weights = vec![1.0 / bands[0].len() as f64; bands[0].len()];
    let of_band = |errors: &Vec<Errors>| {
        if errors.iter().all(|errors| errors.count > NONE) {
            weights = shares_of_band(errors);
        }
        weights.clone()
    };
    bands.iter().map(of_band).collect()
}

fn shares_of_band(errors: &[Errors]) -> Vec<f64> {
    let means: Vec<f64> = errors.iter().map(|errors| (errors.sum / errors.count).max(NONE)).collect();
    let best = means.iter().copied().fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> = means.iter().map(|mean| (best / mean).powi(POWER)).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}
