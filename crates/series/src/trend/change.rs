//! One period beside those before it.
//!
//! Counts vary by chance even where nothing changed (Poisson), and those of a site by more than that, as news
//! differs. How much more is seen in the periods before, which are few; so their variation is taken with
//! Student's distribution, which a few make wide, and never for less than chance alone.

use super::SIGNIFICANT;
use super::student;

/// This period over the usual one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The count over the mean of those before: 1.2 is a fifth more.
    pub ratio: f64,
    /// The 95 % interval of the ratio.
    pub interval: [f64; 2],
    /// The chance of a ratio as far from 1 without a change, two-sided.
    pub p_value: f64,
    /// Whether that is too small a chance (5 %) to call the change noise.
    pub significant: bool,
}

/// Compares a count with those of earlier periods of the same length, such as this week with the four before
/// it; NaN where one is missing. Nothing where fewer than two are known, nothing was counted in them, or a
/// count is negative or infinite.
///
/// The logarithm of the ratio over its standard error is compared with Student's distribution. The error is
/// that of counts whose variance is their mean times a dispersion (quasi-Poisson; McCullagh and Nelder 1989),
/// which is Pearson's of the periods before and at least 1.
pub fn change(now: f64, before: &[f64]) -> Option<Change> {
    let before: Vec<f64> = before.iter().copied().filter(|count| !count.is_nan()).collect();
    let sum: f64 = before.iter().sum();
    let is_count = |count: &f64| count.is_finite() && *count >= 0.0;
    if before.len() < 2 || !before.iter().all(is_count) || !is_count(&now) || sum <= 0.0 {
        return None;
    }
    let mean = sum / before.len() as f64;
    let degrees = before.len() - 1;
    let pearson = before.iter().map(|count| (count - mean).powi(2) / mean).sum::<f64>() / degrees as f64;
    // Half a count keeps the logarithm of none finite (Haldane 1956).
    let error = (pearson.max(1.0) * (1.0 / now.max(0.5) + 1.0 / sum)).sqrt();
    let logarithm = (now.max(0.5) / mean).ln();
    let reach = student::quantile(SIGNIFICANT, degrees) * error;
    let p_value = student::beyond(logarithm / error, degrees);
    Some(Change {
        ratio: now / mean,
        interval: [if now > 0.0 { (logarithm - reach).exp() } else { 0.0 }, (logarithm + reach).exp()],
        p_value,
        significant: p_value <= SIGNIFICANT,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::chance;
    use crate::trend::tests::same;

    #[test]
    fn a_week_like_those_before_is_noise() {
        let found = change(1040.0, &[1000.0, 950.0, 1060.0, 990.0]).expect("weeks before");
        assert!(same(found.ratio, 1.04) && !found.significant);
        assert!(found.interval[0] < 1.0 && found.interval[1] > 1.04);
    }

    #[test]
    fn a_week_that_doubled_after_steady_ones_is_not() {
        let found = change(2000.0, &[1000.0, 950.0, 1060.0, 990.0]).expect("weeks before");
        assert!(found.significant && found.interval[0] > 1.5, "{found:?}");
        let unsteady = change(2000.0, &[300.0, 1900.0, 1200.0, 600.0]).expect("weeks before");
        assert!(!unsteady.significant, "{unsteady:?}");
    }

    #[test]
    fn small_counts_vary_by_chance_alone() {
        let found = change(6.0, &[3.0, 3.0, 3.0, 3.0]).expect("weeks before");
        assert!(!found.significant, "{found:?}");
        let none = change(0.0, &[3.0, 3.0, 3.0, 3.0]).expect("weeks before");
        assert!(none.ratio == 0.0 && none.interval[0] == 0.0 && none.interval[1] > 1.0, "{none:?}");
    }

    #[test]
    fn what_was_nothing_before_has_no_ratio() {
        assert_eq!(change(5.0, &[0.0, 0.0, 0.0]), None);
        assert_eq!(change(5.0, &[4.0]), None);
        assert_eq!(change(5.0, &[4.0, f64::NAN]), None);
        assert_eq!(change(-5.0, &[4.0, 3.0]), None);
    }

    #[test]
    fn of_weeks_without_a_change_one_in_twenty_is_called_one() {
        for spread in [0.05, 0.1, 0.2, 0.3] {
            let normal = |week: u64| (0..12).map(|part| chance(12 * week + part)).sum::<f64>() - 6.0;
            let week = |week: u64| (5000.0 * (1.0 + spread * normal(week))).max(0.0);
            let called = (0..4000).filter(|case| {
                let before: Vec<f64> = (1..5).map(|nth| week(5 * case + nth)).collect();
                change(week(5 * case), &before).is_some_and(|change| change.significant)
            });
            let share = called.count() as f64 / 4000.0;
            assert!((0.03..0.07).contains(&share), "{share} at a spread of {spread}");
        }
    }
}
