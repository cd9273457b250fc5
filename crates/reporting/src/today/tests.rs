//! Given these frames, today's page says that.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::sample::{Day, masthead, moment};

/// Wednesday, 11:30 in Baku.
const NOW: &str = "2026-11-11T07:30:00Z";

fn today(day: &Day, now: &str) -> Today {
    compute(&day.frames(), &masthead(), moment(now)).unwrap()
}

/// An hour of the clock in Baku on this Wednesday or so many weeks before.
fn hour(weeks: i64, clock: i64) -> Timestamp {
    moment("2026-11-10T20:00:00Z") + (clock - 7 * 24 * weeks).hours()
}

#[test]
fn the_running_hour_counts_by_its_part() {
    let rows = [(hour(0, 10), 40, 4), (hour(0, 11), 30, 0), (hour(1, 10), 50, 2), (hour(1, 11), 60, 0)];
    let today = today(&Day::default().site_hours(&rows), NOW);
    assert_eq!((today.views.value, today.views.usual, today.views.weeks), (70, Some(80.0), 1));
    assert_eq!((today.shares.value, today.shares.usual), (4, Some(2.0)));
    assert_eq!(
        today.sentences[0],
        "70 views so far, 13\u{a0}% fewer than usual by this time on a Wednesday."
    );
    assert_eq!((today.hours[11].views, today.hours[12].views), (Some(30), None));
    assert_eq!(today.hours.len(), 24);
}

#[test]
fn the_usual_curve_is_the_median_of_the_weekday() {
    let rows = [(hour(1, 9), 10, 0), (hour(2, 9), 20, 0), (hour(3, 9), 900, 0), (hour(0, 9), 15, 0)];
    let today = today(&Day::default().site_hours(&rows), NOW);
    assert_eq!(today.hours[9].usual_views, Some(20.0));
    assert_eq!((today.hours[9].clock.as_str(), today.views.weeks), ("09:00", 3));
}

#[test]
fn a_day_of_25_hours_has_25_points() {
    let masthead = Masthead { zone: TimeZone::get("Europe/Berlin").unwrap(), ..masthead() };
    let rows = [(moment("2026-10-25T00:00:00Z"), 3, 0), (moment("2026-10-25T01:00:00Z"), 4, 0)];
    let day = Day::default().site_hours(&rows);
    let today = compute(&day.frames(), &masthead, moment("2026-10-25T20:00:00Z")).unwrap();
    let twos: Vec<_> = today.hours.iter().filter(|hour| hour.clock == "02:00").collect();
    assert_eq!((today.hours.len(), twos.len(), today.views.value), (25, 2, 7));
}

#[test]
fn sections_and_networks_are_ranked() {
    let day = Day::default().sections(&[("", 20), ("İdman", 50)]).networks(&[("x", 1), ("telegram", 9)]);
    let today = today(&day, NOW);
    let sections: Vec<_> = today.sections.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(sections, ["İdman", "No section"]);
    assert_eq!(today.networks[0].label, "Telegram");
    assert_eq!(today.sections[0].share_rate, Some(0.1));
}

#[test]
fn the_first_hour_of_a_new_site_is_a_readable_page() {
    let today = today(&Day::default(), NOW);
    assert_eq!(today.sentences, ["0 views so far.", "0 readers so far.", "0 shares so far."]);
    for chart in today.charts() {
        assert!(chart.svg().unwrap().contains(&chart.title));
    }
}
