use jiff::SignedDuration;

use super::*;
use crate::breakdown::Dimension;
use crate::sample::{counts, days, masthead, moment, moments, stream, text};

/// 14:30 in Baku.
const NOW: &str = "2026-11-20T10:30:00Z";

/// Eight weeks of hours with a day's rhythm; `odd` tells how many times the usual an hour has, counted back from now.
fn hours(odd: impl Fn(i64) -> u64) -> Vec<u8> {
    let last = moment("2026-11-20T09:00:00Z");
    let at = |back: i64| last - SignedDuration::from_hours(back);
    let views = |back: i64| {
        let hour = u64::from(at(back).to_zoned(masthead().zone).hour() as u8);
        // A little of the noise that life has, the same in every run.
        let noise = (back as u64).wrapping_mul(2_654_435_761) % 23;
        (200 + 40 * (14 - hour.abs_diff(14)) + noise) * odd(back)
    };
    let all: Vec<i64> = (0..WEEKS * 168).rev().collect();
    stream(vec![
        moments("hour", all.iter().map(|back| at(*back))),
        counts("views", all.iter().map(|back| views(*back))),
    ])
}

fn trends(site_hours: &[u8]) -> Trends {
    let frames = TrendFrames { site_hours, article_days: &[], articles: &[] };
    compute(&frames, &masthead(), moment(NOW)).unwrap()
}

#[test]
fn a_spike_is_told_of_once_and_an_ordinary_week_of_none() {
    assert_eq!(trends(&hours(|_| 1)).alarms, []);
    let alarms = trends(&hours(|back| if (20..23).contains(&back) { 4 } else { 1 })).alarms;
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    let alarm = &alarms[0];
    assert_eq!((alarm.kind, alarm.begin), (AlarmKind::Spike, moment("2026-11-19T11:00:00Z")));
    assert!(alarm.views > 3.0 * alarm.expected, "{alarm:?}");
}

#[test]
fn a_drop_that_lasts_is_open() {
    let alarms = trends(&hours(|back| u64::from(back > 3))).alarms;
    assert_eq!(
        alarms.first().map(|alarm| (alarm.kind, alarm.over)),
        Some((AlarmKind::Drop, false)),
        "{alarms:?}"
    );
}

#[test]
fn an_alarm_is_explained_by_the_source_that_brought_it() {
    let mut trends = trends(&hours(|back| if (20..23).contains(&back) { 4 } else { 1 }));
    let parts = |telegram: u64| {
        stream(vec![
            text("value", ["Google", "Telegram", ""]),
            text("within", ["search", "messaging", "direct"]),
            counts("views", [1_000, telegram, 500]),
            counts("shares", [0, 0, 0]),
        ])
    };
    let (actual, before) = (parts(6_000), parts(300));
    let alarm = &mut trends.alarms[0];
    (alarm.views, alarm.expected) = (7_500.0, 1_800.0);
    let asked = Explained { dimension: Dimension::Source, actual: &actual, before: vec![&before, &before] };
    alarm.explain(&[asked]).unwrap();
    assert_eq!(alarm.causes.len(), 1);
    assert_eq!(alarm.causes[0].values[0].0, "Telegram");
    assert!(alarm.causes[0].values[0].1 > 0.9, "{:?}", alarm.causes);
}

#[test]
fn what_comes_next_has_an_interval_that_holds_it() {
    let trends = trends(&hours(|_| 1));
    let (day, week) = (trends.next_day.as_ref().unwrap(), trends.next_week.as_ref().unwrap());
    for outlook in [day, week] {
        assert!(outlook.interval95[0] <= outlook.interval80[0] && outlook.interval80[0] <= outlook.expected);
        assert!(outlook.expected <= outlook.interval80[1] && outlook.interval80[1] <= outlook.interval95[1]);
    }
    assert!((week.expected / 7.0 / day.expected - 1.0).abs() < 0.1, "{} {}", week.expected, day.expected);
    assert_eq!((day.points.len(), week.points.len()), (24, 7));
}

#[test]
fn what_came_out_lately_is_no_riser() {
    let rows = [
        ("/old", "2026-11-10", 100),
        ("/old", "2026-11-18", 400),
        ("/new", "2026-11-18", 900),
        ("/gone", "2026-11-07", 300),
        ("/same", "2026-11-08", 50),
        ("/same", "2026-11-17", 52),
        // Today is not over.
        ("/same", "2026-11-20", 900),
    ];
    let article_days = stream(vec![
        text("path", rows.iter().map(|row| row.0)),
        days("day", rows.iter().map(|row| row.1.parse().unwrap())),
        counts("views", rows.iter().map(|row| row.2)),
    ]);
    let articles = stream(vec![
        text("path", ["/new", "/old"]),
        text("title", ["New", "Old"]),
        moments("published_at", ["2026-11-17T08:00:00Z", "2026-01-01T08:00:00Z"].map(moment)),
    ]);
    let frames = TrendFrames { site_hours: &[], article_days: &article_days, articles: &articles };
    let trends = compute(&frames, &masthead(), moment(NOW)).unwrap();
    let told = |movers: &[Mover]| {
        movers.iter().map(|mover| (mover.label.clone(), mover.before, mover.views)).collect::<Vec<_>>()
    };
    assert_eq!(told(&trends.rising), [("Old".to_owned(), 100, 400)]);
    assert_eq!(told(&trends.falling), [("/gone".to_owned(), 300, 0)]);
}

#[test]
fn a_site_of_yesterday_has_charts_too() {
    for trends in [trends(&[]), trends(&hours(|back| u64::from(back < 5)))] {
        assert!(trends.alarms.is_empty());
        for chart in trends.charts() {
            assert!(chart.svg().unwrap().contains("<svg"), "{}", chart.name);
        }
    }
}
