//! The scale on which methods work.
//!
//! Traffic multiplies: an evening has twice the views of a morning, and a flood a hundred times those of an
//! hour. On logarithms that is a sum, and a flood is no more than a few times the usual. Counts can be zero,
//! so it is the logarithm of what is added to a tenth of the mean: straight near zero, where counts are
//! mostly chance, and logarithmic above.

/// ln(1 + value / unit).
pub(super) struct Compression {
    unit: f64,
}

impl Compression {
    /// A tenth of the mean of what is known. It is the one thing that a trial of the back-test shares with
    /// what came after it.
    pub(super) fn of(values: &[f64]) -> Self {
        let (sum, count) = values
            .iter()
            .filter(|value| !value.is_nan())
            .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        let unit: f64 = sum / count / 10.0;
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
