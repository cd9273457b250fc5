use std::collections::BTreeSet;
use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use super::{Alarm, Kind, Notice, Watch};

/// The Monday after five weeks of usual days.
const DAY: jiff::civil::Date = date(2026, 10, 12);

/// A usual hour, with a little that differs from day to day.
fn usual(hour: DateTime) -> f64 {
    1_000.0 + 50.0 * f64::from(hour.hour()) + f64::from(i32::from(hour.day()) * 37 % 41) - 20.0
}

/// A watch over five usual weeks, then over the two weeks from [`DAY`] on, whose hours are multiplied as told.
fn notices(quiet: &[Range<i8>], factor: impl Fn(DateTime) -> f64) -> Vec<(DateTime, Notice)> {
    let mut watch = Watch::new(BTreeSet::new(), quiet.to_vec());
    let first = date(2026, 9, 7).at(0, 0, 0, 0);
    let hours = first.series(1.hour()).take_while(|hour| hour.date() < date(2026, 10, 26));
    let observe = |hour: DateTime| {
        let factor = if hour.date() < DAY { 1.0 } else { factor(hour) };
        watch.observe(hour, usual(hour) * factor).into_iter().map(move |notice| (hour, notice))
    };
    hours.map(observe).collect::<Vec<_>>().into_iter().flatten().collect()
}

/// A factor in some hours of the first day.
fn on_day(hours: Range<i8>, factor: f64) -> impl Fn(DateTime) -> f64 {
    move |hour| if hour.date() == DAY && hours.contains(&hour.hour()) { factor } else { 1.0 }
}

fn told(notices: &[(DateTime, Notice)]) -> Vec<(i8, &'static str, Kind)> {
    let name = |notice: &Notice| match notice {
        Notice::Began(_) => "began",
        Notice::Over(_) => "over",
    };
    notices.iter().map(|(hour, notice)| (hour.hour(), name(notice), notice.alarm().kind)).collect()
}

#[test]
fn usual_days_raise_nothing() {
    assert_eq!(notices(&[], |_| 1.0), []);
}

#[test]
fn a_spike_is_told_once_and_then_that_it_is_over() {
    let notices = notices(&[], on_day(10..14, 3.0));
    assert_eq!(told(&notices), [(10, "began", Kind::Spike), (16, "over", Kind::Spike)]);
    let Alarm { begin, last, over, actual, expected, peak, .. } = *notices[1].1.alarm();
    assert_eq!((begin.hour(), last.hour(), over), (10, 13, true));
    assert!((actual / expected - 3.0).abs() < 0.1, "{actual} {expected}");
    assert!(peak.actual > peak.expected.band.1);
}

#[test]
fn a_drop_to_nothing_is_a_drop() {
    let notices = notices(&[], on_day(10..12, 0.0));
    assert_eq!(told(&notices), [(10, "began", Kind::Drop), (14, "over", Kind::Drop)]);
}

#[test]
fn a_short_lull_does_not_end_an_alarm() {
    let factor = |hour: DateTime| if hour.hour() == 12 { 1.0 } else { on_day(10..15, 3.0)(hour) };
    assert_eq!(told(&notices(&[], factor)).len(), 2);
}

#[test]
fn a_spike_that_turns_into_a_drop_is_two_alarms() {
    let factor = |hour: DateTime| on_day(10..12, 3.0)(hour) * on_day(12..14, 0.1)(hour);
    let told = told(&notices(&[], factor));
    assert_eq!(told[..2], [(10, "began", Kind::Spike), (12, "over", Kind::Spike)]);
    assert_eq!(told[2..], [(12, "began", Kind::Drop), (16, "over", Kind::Drop)]);
}

#[test]
fn an_alarm_of_quiet_hours_waits_for_their_end() {
    let notices = notices(&[23..24, 0..8], on_day(3..10, 3.0));
    assert_eq!(told(&notices), [(7, "began", Kind::Spike), (12, "over", Kind::Spike)]);
    assert_eq!((notices[0].1.alarm().begin.hour(), notices[0].1.alarm().last.hour()), (3, 7));
}

#[test]
fn an_alarm_that_ends_in_quiet_hours_is_told_once() {
    let notices = notices(&[22..24, 0..8], on_day(1..3, 3.0));
    assert_eq!(told(&notices), [(7, "over", Kind::Spike)]);
}

#[test]
fn what_comes_every_day_is_not_told_for_ever() {
    let factor = |hour: DateTime| if hour.hour() == 10 { 3.0 } else { 1.0 };
    let began = notices(&[], factor).iter().filter(|(_, notice)| matches!(notice, Notice::Began(_))).count();
    assert!(began <= 4, "{began}");
}

#[test]
fn what_is_no_later_or_no_count_is_ignored() {
    let mut watch = Watch::new(BTreeSet::new(), Vec::new());
    let hours = date(2026, 9, 7).at(0, 0, 0, 0).series(1.hour()).take(5 * 7 * 24);
    hours.for_each(|hour| assert_eq!(watch.observe(hour, usual(hour)), []));
    let next = DAY.at(0, 0, 0, 0);
    for (hour, count) in [(next, f64::NAN), (next, -1.0), (date(2026, 10, 11).at(23, 0, 0, 0), 9e9)] {
        assert_eq!(watch.observe(hour, count), []);
    }
    assert_eq!(watch.observe(next, 9e9).len(), 1);
}
