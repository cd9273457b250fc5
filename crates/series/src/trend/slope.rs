//! Theil and Sen's slope: the median of those between all pairs.

/// Slopes of all pairs, in order.
pub(super) struct Slopes(Vec<f64>);

impl Slopes {
    /// Of values one step apart, NaN where one is missing; at least two are known.
    pub(super) fn of(values: &[f64]) -> Self {
        let known: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .map(|(at, value)| (at as f64, *value))
            .collect();
        let slope = |from: &(f64, f64), to: &(f64, f64)| (to.1 - from.1) / (to.0 - from.0);
        let later = |nth: usize| known[nth + 1..].iter().map(move |to| (nth, to));
        let pairs = (0..known.len()).flat_map(later);
        let mut slopes: Vec<f64> = pairs.map(|(nth, to)| slope(&known[nth], to)).collect();
        slopes.sort_by(f64::total_cmp);
        Self(slopes)
    }

    pub(super) fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        match self.0.len() % 2 {
            0 => f64::midpoint(self.0[middle - 1], self.0[middle]),
            _ => self.0[middle],
        }
    }

    /// The slopes between which the true one lies, by how far the score of pairs goes by chance (Sen 1968;
    /// Gilbert 1987, 16.5).
    pub(super) fn interval(&self, spread: f64) -> [f64; 2] {
        let pairs = self.0.len() as f64;
        let last = self.0.len() - 1;
        let below = ((pairs - spread) / 2.0).round() as usize;
        let above = ((pairs + spread) / 2.0).round() as usize;
        [self.0[below.saturating_sub(1)], self.0[above.min(last)]]
    }
}
