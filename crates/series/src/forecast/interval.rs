//! Intervals of what the blend erred by before (split conformal prediction, Vovk and others 2005), band by
//! band.
//!
//! Errors of one trial go together: where the level was misjudged, all its steps are off the same way, and so
//! are those of trials that overlap with it. Of this shared part a band has only as many independent
//! witnesses as the values tried fill it times over, which is few for far steps, so it is that part which is
//! widened, and by how few they are.

use super::Point;
use super::band::Band;
use super::compression::Compression;
use super::trial::Trials;

/// Quantiles at which the intervals end.
const ENDS: [f64; 4] = [0.025, 0.1, 0.9, 0.975];

/// A band with fewer errors takes those of the band before it.
const FEWEST: usize = 4;

/// The shared part is widened by this over the rounds. A normal error of unknown variance would need some 1.3
/// (Student's t, and the mean's own error); levels that change for good need more. Chosen on a quarter of the
/// pages and checked on the others.
const UNSURE: f64 = 2.5;

/// Intervals are never widened more: beyond, the history says nothing.
const WIDEST: f64 = 3.0;

/// The compressed errors of a band.
struct Errors {
    /// In their order.
    sorted: Vec<f64>,
    /// The part of their mean square that goes with the trial, 0 to 1.
    shared: f64,
}

/// Errors by band; the first never has fewer than four.
pub(super) struct Residuals {
    bands: Vec<Errors>,
}

/// An interval's ends and what of it neighbouring steps share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    /// How far the ends lie from the middle, on the compressed scale: 95 % and 80 % below, 80 % and 95 %
    /// above.
    ends: [f64; 4],
    /// The part of the squared error, as widened, that goes with the trial.
    pub(super) shared: f64,
}

impl Residuals {
    /// Nothing where not even the nearest steps could be compared.
    pub(super) fn of(trials: &Trials, bands: &[Band], blended: &[Vec<f64>], values: &[f64]) -> Option<Self> {
        let of_band = |band: &Band| {
            let of_trial = |(trial, path): (usize, &Vec<f64>)| {
                let origin = trials.all[trial].origin;
                let errors = band.within(path.len()).map(|step| values[origin + step] - path[step]);
                errors.filter(|error| !error.is_nan()).collect()
            };
            Errors::of(&blended.iter().enumerate().map(of_trial).collect::<Vec<_>>())
        };
        let bands: Vec<Errors> = bands.iter().map(of_band).collect();
        (bands[0].sorted.len() >= FEWEST).then_some(Self { bands })
    }

    /// The bounds of a band whose values were tried `rounds` times over.
    pub(super) fn bounds(&self, band: usize, rounds: f64) -> Bounds {
        let enough = self.bands[..=band].iter().rfind(|errors| errors.sorted.len() >= FEWEST);
        let errors = enough.unwrap_or(&self.bands[0]);
        errors.bounds(rounds)
    }
}

impl Errors {
    /// Of each trial's errors: what is left of the mean square without the variance within trials is shared
    /// (one-way analysis of variance). All of it is, as far as can be told, where every trial has a single
    /// one.
    fn of(trials: &[Vec<f64>]) -> Self {
        let several = trials.iter().filter(|errors| errors.len() > 1);
        let (within, degrees) = several.fold((0.0, 0.0), |(within, degrees), errors| {
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            let squares: f64 = errors.iter().map(|error| (error - mean).powi(2)).sum();
            (within + squares, degrees + errors.len() as f64 - 1.0)
        });
        let mut sorted: Vec<f64> = trials.iter().flatten().copied().collect();
        let square = sorted.iter().map(|error| error.powi(2)).sum::<f64>() / sorted.len() as f64;
        let shared = 1.0 - within / degrees / square;
        sorted.sort_by(f64::total_cmp);
        Self { sorted, shared: if shared.is_nan() { 1.0 } else { shared.clamp(0.0, 1.0) } }
    }

    fn bounds(&self, rounds: f64) -> Bounds {
        let shared = self.shared * (1.0 + UNSURE / rounds).powi(2);
        let square = 1.0 - self.shared + shared;
        let wider = square.sqrt().min(WIDEST);
        let [far_below, below, above, far_above] = ENDS.map(|end| wider * quantile(&self.sorted, end));
        let ends = [far_below.min(0.0), below.min(0.0), above.max(0.0), far_above.max(0.0)];
        Bounds { ends, shared: shared / square }
    }
}

impl Bounds {
    /// The intervals around a compressed value.
    pub(super) fn around(self, middle: f64, compression: &Compression) -> Point {
        let [lower95, lower80, upper80, upper95] = self.ends.map(|away| compression.undo(middle + away));
        Point { expected: compression.undo(middle), lower80, upper80, lower95, upper95 }
    }
}

/// Between two neighbours in proportion (type 7 of Hyndman and Fan 1996).
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + place.fract() * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty trials of ten errors each: a part that is the trial's, and one that is the step's.
    fn trials(of_trial: f64, of_step: f64) -> Vec<Vec<f64>> {
        let wave = |nth: usize, period: f64| (nth as f64 * std::f64::consts::TAU / period).sin();
        let errors =
            |trial: usize| (0..10).map(move |step| of_trial * wave(trial, 4.7) + of_step * wave(step, 3.3));
        (0..20).map(|trial| errors(trial).collect()).collect()
    }

    #[test]
    fn what_a_trials_steps_share_is_told_apart() {
        assert!(Errors::of(&trials(1.0, 0.0)).shared > 0.99);
        assert!(Errors::of(&trials(0.0, 1.0)).shared < 0.1);
        assert!((0.3..0.7).contains(&Errors::of(&trials(1.0, 1.0)).shared));
    }

    #[test]
    fn only_the_shared_part_is_widened_where_trials_are_few() {
        let width = |errors: &Errors, rounds: f64| {
            let Bounds { ends, .. } = errors.bounds(rounds);
            ends[3] - ends[0]
        };
        let (together, alone) = (Errors::of(&trials(1.0, 0.0)), Errors::of(&trials(0.0, 1.0)));
        assert!(width(&together, 2.0) > 2.0 * width(&together, 1000.0));
        assert!(width(&alone, 2.0) < 1.2 * width(&alone, 1000.0));
    }

    #[test]
    fn quantiles_lie_between_neighbours_in_proportion() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[5.0], 0.025), 5.0);
    }
}
