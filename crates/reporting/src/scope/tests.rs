use super::*;
use crate::sample::{counts, days, masthead, moment, stream, text};

/// A Friday, 14:30 in Baku.
const NOW: &str = "2026-11-20T10:30:00Z";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Views of a key on each of the days that end with `last`, latest last.
fn frame(keys: &[(&str, &[u64])], last: &str) -> Vec<u8> {
    let rows: Vec<(&str, Date, u64)> = keys
        .iter()
        .flat_map(|(key, views)| {
            let back = |at: usize| date(last).saturating_sub((views.len() as i64 - 1 - at as i64).days());
            views.iter().enumerate().map(move |(at, views)| (*key, back(at), *views))
        })
        .collect();
    stream(vec![
        text("key", rows.iter().map(|row| row.0)),
        days("day", rows.iter().map(|row| row.1)),
        counts("views", rows.iter().map(|row| row.2)),
        counts("shares", rows.iter().map(|row| row.2 / 10)),
    ])
}

fn report(days: &[u8], from: &str, to: &str) -> ScopeReport {
    let readers = stream(vec![text("key", ["SPORT"]), counts("readers", [42])]);
    let spread = stream(vec![
        text("key", ["SPORT"]),
        counts("articles", [9]),
        counts("views", [200]),
        counts("leading", [150]),
    ]);
    let frames = ScopeFrames { days, readers: &readers, spread: &spread };
    let span = Span { from: date(from), to: date(to) };
    compute(&frames, None, Kind::Section, span, &masthead(), moment(NOW)).unwrap()
}

#[test]
fn rows_have_their_parts_readers_and_concentration() {
    let frame = frame(&[("SPORT", &[30, 40, 50]), ("", &[10, 10, 10])], "2026-11-19");
    let report = report(&frame, "2026-11-18", "2026-11-19");
    let told: Vec<_> =
        report.rows.iter().map(|row| (&*row.label, row.views, row.readers, row.articles)).collect();
    assert_eq!(told, [("SPORT", 90, 42, 9), ("No section", 20, 0, 0)]);
    assert!((report.rows[0].portion - 90.0 / 110.0).abs() < 1e-9);
    assert_eq!((report.rows[0].leading, report.rows[1].leading), (Some(0.75), None));
}

#[test]
fn a_change_is_judged_against_former_periods_and_a_running_day_is_left_out() {
    // Five weeks of 100 a day, and half of it today, a Friday.
    let mut views = [100_u64; 36];
    views[35] = 50;
    let steady = frame(&[("SPORT", &views)], "2026-11-20");
    let steady = report(&steady, "2026-11-16", "2026-11-20");
    let change = steady.rows[0].change.unwrap();
    assert!(change.change.abs() < 1e-9 && !change.significant, "{change:?}");
    assert_eq!(steady.rows[0].views, 450, "the total has today");

    views[31..].fill(200);
    let doubled = report(&frame(&[("SPORT", &views)], "2026-11-20"), "2026-11-16", "2026-11-20");
    let change = doubled.rows[0].change.unwrap();
    assert!((change.change - 1.0).abs() < 1e-9 && change.significant, "{change:?}");
    assert!(change.interval[0] > 0.5 && change.interval[1] < 1.5, "{change:?}");
}

#[test]
fn weeks_tell_a_trend_or_that_there_is_none() {
    let rising: Vec<u64> = (0..56).map(|day| 100 + 20 * (day / 7)).collect();
    let wobble: Vec<u64> = (0..56).map(|day| 100 + 10 * (day / 7 % 2)).collect();
    let frame = frame(&[("UP", &rising), ("FLAT", &wobble)], "2026-11-19");
    let report = report(&frame, "2026-11-13", "2026-11-19");
    let row = |key: &str| report.rows.iter().find(|row| row.key == key).unwrap();
    let up = row("UP").trend.unwrap();
    assert_eq!(up.direction, 1);
    assert!((up.slope - 140.0).abs() < 1e-9, "seven days of twenty more: {up:?}");
    assert_eq!(row("FLAT").trend.unwrap().direction, 0);
    assert_eq!(row("UP").weeks.len(), 8);
    assert_eq!(report.weeks_from, date("2026-09-25"));
}

#[test]
fn a_young_site_is_not_compared_with_the_time_before_it() {
    let report = report(&frame(&[("SPORT", &[100; 9])], "2026-11-19"), "2026-11-13", "2026-11-19");
    assert_eq!((report.rows[0].change, report.rows[0].trend), (None, None));
    // Nine days hold one whole week.
    assert_eq!((report.rows[0].weeks.as_slice(), report.weeks_from), ([700].as_slice(), date("2026-11-13")));
    assert_eq!(Span { from: date("2026-11-13"), to: date("2026-11-19") }.first_day(), date("2026-09-23"));
}

#[test]
fn nothing_read_is_no_rows_and_still_a_chart() {
    let report = report(&[], "2026-11-13", "2026-11-19");
    assert!(report.rows.is_empty());
    assert!(report.charts()[0].svg().unwrap().contains("<svg"));
}
