//! How an article lived: how fast it gathered its views, and whether it was read anew later.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::chart::Gathered;
use crate::movement::{LEAST_SCORE, score};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;
/// With how many of the days before it a day of a second wind is compared.
const DAYS_BEFORE: usize = 3;
/// By how much a day must exceed their mean to be one.
const WIND: f64 = 2.0;
/// Up to this age each hour is a point of the curve, from there on each day.
const HOURS_DRAWN: usize = 72;

/// How an article gathered its views until now.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Life {
    /// The age at which half of its views until now were there, in hours; none where it has no views.
    pub half_life_hours: Option<f64>,
    /// The age at which nine of ten were there, in hours.
    pub most_hours: Option<f64>,
    /// Its days, each 24 hours from the hour of its publication on, the last one not over.
    pub days: Vec<u64>,
    /// When it was read anew.
    pub second_winds: Vec<SecondWind>,
    /// The curve: all views until each age.
    #[serde(skip)]
    pub gathered: Vec<Gathered>,
}

/// Days on which an article was read at least twice as much as on the three days before, by more than chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SecondWind {
    /// When it began.
    pub begin: Timestamp,
    /// How many days it lasted.
    pub days: u32,
    /// Views of these days.
    pub views: u64,
    /// How many times the mean of the three days before its first day brought.
    pub times: f64,
}

impl Life {
    /// Of views by the hour, each by its first millisecond, of an article that came out in the hour of `out`.
    pub(super) fn of(hours: &[(i64, u64)], out: Timestamp, now: Timestamp) -> Self {
        let start = out.as_millisecond().div_euclid(HOUR) * HOUR;
        let aged = |at: i64| usize::try_from((at - start).div_euclid(HOUR)).unwrap_or(0);
        let mut views = vec![0; aged(now.as_millisecond()) + 1];
        for (at, count) in hours {
            // What was read before the said hour of publication, by an editor say, belongs to the first.
            if let Some(hour) = views.get_mut(aged(*at)) {
                *hour += count;
            }
        }
        let days: Vec<u64> = views.chunks(24).map(|day| day.iter().sum()).collect();
        Self {
            half_life_hours: age_of(&views, 0.5),
            most_hours: age_of(&views, 0.9),
            second_winds: second_winds(&days, start),
            gathered: gathered(&views),
            days,
        }
    }
}

/// The age at which a part of all was there, evenly spread within its hour.
fn age_of(views: &[u64], part: f64) -> Option<f64> {
    let wanted = views.iter().sum::<u64>() as f64 * part;
    let mut sum = 0.0;
    views.iter().enumerate().find_map(|(hour, count)| {
        let count = *count as f64;
        sum += count;
        (count > 0.0 && sum >= wanted).then(|| hour as f64 + 1.0 - (sum - wanted) / count)
    })
}

fn second_winds(days: &[u64], start: i64) -> Vec<SecondWind> {
    let mut winds: Vec<SecondWind> = Vec::new();
    let mut last = None;
    // The last day is not over, but what it has already is more than nothing.
    for day in DAYS_BEFORE..days.len() {
        let running = last == Some(day - 1);
        // A wind that lasts is compared with the days before it began.
        let first = if running { day - winds.last().map_or(0, |wind| wind.days as usize) } else { day };
        let before: u64 = days[first - DAYS_BEFORE..first].iter().sum();
        let mean = before as f64 / DAYS_BEFORE as f64;
        let is_wind =
            days[day] as f64 >= WIND * mean && score(days[day], before, DAYS_BEFORE as u8) >= LEAST_SCORE;
        if !is_wind {
            continue;
        }
        last = Some(day);
        match winds.last_mut().filter(|_| running) {
            Some(wind) => {
                wind.days += 1;
                wind.views += days[day];
            }
            None => winds.push(SecondWind {
                begin: moment(start) + SignedDuration::from_hours(24 * day as i64),
                days: 1,
                views: days[day],
                times: days[day] as f64 / mean.max(1.0),
            }),
        }
    }
    winds
}

fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn gathered(views: &[u64]) -> Vec<Gathered> {
    let mut count = 0;
    let drawn = |hour: usize| hour < HOURS_DRAWN || hour.is_multiple_of(24) || hour + 1 == views.len();
    let mut points = vec![Gathered { hours: 0.0, count: 0.0 }];
    for (hour, more) in views.iter().enumerate() {
        count += more;
        if drawn(hour) {
            points.push(Gathered { hours: hour as f64 + 1.0, count: count as f64 });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::moment as at;

    const OUT: &str = "2026-11-02T08:20:00Z";

    fn life(days: &[u64]) -> Life {
        let start = at("2026-11-02T08:00:00Z").as_millisecond();
        let hours: Vec<(i64, u64)> =
            (0..).zip(days).map(|(day, views)| (start + day * 24 * HOUR, *views)).collect();
        let now = at("2026-11-02T08:30:00Z") + SignedDuration::from_hours(24 * (days.len() as i64 - 1));
        Life::of(&hours, at(OUT), now)
    }

    #[test]
    fn half_is_found_within_its_hour() {
        let start = at("2026-11-02T08:00:00Z").as_millisecond();
        let hours = [(start, 10), (start + HOUR, 20), (start + 2 * HOUR, 10)];
        let life = Life::of(&hours, at(OUT), at("2026-11-02T11:00:00Z"));
        // 20 of 40: ten in the first hour, the other ten in half of the second.
        assert_eq!(life.half_life_hours, Some(1.5));
        assert_eq!(life.most_hours, Some(2.6));
        assert_eq!(life.gathered.last(), Some(&Gathered { hours: 4.0, count: 40.0 }));
    }

    #[test]
    fn no_views_have_no_age() {
        let life = Life::of(&[], at(OUT), at("2026-11-03T08:00:00Z"));
        assert_eq!((life.half_life_hours, life.second_winds.len()), (None, 0));
    }

    #[test]
    fn fading_is_no_second_wind_and_a_return_is_one() {
        assert_eq!(life(&[900, 300, 100, 60, 40, 30, 20, 25]).second_winds, []);
        let winds = life(&[900, 300, 100, 60, 40, 30, 400, 350, 40, 30]).second_winds;
        assert_eq!(winds.len(), 1);
        assert_eq!((winds[0].days, winds[0].views), (2, 750));
        assert_eq!(winds[0].begin, at("2026-11-08T08:00:00Z"));
        assert!((winds[0].times - 400.0 / 43.333).abs() < 0.01, "{}", winds[0].times);
    }

    #[test]
    fn a_handful_of_views_is_no_wind() {
        assert_eq!(life(&[9, 3, 1, 0, 0, 3, 1]).second_winds, []);
    }

    #[test]
    fn what_was_read_before_it_came_out_counts_in_the_first_hour() {
        let early = at("2026-11-02T06:00:00Z").as_millisecond();
        let life = Life::of(&[(early, 4)], at(OUT), at("2026-11-02T10:00:00Z"));
        assert_eq!(life.days, [4]);
    }
}
