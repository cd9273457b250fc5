//! Today's hours beside the same weekday's hours of the last four weeks.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use crate::figure::Figure;
use crate::window::WEEKS_BEFORE;

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;
/// Views and shares by the hour's first millisecond, as the store counted them.
type Hours = BTreeMap<i64, [u64; 2]>;

/// An hour of today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HourPoint {
    /// When it begins.
    pub at: Timestamp,
    /// When it begins on the newsroom's clock: `14:00`.
    pub clock: String,
    /// Its views; none for an hour to come.
    pub views: Option<u64>,
    /// Its shares; none for an hour to come.
    pub shares: Option<u64>,
    /// What is usual in it.
    pub usual_views: Option<f64>,
    /// What is usual in it.
    pub usual_shares: Option<f64>,
    /// The part of it that has passed, from 0 to 1.
    pub passed: f64,
}

/// Today hour by hour.
pub(super) struct Curve {
    day: Date,
    points: Vec<HourPoint>,
    /// How many earlier days the usual is of.
    days: u8,
}

impl Curve {
    pub(super) fn new(hours: &Hours, zone: &TimeZone, now: Timestamp) -> Self {
        let day = now.to_zoned(zone.clone()).date();
        let earlier: Vec<ByClock> = (1..=WEEKS_BEFORE as i64)
            .filter_map(|week| day.checked_sub((7 * week).days()).ok())
            .map(|day| by_clock(hours, day, zone))
            .filter(|day| day.iter().flatten().any(|[views, _]| *views > 0.0))
            .collect();
        let points = starts(day, zone).into_iter().map(|at| point(hours, &earlier, zone, at, now));
        Self { day, points: points.collect(), days: earlier.len() as u8 }
    }

    pub(super) const fn day(&self) -> Date {
        self.day
    }

    pub(super) fn views(&self) -> Figure<u64> {
        self.so_far(|point| point.views, |point| point.usual_views)
    }

    pub(super) fn shares(&self) -> Figure<u64> {
        self.so_far(|point| point.shares, |point| point.usual_shares)
    }

    pub(super) fn into_points(self) -> Vec<HourPoint> {
        self.points
    }

    fn so_far(
        &self,
        count: impl Fn(&HourPoint) -> Option<u64>,
        usual: impl Fn(&HourPoint) -> Option<f64>,
    ) -> Figure<u64> {
        let value = self.points.iter().filter_map(count).sum();
        let passed = self.points.iter().filter_map(|point| Some(usual(point)? * point.passed));
        Figure::count(value, (self.days > 0).then(|| passed.sum()), self.days)
    }
}

fn point(hours: &Hours, earlier: &[ByClock], zone: &TimeZone, at: Timestamp, now: Timestamp) -> HourPoint {
    let counted = hours.get(&at.as_millisecond()).copied().unwrap_or_default();
    let come = at <= now;
    let local = at.to_zoned(zone.clone());
    let samples: Vec<[f64; 2]> = earlier.iter().filter_map(|day| day[local.hour() as usize]).collect();
    HourPoint {
        at,
        clock: local.strftime("%H:%M").to_string(),
        views: come.then_some(counted[0]),
        shares: come.then_some(counted[1]),
        usual_views: median(samples.iter().map(|[views, _]| *views).collect()),
        usual_shares: median(samples.iter().map(|[_, shares]| *shares).collect()),
        passed: ((now.as_millisecond() - at.as_millisecond()) as f64 / HOUR as f64).clamp(0.0, 1.0),
    }
}

/// Views and shares by the hour of the clock; none where the clock skipped the hour.
type ByClock = [Option<[f64; 2]>; 24];

/// A day's hours by the clock. An hour that the clock repeats counts with the mean of the two.
fn by_clock(hours: &Hours, day: Date, zone: &TimeZone) -> ByClock {
    let mut sums = [([0.0; 2], 0.0); 24];
    for start in starts(day, zone) {
        let counts = hours.get(&start.as_millisecond()).copied().unwrap_or_default();
        let (sum, times) = &mut sums[start.to_zoned(zone.clone()).hour() as usize];
        *sum = [sum[0] + counts[0] as f64, sum[1] + counts[1] as f64];
        *times += 1.0;
    }
    sums.map(|(sum, times)| (times > 0.0).then(|| sum.map(|sum| sum / times)))
}

/// The beginnings of the store's hours that fall on the day: whole hours of UTC. A day has 24, or 23 or 25
/// where the clock changes.
fn starts(day: Date, zone: &TimeZone) -> Vec<Timestamp> {
    let bounds = (day.to_zoned(zone.clone()), day.tomorrow().and_then(|next| next.to_zoned(zone.clone())));
    let (Ok(start), Ok(end)) = bounds else { return Vec::new() };
    let first = start.timestamp().as_millisecond().div_euclid(HOUR) * HOUR;
    let hours = (0..=26).map(|hour| first + hour * HOUR);
    hours
        .filter_map(|hour| Timestamp::from_millisecond(hour).ok())
        .filter(|hour| (start.timestamp()..end.timestamp()).contains(hour))
        .collect()
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hours_of(day: Date, zone: &str) -> usize {
        starts(day, &TimeZone::get(zone).unwrap()).len()
    }

    #[test]
    fn days_of_a_clock_change_have_23_or_25_hours() {
        assert_eq!(hours_of(date(2026, 3, 29), "Europe/Berlin"), 23);
        assert_eq!(hours_of(date(2026, 10, 25), "Europe/Berlin"), 25);
        assert_eq!(hours_of(date(2026, 11, 11), "Asia/Baku"), 24);
        assert_eq!(hours_of(date(2026, 11, 11), "Asia/Kolkata"), 24);
    }

    #[test]
    fn a_repeated_hour_is_usual_as_one_hour() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let day = date(2026, 10, 25);
        let hours: Hours =
            starts(day, &zone).into_iter().map(|start| (start.as_millisecond(), [10, 1])).collect();
        let clock = by_clock(&hours, day, &zone);
        assert_eq!(clock[2], Some([10.0, 1.0]));
        let skipped = by_clock(&hours, date(2026, 3, 29), &zone);
        assert_eq!((skipped[2], skipped[3]), (None, Some([0.0, 0.0])));
    }

    #[test]
    fn the_median_does_not_follow_one_great_day() {
        assert_eq!(median(vec![900.0, 10.0, 20.0]), Some(20.0));
        assert_eq!(median(vec![10.0, 900.0, 20.0, 30.0]), Some(25.0));
        assert_eq!(median(Vec::new()), None);
    }
}
