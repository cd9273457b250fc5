//! The scale on which methods work.
//!
//! Traffic multiplies: an evening has twice the views of a morning, and a flood a hundred times those of an
//! hour. On logarithms that is a sum, and a flood is no more than a few times the usual. Counts can be zero, and
//! small ones are mostly chance, of which a logarithm makes too much (the mean of logarithms would expect next
//! to nothing of an article that is read every third hour). So it is the logarithm of what is added to a unit:
//! straight below the unit, logarithmic above.

/// The unit's part of the mean.
const OF_MEAN: f64 = 0.1;

/// The least unit of whole numbers. By chance alone (Poisson) a mean on this scale falls short of that of the
/// counts by at most a twentieth: one in twice the unit.
const LEAST_COUNT: f64 = 10.0;

/// ln(1 + value / unit).
pub(super) struct Compression {
    unit: f64,
}

impl Compression {
    /// For these values, NaN where one is missing. It is the one thing that a trial of the back-test shares with
    /// what came after it.
    pub(super) fn of(values: &[f64]) -> Self {
        let known = || values.iter().filter(|value| !value.is_nan());
        let mean = known().sum::<f64>() / known().count() as f64;
        let counts = known().all(|value| value.fract() == 0.0);
        let least = if counts { LEAST_COUNT } else { 0.0 };
        let unit = (OF_MEAN * mean).max(least);
        Self { unit: if unit > 0.0 { unit } else { 1.0 } }
    }

    pub(super) fn apply(&self, value: f64) -> f64 {
        (value / self.unit).ln_1p()
    }

    /// The count, never below zero.
    pub(super) fn undo(&self, compressed: f64) -> f64 {
        (compressed.exp_m1() * self.unit).max(0.0)
    }
}
