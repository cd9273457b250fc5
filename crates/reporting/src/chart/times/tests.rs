//! Labels under the steps are as dense as they fit, and in the reader's language.

use super::*;
use jiff::civil::date;
use tiraj_model::Language;

fn check(times: &Times, steps: usize, width: f64, expected: &[(f64, &str)]) {
    let marks = times.marks(steps, width, Locale::new(Language::En));
    let found: Vec<(f64, &str)> = marks.labels.iter().map(|(at, text)| (*at, text.as_str())).collect();
    assert_eq!(found, expected);
}

fn midnight() -> Zoned {
    "2026-11-09T00:00[Asia/Baku]".parse().unwrap()
}

#[test]
fn a_day_is_told_by_its_clock() {
    check(&Times::Hours(midnight()), 8, 30.0, &[(0.0, "00:00"), (3.0, "03:00"), (6.0, "06:00")]);
    check(&Times::Hours(midnight()), 8, 9.0, &[(0.0, "00:00"), (6.0, "06:00")]);
}

#[test]
fn a_week_of_hours_is_told_by_its_days() {
    let marks = Times::Hours(midnight()).marks(72, 5.0, Locale::new(Language::Ru));
    assert_eq!(marks.divisions, [24, 48]);
    let texts: Vec<&str> = marks.labels.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["пн, 9 нояб.", "вт, 10 нояб.", "ср, 11 нояб."]);
    assert_eq!(marks.labels[1].0, 36.0);
}

#[test]
fn many_days_are_told_by_mondays_and_more_by_months() {
    let days = Times::Days(date(2026, 11, 9));
    check(&days, 21, 10.0, &[(0.0, "9 Nov"), (7.0, "16 Nov"), (14.0, "23 Nov")]);
    check(&days, 60, 3.0, &[(22.0, "Dec"), (53.0, "Jan 2027")]);
    check(
        &days,
        800,
        0.6,
        &[
            (53.0, "Jan 2027"),
            (143.0, "Apr"),
            (234.0, "Jul"),
            (326.0, "Oct"),
            (418.0, "Jan 2028"),
            (509.0, "Apr"),
            (600.0, "Jul"),
            (692.0, "Oct"),
            (784.0, "Jan 2029"),
        ],
    );
}

#[test]
fn months_and_weeks_have_names() {
    let locale = Locale::new(Language::Az);
    assert_eq!(Times::Months(date(2026, 12, 1)).name(1, locale), "yan 2027");
    assert_eq!(Times::Weeks(date(2026, 11, 30)).name(0, locale), "30 noy – 6 dek");
    assert_eq!(Times::Hours(midnight()).name(14, locale), "9 noy, B.E., 14:00");
}

#[test]
fn an_hour_that_the_clock_repeats_is_there_twice() {
    let night = Times::Hours("2026-10-25T02:00+02:00[Europe/Berlin]".parse().unwrap());
    let locale = Locale::new(Language::En);
    assert_eq!(night.name(0, locale), night.name(1, locale));
}

#[test]
fn the_end_of_the_calendar_is_no_failure() {
    assert_eq!(Times::Days(Date::MAX).name(usize::MAX, Locale::new(Language::En)), "Fri 31 Dec");
}
