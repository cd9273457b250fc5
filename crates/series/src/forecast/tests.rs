use proptest::prelude::*;

use super::*;
use crate::chance::chance;

/// An hour of a week with a day, a weekend and an evening.
fn hour_of_week(hour: usize) -> f64 {
    let (day, hour) = (hour / 24 % 7, hour % 24);
    let evening = if (18..23).contains(&hour) { 80.0 } else { 0.0 };
    let weekend = if day >= 5 { 0.5 } else { 1.0 };
    weekend * (100.0 + 5.0 * hour as f64 + evening)
}

/// Five weeks of hours that repeat, each times what `times` says.
fn five_weeks(times: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..840).map(|hour| hour_of_week(hour) * times(hour)).collect()
}

fn week_ahead(values: &[f64]) -> Forecast {
    forecast(values, Step::Hourly, 168).expect("a history")
}

/// The greatest relative distance of what is expected from the week as it always was.
fn worst(forecast: &Forecast) -> f64 {
    let apart = |(hour, point): (usize, &Point)| (point.expected / hour_of_week(hour) - 1.0).abs();
    forecast.points.iter().enumerate().map(apart).fold(0.0, f64::max)
}

#[test]
fn what_repeats_every_week_goes_on() {
    let said = week_ahead(&five_weeks(|_| 1.0));
    assert!(worst(&said) < 0.01, "off by {}", worst(&said));
    assert_eq!(said.pattern, Pattern::Weekly);
    assert_eq!(said.shares[0].method.pattern(), Pattern::Weekly);
    assert!(said.back_test.mase.is_some_and(|mase| mase < 0.2), "{:?}", said.back_test);
}

#[test]
fn what_never_changes_stays() {
    for level in [0.0, 1.0, 250.0] {
        let said = forecast(&[level; 60], Step::Daily, 7).expect("a history");
        for point in &said.points {
            assert!((point.expected - level).abs() < 1e-9 && (point.upper95 - point.lower95).abs() < 1e-9);
        }
        assert!((said.total.expected - 7.0 * level).abs() < 1e-6);
        assert_eq!(said.back_test.mase, None);
    }
}

#[test]
fn missing_hours_change_little() {
    let mut values = five_weeks(|_| 1.0);
    for (hour, value) in values.iter_mut().enumerate() {
        if chance(hour as u64) < 0.1 || (300..330).contains(&hour) || hour >= 838 {
            *value = f64::NAN;
        }
    }
    let said = week_ahead(&values);
    assert!(worst(&said) < 0.05, "off by {}", worst(&said));
}

/// A tenth more or less than usual, hour by hour.
fn unrest(hour: usize) -> f64 {
    0.9 + 0.2 * chance(hour as u64)
}

#[test]
fn a_fiftyfold_flood_a_week_ago_at_most_doubles_its_hours() {
    let flood = |hour: usize| if (700..705).contains(&hour) { 50.0 } else { 1.0 };
    let flooded = week_ahead(&five_weeks(|hour| flood(hour) * unrest(hour)));
    assert!(worst(&flooded) < 1.1, "off by {}", worst(&flooded));
}

#[test]
fn a_level_that_doubled_days_ago_is_gone_on_from() {
    let level = |hour: usize| if hour >= 780 { 2.0 } else { 1.0 };
    let doubled = forecast(&five_weeks(|hour| level(hour) * unrest(hour)), Step::Hourly, 24);
    let points = doubled.expect("a history").points;
    let ratio =
        points.iter().enumerate().map(|(hour, point)| point.expected / hour_of_week(hour)).sum::<f64>()
            / 24.0;
    assert!((1.5..2.1).contains(&ratio), "expects {ratio} times the old level");
}

#[test]
fn a_short_history_is_forecast_with_the_patterns_it_shows() {
    let pattern =
        |hours: usize| forecast(&five_weeks(|_| 1.0)[..hours], Step::Hourly, 24).map(|said| said.pattern);
    assert_eq!(pattern(8), Ok(Pattern::Flat));
    assert_eq!(pattern(100), Ok(Pattern::Daily));
    assert_eq!(pattern(400), Ok(Pattern::Weekly));
    assert_eq!(pattern(7), Err(ForecastError::TooShort { known: 7 }));
    let days = forecast(&[5.0, 7.0, 6.0, 5.0, 8.0, 6.0, 7.0, 6.0, 5.0], Step::Daily, 7);
    assert_eq!(days.map(|said| said.pattern), Ok(Pattern::Flat));
}

#[test]
fn what_cannot_be_forecast_is_said() {
    let gone = [[3.0; 50], [f64::NAN; 50]].concat();
    assert_eq!(forecast(&gone, Step::Daily, 7), Err(ForecastError::TooShort { known: 50 }));
    assert_eq!(forecast(&[1.0; 50], Step::Daily, 0), Err(ForecastError::NoHorizon));
    let negative = forecast(&[1.0, -2.0], Step::Daily, 7);
    assert_eq!(negative, Err(ForecastError::NotACount { place: 1, value: -2.0 }));
    assert!(forecast(&[f64::INFINITY; 50], Step::Daily, 7).is_err());
    assert_eq!(forecast(&[], Step::Hourly, 24), Err(ForecastError::TooShort { known: 0 }));
}

