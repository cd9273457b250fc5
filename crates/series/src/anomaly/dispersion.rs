//! How far a count may lie from what was expected: chance, and what readers do beyond chance.
//!
//! A count with expectation m has the variance m + d m^2 (negative binomial, second form): Poisson where few read, a
//! constant share of the expectation where many do. The transformation below makes the variance of such a count about 1
//! whatever its expectation (Anscombe, *The transformation of Poisson, binomial and negative-binomial data*, 1948).

/// The median of |z| of a standard normal z.
const MEDIAN_DEVIATION: f64 = 0.674_49;
/// Largest standard deviation that is looked for, as a share of the expectation.
const AT_MOST: f64 = 1.0;
/// How often the interval of such shares is halved, down to a thousandth.
const HALVINGS: usize = 10;
/// Added to a count before its root is taken.
const OFFSET: f64 = 0.375;

/// Dispersion of counts beyond that of a Poisson variable: the d of m + d m^2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dispersion(f64);

impl Dispersion {
    /// The dispersion under which half of the pairs (count, expectation) deviate by less than a standard normal
    /// variable does half of the time. Large deviations, the anomalies themselves, so have no weight.
    pub(super) fn of(pairs: &[(f64, f64)]) -> Self {
        let squared = |deviation: f64| Self(deviation * deviation);
        if pairs.is_empty() || Self(0.0).covers_half(pairs) {
            return Self(0.0);
        }
        let (mut low, mut high) = (0.0, AT_MOST);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if squared(middle).covers_half(pairs) {
                high = middle;
            } else {
                low = middle;
            }
        }
        squared(high)
    }

    /// Whether half of the pairs deviate by less than a standard normal variable does half of the time.
    fn covers_half(self, pairs: &[(f64, f64)]) -> bool {
        let near = pairs.iter().filter(|&&(count, mean)| self.score(count, mean).abs() <= MEDIAN_DEVIATION);
        2 * near.count() >= pairs.len()
    }

    /// By how many standard deviations a count is above its expectation.
    pub(super) fn score(self, count: f64, mean: f64) -> f64 {
        self.stabilised(count) - self.stabilised(mean)
    }

    /// The count that is so many standard deviations above its expectation, at least 0.
    pub(super) fn count_at(self, score: f64, mean: f64) -> f64 {
        let root = (self.stabilised(mean) + score).max(0.0) / 2.0;
        let root = if self.is_poisson() { root } else { (root * self.0.sqrt()).sinh() / self.0.sqrt() };
        (root.powi(2) - OFFSET).max(0.0)
    }

    fn stabilised(self, count: f64) -> f64 {
        let root = (count.max(0.0) + OFFSET).sqrt();
        if self.is_poisson() { 2.0 * root } else { 2.0 * (root * self.0.sqrt()).asinh() / self.0.sqrt() }
    }

    fn is_poisson(self) -> bool {
        self.0 < 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::Dispersion;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 0.02 * expected.abs().max(1.0), "{value} is not {expected}");
    }

    #[test]
    fn a_poisson_count_is_measured_by_the_root_of_its_mean() {
        close(Dispersion(0.0).score(1_100.0, 1_000.0), 100.0 / 1_050.0_f64.sqrt());
    }

    #[test]
    fn a_dispersed_count_is_measured_by_a_share_of_its_mean() {
        // A tenth of the variation is d = 0.01: log(1.2) / 0.1 standard deviations, and little for the Poisson part.
        close(Dispersion(0.01).score(120_000.0, 100_000.0), 1.2_f64.ln() / 0.1);
    }

    #[test]
    fn a_band_is_what_the_score_says() {
        for dispersion in [Dispersion(0.0), Dispersion(0.04)] {
            let count = dispersion.count_at(4.0, 250.0);
            close(dispersion.score(count, 250.0), 4.0);
        }
        assert_eq!(Dispersion(0.0).count_at(-4.0, 1.0), 0.0);
    }

    #[test]
    fn the_dispersion_is_found_whatever_a_few_outliers_do() {
        let spread = |share: f64| {
            let pairs = (0..400).map(|row| (1e6 * (1.0 + share * (f64::from(row % 101) / 50.0 - 1.0)), 1e6));
            pairs.chain((0..4).map(|_| (9e6, 1e6))).collect::<Vec<_>>()
        };
        // Uniform on [-s, s]: half lie within s / 2, which is 0.674 standard deviations.
        close(Dispersion::of(&spread(0.2)).0.sqrt() * 10.0, 0.1 / 0.6745 * 10.0);
        assert_eq!(Dispersion::of(&[(10.0, 10.0); 9]), Dispersion(0.0));
        assert_eq!(Dispersion::of(&[]), Dispersion(0.0));
    }
}
