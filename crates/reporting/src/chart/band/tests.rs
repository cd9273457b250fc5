//! What fell outside the band is found, and told first to those who cannot see it.

use super::*;
use jiff::civil::date;
use tiraj_model::Language;

fn band(actual: &[f64]) -> Band {
    Band {
        times: Times::Days(date(2026, 11, 9)),
        actual: actual.iter().copied().map(Some).collect(),
        expected: vec![Some(Expected { low: 80.0, middle: 100.0, high: 120.0 }); actual.len()],
        measure: "Views".to_owned(),
        coverage: None,
    }
}

#[test]
fn the_farthest_outside_comes_first() {
    let outliers = band(&[100.0, 130.0, 20.0, 120.0, 80.0]).outliers();
    let found: Vec<_> = outliers.iter().map(|at| (at.step, at.above)).collect();
    assert_eq!(found, [(2, false), (1, true)]);
}

#[test]
fn the_description_says_what_fell_outside() {
    let alt = band(&[130.0, 100.0]).alt(Locale::new(Language::En));
    assert_eq!(alt, "Views, Tue 10 Nov: 100, expected 80–120. Outside the expected (1): Mon 9 Nov: 130.");
    let none = band(&[]).alt(Locale::new(Language::Ru));
    assert_eq!(none, "Данных нет.");
}

#[test]
fn what_is_no_number_is_not_outside() {
    assert!(band(&[f64::NAN, f64::INFINITY]).outliers().is_empty());
}
