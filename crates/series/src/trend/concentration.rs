//! How much of all goes to how few.

/// The part of the sum that the greatest `count` values have, 0 to 1. Nothing where the sum is not above
/// zero.
pub fn top_share(values: &[f64], count: usize) -> Option<f64> {
    let sorted = sorted(values)?;
    let top: f64 = sorted.iter().rev().take(count).sum();
    Some(top / sorted.iter().sum::<f64>())
}

/// Gini's coefficient: 0 where all values are alike, near 1 where one has nearly all (Gini 1912). It is that
/// of these values, without the factor n / (n - 1) for a sample of more. Nothing where the sum is not above
/// zero.
pub fn gini(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values)?;
    let count = sorted.len() as f64;
    let weighted: f64 = sorted.iter().enumerate().map(|(nth, value)| (nth + 1) as f64 * value).sum();
    Some(2.0 * weighted / (count * sorted.iter().sum::<f64>()) - (count + 1.0) / count)
}

/// The values that are known in their order, where they are counts and not all zero.
fn sorted(values: &[f64]) -> Option<Vec<f64>> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let counts = sorted.iter().all(|value| value.is_finite() && *value >= 0.0);
    (counts && sorted.last().is_some_and(|greatest| *greatest > 0.0)).then_some(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concentration_is_that_of_the_definitions() {
        assert_eq!(gini(&[5.0; 8]).map(|gini| (gini * 1e9).round()), Some(0.0));
        assert_eq!(gini(&[0.0, 0.0, 0.0, 8.0]), Some(0.75));
        assert_eq!(gini(&[1.0, 2.0, 3.0, 4.0]), Some(0.25));
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(gini(&[]), None);
        assert_eq!(top_share(&[1.0, 6.0, 3.0], 1), Some(0.6));
        assert_eq!(top_share(&[1.0, f64::NAN, 3.0], 5), Some(1.0));
        assert_eq!(top_share(&[1.0, -2.0], 1), None);
    }
}
