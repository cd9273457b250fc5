//! How far values lie above or below the level of the season around them.

/// Of what is usual, deviations are so many times the usual one around the median of their place at most.
const USUAL: f64 = 3.0;

/// A flood, or an outage, deviates by more than so many times the usual,
const UNHEARD_OF: f64 = 5.0;

/// and is at least so much above or below its season: threefold, on a scale that is a logarithm above small
/// counts.
const THREEFOLD: f64 = 1.1;

/// Deviations from the level, by place in a period.
pub(super) struct Deviations {
    base: Vec<f64>,
    deviations: Vec<f64>,
    /// By place of the period.
    medians: Vec<f64>,
    /// The usual distance from the median of the place: the scaled median of absolute ones.
    spread: f64,
}

impl Deviations {
    /// Of values in the order of time, of which the first is at place 0 of the period; NaN where one is missing.
    pub(super) fn of(values: &[f64], period: usize) -> Self {
        let base = centred_mean(values, period);
        let deviations: Vec<f64> = values.iter().zip(&base).map(|(value, base)| value - base).collect();
        let of_place = |place: usize| median(deviations.iter().skip(place).step_by(period).copied());
        let medians: Vec<f64> = (0..period).map(of_place).collect();
        let apart =
            deviations.iter().zip(medians.iter().cycle()).map(|(deviation, middle)| deviation - middle);
        let spread = 1.4826 * median(apart.map(f64::abs));
        Self { base, deviations, medians, spread }
    }

    pub(super) fn period(&self) -> usize {
        self.medians.len()
    }

    /// The level: the mean over the period around each value.
    pub(super) fn base(&self) -> &[f64] {
        &self.base
    }

    /// Clipped to what is usual: a flood is not a pattern.
    pub(super) fn usual(&self) -> Vec<f64> {
        self.clipped(USUAL * self.spread)
    }

    /// The values with what sticks out of its season clipped: a flood of hours is gone, a level that changed is
    /// not.
    pub(super) fn tamed(&self) -> Vec<f64> {
        let clipped = self.clipped((UNHEARD_OF * self.spread).max(THREEFOLD));
        self.base.iter().zip(clipped).map(|(base, deviation)| base + deviation).collect()
    }

    /// Where nothing ever deviates there is nothing to clip by.
    fn clipped(&self, bound: f64) -> Vec<f64> {
        let clip = |(deviation, middle): (&f64, &f64)| match bound > 0.0 && !deviation.is_nan() {
            true => deviation.clamp(middle - bound, middle + bound),
            false => *deviation,
        };
        self.deviations.iter().zip(self.medians.iter().cycle()).map(clip).collect()
    }
}

/// The median of what is there, NaN of nothing; of an even number the upper one.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut there: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    let middle = there.len() / 2;
    if there.is_empty() { f64::NAN } else { *there.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

/// The mean of `width` values around each, the window moved inwards at the ends so that it always holds whole
/// seasons.
fn centred_mean(values: &[f64], width: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0)];
    sums.extend(values.iter().scan((0.0, 0.0), |(sum, count), value| {
        if !value.is_nan() {
            *sum += value;
            *count += 1.0;
        }
        Some((*sum, *count))
    }));
    let width = width.min(values.len());
    let mean = |at: usize| {
        let from = at.saturating_sub(width / 2).min(values.len() - width);
        (sums[from + width].0 - sums[from].0) / (sums[from + width].1 - sums[from].1)
    };
    (0..values.len()).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_the_mean_of_whole_seasons_also_at_the_ends() {
        let values: Vec<f64> = (0..28).map(|at| if at % 7 == 0 { 8.0 } else { 1.0 }).collect();
        assert!(Deviations::of(&values, 7).base().iter().all(|base| (base - 2.0).abs() < 1e-12));
    }

    #[test]
    fn a_flood_is_tamed_and_a_new_level_is_not() {
        let mut values: Vec<f64> = (0..240).map(|hour| f64::from(hour % 24) / 24.0).collect();
        values[100] += 9.0;
        values[150..].iter_mut().for_each(|value| *value += 5.0);
        let tamed = Deviations::of(&values, 24).tamed();
        assert!(tamed[100] < values[100] - 7.0, "{}", tamed[100]);
        assert!((180..240).all(|hour| (tamed[hour] - values[hour]).abs() < 1e-9));
    }
}
