//! Alarms in newsrooms that do not exist: how many when nothing happens, and how many of those that should be.

mod model;

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::DateTime;
use model::{Newsroom, START};
use tiraj_series::anomaly::{Alarm, Kind, Notice, Watch};

/// Weeks that a watch learns from before anything is counted.
const LEARNING: usize = 8;
const WEEKS: usize = 30;
/// Views of a mean hour: a blog, a local paper, a national one.
const SIZES: [f64; 3] = [20.0, 400.0, 20_000.0];
const SEEDS: std::ops::Range<u64> = 0..5;
/// False alarms a week at most, for each size.
const FALSE_ALARMS: f64 = 0.5;
/// Share of planted events that must be told within their hours, for each size but the smallest.
const FOUND: f64 = 0.9;

/// What happens every 17 days from ten o'clock on: views are multiplied for so many hours.
struct Event {
    factor: f64,
    hours: i64,
}

impl Event {
    /// Whether an hour is one of the event's.
    fn holds(&self, hour: DateTime) -> bool {
        self.since(hour) < self.hours
    }

    /// Hours since the last one began.
    fn since(&self, hour: DateTime) -> i64 {
        hour.duration_since(START.at(10, 0, 0, 0)).as_hours().rem_euclid(17 * 24)
    }
}

/// The alarms that began after the learning weeks, and the hours at which they were told.
fn alarms(newsroom: Newsroom, event: Option<&Event>) -> Vec<(DateTime, Alarm)> {
    let mut watch = Watch::new(BTreeSet::new(), Vec::new());
    let counted = START.at(0, 0, 0, 0) + (LEARNING as i64).weeks();
    let mut alarms = Vec::new();
    for (hour, views) in newsroom.hours(WEEKS) {
        let factor =
            event.filter(|event| hour >= counted && event.holds(hour)).map_or(1.0, |event| event.factor);
        for notice in watch.observe(hour, (views * factor).round()) {
            if let Notice::Began(alarm) = notice {
                alarms.push((hour, alarm));
            }
        }
    }
    alarms.retain(|(_, alarm)| alarm.begin >= counted);
    alarms
}

#[test]
fn where_nothing_happens_hardly_an_alarm_is_raised() {
    for views in SIZES {
        let per_seed: Vec<_> = SEEDS.map(|seed| alarms(Newsroom { views, seed }, None).len()).collect();
        let weeks = (WEEKS - LEARNING) * per_seed.len();
        let rate = per_seed.iter().sum::<usize>() as f64 / weeks as f64;
        eprintln!(
            "newsroom, {views} views an hour: {rate:.2} false alarms a week over {weeks} weeks {per_seed:?}"
        );
        assert!(rate <= FALSE_ALARMS, "{rate}");
    }
}

#[test]
fn what_happens_is_told_while_it_does() {
    for (factor, kind) in [(2.5, Kind::Spike), (0.25, Kind::Drop)] {
        let event = Event { factor, hours: 4 };
        for views in SIZES {
            let hours = Newsroom { views, seed: 0 }.hours(WEEKS).into_iter().skip(LEARNING * 7 * 24);
            let planted = SEEDS.count() * hours.filter(|(hour, _)| event.since(*hour) == 0).count();
            let told = |seed| {
                let alarms = alarms(Newsroom { views, seed }, Some(&event));
                alarms.iter().filter(|(hour, alarm)| alarm.kind == kind && event.holds(*hour)).count()
            };
            let found = SEEDS.map(told).sum::<usize>();
            eprintln!("newsroom, {views} views an hour, times {factor}: {found} of {planted} events found");
            assert!(views < 100.0 || found as f64 >= FOUND * planted as f64, "{found}");
        }
    }
}
