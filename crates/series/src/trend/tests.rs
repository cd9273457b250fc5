use proptest::prelude::*;

use super::*;

/// Whether two numbers agree to six digits.
pub(super) fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * other.abs().max(1e-3)
}

/// Slope, interval and chance of values as other implementations have them (scipy's `theilslopes` and
/// `kendalltau`, pymannkendall's tests).
fn check(values: &[f64], slope: f64, interval: Option<[f64; 2]>, p_value: f64) {
    let found = trend(values).expect("enough values");
    assert!(same(found.slope, slope), "slope {} instead of {slope}", found.slope);
    assert!(same(found.p_value, p_value), "chance {} instead of {p_value}", found.p_value);
    if let Some(interval) = interval {
        let ends = found.interval.expect("an interval");
        assert!(same(ends[0], interval[0]) && same(ends[1], interval[1]), "{ends:?} instead of {interval:?}");
    }
}

/// Five years of seeding clouds: Hollander and Wolfe's example, whose table has 0.117 on one side.
#[test]
fn the_textbook_example_comes_out() {
    check(&[1.26, 1.27, 1.12, 1.16, 1.03], -0.056_25, None, 14.0 / 60.0);
}

#[test]
fn few_values_are_tested_exactly_also_where_some_are_equal() {
    check(&[10.0, 12.0, 11.0, 15.0, 14.0, 18.0, 17.0, 21.0], 1.5, None, 222.0 / 40_320.0);
    check(&[3.0, 3.0, 5.0, 4.0, 6.0, 6.0, 8.0], 0.75, None, 0.007_936_507_936_507_936);
    check(&[1.0, 2.0, 3.0, 4.0], 1.0, None, 2.0 / 24.0);
}

/// Kendall's table of one-sided chances: score, number of values, chance to three digits.
#[test]
fn the_exact_test_is_that_of_the_printed_table() {
    for (score, count, chance) in
        [(6, 4, 0.042), (8, 5, 0.042), (11, 6, 0.028), (16, 8, 0.031), (21, 10, 0.036)]
    {
        let found = trend(&with_score(score, count)).expect("enough values").p_value / 2.0;
        assert!((found - chance).abs() < 5e-4, "{score} of {count}: {found}");
    }
}

/// Numbers in an order in which the pairs that go up are so many more than those that go down.
fn with_score(score: usize, count: usize) -> Vec<f64> {
    let mut values: Vec<f64> = (0..count).map(|value| value as f64).collect();
    let mut down = (count * (count - 1) / 2 - score) / 2;
    for last in (1..count).rev() {
        for at in 0..last {
            if down > 0 && values[at] < values[at + 1] {
                values.swap(at, at + 1);
                down -= 1;
            }
        }
    }
    values
}

#[test]
fn many_values_are_tested_by_the_normal_law() {
    let rising = [23, 19, 28, 25, 31, 30, 38, 29, 41, 44, 40, 47, 45, 52, 50].map(f64::from);
    check(&rising, 20.0 / 9.0, Some([1.75, 2.6]), 3.225_641_456_250_372e-5);
    let tied = [5, 7, 7, 6, 9, 9, 9, 12, 8, 14, 13, 13, 15].map(f64::from);
    check(&tied, 0.8, Some([0.5, 1.0]), 5.541_672_305_419_263e-4);
}

#[test]
fn weeks_that_resemble_the_one_before_make_a_trend_less_sure() {
    let waves = [
        100, 104, 109, 116, 121, 127, 131, 130, 128, 124, 121, 119, 122, 128, 135, 143, 150, 154, 155, 153,
        149, 146, 147, 152,
    ];
    let found = trend(&waves.map(f64::from)).expect("enough values");
    // Without allowing for it the chance would be 0.000006.
    assert!(same(found.p_value, 0.003_366_983_638_417_142_5), "{}", found.p_value);
    assert!(found.interval.is_some_and(|[low, high]| low < 1.6 && high > 2.615), "{:?}", found.interval);
}

#[test]
fn the_normal_law_is_that_of_the_tables() {
    assert!(same(beyond(1.7), 0.089_130_925_5));
}

#[test]
fn a_trend_has_a_direction_only_beyond_chance() {
    let direction = |values: &[f64]| trend(values).map(|trend| trend.direction);
    assert_eq!(direction(&[1.0, 2.0, 4.0, 5.0, 9.0]), Some(Direction::Rising));
    assert_eq!(direction(&[9.0, 5.0, 4.0, 2.0, 1.0]), Some(Direction::Falling));
    assert_eq!(direction(&[9.0, 5.0, 4.0, 2.0]), Some(Direction::Unclear));
    assert_eq!(direction(&[7.0; 30]), Some(Direction::Unclear));
    assert_eq!(direction(&[1.0, 2.0, 3.0]), None);
    assert_eq!(direction(&[1.0, f64::NAN, 2.0, 4.0]), None);
}

#[test]
fn one_flood_turns_no_trend() {
    let falling: Vec<f64> = (0..12).map(|week| f64::from(5000 - 100 * week)).collect();
    let mut flooded = falling.clone();
    flooded[11] = 1e6;
    let [clean, flooded] = [falling, flooded].map(|values| trend(&values).expect("enough values"));
    assert_eq!(flooded.direction, Direction::Falling);
    assert!(same(clean.slope, flooded.slope));
}

#[test]
fn a_missing_week_keeps_the_slope_a_week() {
    let values = [1.0, 2.0, f64::NAN, f64::NAN, 5.0, 6.0, 7.0];
    assert_eq!(trend(&values).map(|trend| trend.slope), Some(1.0));
}

proptest! {
    #[test]
    fn turned_around_values_have_the_opposite_trend(values in prop::collection::vec(0_u32..50, 4..30)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let turned: Vec<f64> = values.iter().rev().copied().collect();
        let [one, other] = [values, turned].map(|values| trend(&values).expect("enough values"));
        prop_assert!((one.slope + other.slope).abs() < 1e-9);
        prop_assert!(one.p_value >= 0.0 && one.p_value <= 1.0);
        prop_assert!((one.p_value - other.p_value).abs() < 1e-6, "{} and {}", one.p_value, other.p_value);
    }

    #[test]
    fn the_slope_lies_in_its_interval(values in prop::collection::vec(0.0_f64..100.0, 5..52)) {
        let found = trend(&values).expect("enough values");
        let [low, high] = found.interval.expect("an interval");
        prop_assert!(low <= found.slope && found.slope <= high);
    }

    #[test]
    fn adding_a_line_adds_its_slope(values in prop::collection::vec(0.0_f64..100.0, 4..40), line in -50.0_f64..50.0) {
        let added: Vec<f64> = values.iter().enumerate().map(|(at, value)| value + line * at as f64).collect();
        let [one, other] = [values, added].map(|values| trend(&values).expect("enough values"));
        prop_assert!((one.slope + line - other.slope).abs() < 1e-6);
    }
}
