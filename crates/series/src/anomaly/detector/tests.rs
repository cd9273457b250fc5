use super::{Detector, Evidence, Score, Settings};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Deterministic noise in [-1, 1).
fn noise(seed: u64) -> f64 {
    let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// A day's curve of the given height with a little noise.
fn daily(time: i64, height: f64) -> f64 {
    let phase = std::f64::consts::TAU * (time % DAY) as f64 / DAY as f64;
    height * (1.0 - phase.cos()) + noise(time as u64)
}

/// The scores of a series that is sampled every so many seconds, with a learning period of so many days.
fn scores(step: i64, days: i64, value: impl Fn(i64) -> f64) -> Vec<(i64, Score)> {
    let mut detector = Detector::new(Settings::learning((7 * DAY / step) as usize));
    (0..days * DAY / step).map(|row| (row * step, detector.observe(row * step, value(row * step)))).collect()
}

fn alarms(scores: &[(i64, Score)]) -> Vec<(i64, Option<Evidence>)> {
    scores.iter().filter(|(_, score)| score.alarm).map(|(time, score)| (*time, score.evidence)).collect()
}

#[test]
fn a_constant_series_is_silent_until_it_changes() {
    let scores = scores(HOUR, 20, |time| if time < 15 * DAY { 4.0 } else { 5.0 });
    assert_eq!(alarms(&scores), [(15 * DAY, Some(Evidence::Value))]);
}

#[test]
fn a_spike_is_an_alarm_at_any_step_of_sampling() {
    for step in [300, 1_800, HOUR] {
        let scores = scores(step, 28, |time| daily(time, 50.0) + if time == 21 * DAY { 300.0 } else { 0.0 });
        assert_eq!(alarms(&scores)[0].0, 21 * DAY, "every {step} s");
    }
}

#[test]
fn a_day_without_its_peak_is_an_alarm_though_every_value_is_usual() {
    let scores = scores(300, 21, |time| daily(time, if time / DAY == 16 { 1.0 } else { 50.0 }));
    let alarms = alarms(&scores);
    assert_eq!(alarms[0].0 / DAY, 16, "{alarms:?}");
    assert_eq!(alarms[0].1, Some(Evidence::TimeOfDay));
}

#[test]
fn what_goes_on_is_one_alarm() {
    let scores = scores(HOUR, 28, |time| daily(time, 50.0) + if time >= 21 * DAY { 500.0 } else { 0.0 });
    let in_rest = scores.iter().filter(|(time, _)| *time >= 21 * DAY && *time <= 22 * DAY);
    assert_eq!(in_rest.clone().filter(|(_, score)| score.alarm).count(), 1);
    assert_eq!(in_rest.filter(|(_, score)| score.score > 0.5).count(), 1);
}

#[test]
fn a_missing_value_changes_nothing() {
    let value = |time: i64| daily(time, 50.0) + if time == 20 * DAY { 300.0 } else { 0.0 };
    let whole = scores(HOUR, 21, value);
    let mut holed = Detector::new(Settings::learning(7 * 24));
    for (time, expected) in whole {
        for missing in [f64::NAN, f64::INFINITY] {
            assert_eq!(holed.observe(time, missing), Score { score: 0.0, alarm: false, evidence: None });
        }
        assert_eq!(holed.observe(time, value(time)), expected);
    }
}

#[test]
fn times_may_be_irregular_repeat_and_go_back() {
    let mut detector = Detector::new(Settings::learning(200));
    for row in 0..2_000_i64 {
        let time = row * HOUR + (noise(row as u64) * 5_000.0) as i64;
        let score = detector.observe(time, daily(time.rem_euclid(DAY), 50.0));
        assert!((0.0..=1.0).contains(&score.score), "{score:?}");
    }
    assert!(detector.observe(i64::MAX, 1e6).alarm);
    assert!(!detector.observe(i64::MIN, 50.0).alarm);
}

#[test]
fn nothing_is_judged_before_it_has_learnt() {
    let mut detector = Detector::new(Settings::learning(100));
    let early = (0..100).map(|row| detector.observe(row, if row == 60 { 1e9 } else { 0.0 }));
    assert!(early.into_iter().all(|score| score.score == 0.0));
}

#[test]
fn extreme_numbers_leave_the_score_a_number() {
    let mut detector = Detector::new(Settings::learning(10));
    for (row, value) in [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE].into_iter().cycle().take(200).enumerate()
    {
        let score = detector.observe(row as i64 * HOUR, value);
        assert!((0.0..=1.0).contains(&score.score), "{score:?}");
    }
}

#[test]
fn without_tolerance_whatever_is_new_is_an_alarm() {
    let mut detector = Detector::new(Settings { learning: 0, tolerance: 0.0 });
    let scores = [0.0, 0.0, 0.0, 1e-9].map(|value| detector.observe(0, value));
    assert_eq!(scores.map(|score| score.alarm), [false, false, false, true]);
}