#[test]
fn a_trial_knows_nothing_of_what_came_after_it() {
    let before = five_weeks(|hour| 0.5 + chance(hour as u64));
    let mut after = before.clone();
    after[600..].iter_mut().for_each(|value| *value *= 7.0);
    let trials = [before, after].map(|values| Trials::run(&values, Step::Hourly, 24));
    let early = trials[0].all.iter().zip(&trials[1].all).filter(|(trial, _)| trial.origin <= 600);
    let same = early.map(|(one, other)| assert_eq!(one.paths, other.paths, "from {}", one.origin));
    assert!(same.count() > 10);
}

#[test]
fn intervals_of_a_steady_series_hold_as_often_as_they_say() {
    let (mut within80, mut within95, mut steps) = (0, 0, 0);
    for series in 0..40_usize {
        let part = |nth: usize| chance((series * 100_000 + nth) as u64) - 0.5;
        let noise = |hour: usize| (12 * hour..12 * hour + 12).map(part).sum::<f64>();
        let value = |hour: usize| hour_of_week(hour) * (0.3 * noise(hour)).exp();
        let values: Vec<f64> = (0..744).map(value).collect();
        for (point, value) in week_ahead(&values[..576]).points.iter().zip(&values[576..]) {
            within80 += i32::from((point.lower80..=point.upper80).contains(value));
            within95 += i32::from((point.lower95..=point.upper95).contains(value));
            steps += 1;
        }
    }
    let share = |within: i32| f64::from(within) / f64::from(steps);
    assert!((0.78..0.88).contains(&share(within80)), "80 %: {}", share(within80));
    assert!((0.93..0.985).contains(&share(within95)), "95 %: {}", share(within95));
}

/// A count of the given mean by chance alone (Poisson, by the product of uniform numbers).
fn poisson(mean: f64, seed: usize) -> f64 {
    let mut product = 1.0;
    let parts = (0..).take_while(|nth| {
        product *= chance((64 * seed + nth) as u64);
        product > (-mean).exp()
    });
    parts.count() as f64
}

/// Four weeks of so few views end on a quiet Sunday, of which methods without a week make too much.
#[test]
fn what_is_seldom_read_is_expected_nearly_in_full() {
    for scale in [0.002, 0.02] {
        let mean = |hour: usize| scale * hour_of_week(hour);
        let (mut ratios, mut within) = (0.0, 0);
        for series in 0..30_usize {
            let values: Vec<f64> = (0..840).map(|hour| poisson(mean(hour), 1000 * series + hour)).collect();
            let said = week_ahead(&values[..672]);
            ratios += said.total.expected / (0..168).map(mean).sum::<f64>() / 30.0;
            let sum = values[672..].iter().sum();
            within += i32::from((said.total.lower95..=said.total.upper95).contains(&sum));
        }
        assert!((0.8..1.05).contains(&ratios), "expects {ratios} of what comes, at {scale}");
        assert!(within >= 25, "{within} of 30 sums in their interval, at {scale}");
    }
}

#[test]
fn the_sum_varies_less_than_its_hours_and_more_than_if_they_were_independent() {
    let said = week_ahead(&five_weeks(|hour| 0.5 + chance(hour as u64)));
    let widths = || said.points.iter().map(|point| point.upper80 - point.lower80);
    let width = said.total.upper80 - said.total.lower80;
    assert!(width < widths().sum::<f64>());
    assert!(width > widths().map(|width| width.powi(2)).sum::<f64>().sqrt());
    assert!((said.total.expected - said.points.iter().map(|point| point.expected).sum::<f64>()).abs() < 1e-6);
}

/// Counts with gaps, of many sizes, and long stretches of zeros.
fn histories() -> impl Strategy<Value = Vec<f64>> {
    let count = prop_oneof![
        3 => (0_u32..20).prop_map(f64::from),
        2 => (0_u32..2_000_000).prop_map(f64::from),
        2 => Just(0.0),
        1 => Just(f64::NAN),
    ];
    prop::collection::vec(count, 0..260)
}

fn in_order(point: &Point) -> bool {
    let ends = [0.0, point.lower95, point.lower80, point.expected, point.upper80, point.upper95];
    ends.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9 * pair[1].abs()) && point.upper95.is_finite()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_came_before_intervals_lie_in_each_other(values in histories(), hourly: bool, horizon in 1_usize..200) {
        let step = if hourly { Step::Hourly } else { Step::Daily };
        if let Ok(said) = forecast(&values, step, horizon) {
            prop_assert_eq!(said.points.len(), horizon);
            for point in said.points.iter().chain([&said.total]) {
                prop_assert!(in_order(point), "{:?}", point);
            }
            prop_assert!((said.shares.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-6);
            prop_assert!(said.back_test.mae >= 0.0 && said.back_test.origins > 0);
        }
    }

    #[test]
    fn ten_times_the_counts_are_ten_times_the_forecast(values in prop::collection::vec(100_u32..5000, 20..200)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let tenfold: Vec<f64> = values.iter().map(|value| 10.0 * value).collect();
        let [one, ten] = [values, tenfold].map(|values| forecast(&values, Step::Daily, 7).expect("a history"));
        for (one, ten) in one.points.iter().zip(&ten.points) {
            prop_assert!((10.0 * one.expected - ten.expected).abs() <= 1e-6 * (1.0 + ten.expected));
            prop_assert!((10.0 * one.upper95 - ten.upper95).abs() <= 1e-6 * (1.0 + ten.upper95));
        }
    }
}
