//! What is usual at an hour of the week.

use std::collections::{BTreeSet, VecDeque};

use jiff::civil::{Date, DateTime};

use super::dispersion::Dispersion;

const DAY_HOURS: usize = 24;
const WEEK_HOURS: usize = 7 * DAY_HOURS;
/// Weeks that an hour of the week is the median of.
const WEEKS: usize = 6;
/// An hour of the week is expected once it was seen in so many weeks.
const SEEN_AT_LEAST: usize = 2;
/// Days whose total, beside what their hours of the week would be, says how much is read at present.
const LEVEL_DAYS: usize = 7;
/// How far the level may move from the median of the last weeks.
const LEVEL: std::ops::RangeInclusive<f64> = 0.5..=2.0;
/// Hours whose misses say how far counts spread: four weeks.
const MISSES: usize = 4 * WEEK_HOURS;
/// Misses before the spread is believed: a week.
const MISSES_AT_LEAST: usize = WEEK_HOURS;
/// Half the width of the band, in standard deviations: 19 of 20 usual hours lie inside.
const BAND: f64 = 1.96;

/// What an hour is expected to bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The count in the middle of what is usual.
    pub count: f64,
    /// The counts between which 19 of 20 usual hours lie.
    pub band: (f64, f64),
    dispersion: Dispersion,
}

impl Expected {
    /// By how many standard deviations a count is above what is expected; negative below.
    #[must_use]
    pub fn score(&self, count: f64) -> f64 {
        self.dispersion.score(count, self.count)
    }
}

/// Hourly counts by hour of the week: the median of the last weeks, at the level of the last days. A holiday is a
/// Sunday. Medians everywhere, so that one wild day changes next to nothing.
#[derive(Debug, Clone)]
pub struct Baseline {
    holidays: BTreeSet<Date>,
    cells: Vec<VecDeque<f64>>,
    /// Count and median of the hour of the week, of the hours of the day that is not over.
    today: Option<(Date, f64, f64)>,
    /// Total of a day by that of its medians, latest last.
    levels: VecDeque<f64>,
    misses: VecDeque<(f64, f64)>,
    dispersion: Option<Dispersion>,
}

impl Baseline {
    /// A baseline that has seen nothing and takes these dates for Sundays.
    #[must_use]
    pub fn new(holidays: BTreeSet<Date>) -> Self {
        Self {
            holidays,
            cells: vec![VecDeque::with_capacity(WEEKS + 1); WEEK_HOURS],
            today: None,
            levels: VecDeque::with_capacity(LEVEL_DAYS + 1),
            misses: VecDeque::with_capacity(MISSES + 1),
            dispersion: None,
        }
    }

    /// What the hour that begins at the local time should bring; `None` until about three weeks were seen.
    #[must_use]
    pub fn expected(&self, hour: DateTime) -> Option<Expected> {
        let count = self.usual(hour)? * self.level();
        let dispersion = self.dispersion?;
        let band = (dispersion.count_at(-BAND, count), dispersion.count_at(BAND, count));
        Some(Expected { count, band, dispersion })
    }

    /// Takes in what an hour brought. Hours come in their order; those that are missing are left out.
    pub fn learn(&mut self, hour: DateTime, count: f64) {
        self.turn(hour.date());
        if let Some(usual) = self.usual(hour) {
            self.misses.push_back((count, usual * self.level()));
            if self.misses.len() > MISSES {
                self.misses.pop_front();
            }
            let (_, total, medians) = self.today.get_or_insert((hour.date(), 0.0, 0.0));
            *total += count;
            *medians += usual;
        }
        let cell = self.cell(hour);
        self.cells[cell].push_back(count);
        if self.cells[cell].len() > WEEKS {
            self.cells[cell].pop_front();
        }
    }

    /// Closes the day before, if another one begins.
    fn turn(&mut self, date: Date) {
        let Some((day, total, medians)) = self.today else { return };
        if day == date {
            return;
        }
        self.today = None;
        if medians > 0.0 {
            self.levels.push_back(total / medians);
        }
        if self.levels.len() > LEVEL_DAYS {
            self.levels.pop_front();
        }
        if self.misses.len() >= MISSES_AT_LEAST {
            self.dispersion = Some(Dispersion::of(self.misses.make_contiguous()));
        }
    }

    fn cell(&self, hour: DateTime) -> usize {
        let sunday = 6;
        let weekday = hour.date().weekday().to_monday_zero_offset() as usize;
        let day = if self.holidays.contains(&hour.date()) { sunday } else { weekday };
        day * DAY_HOURS + hour.hour() as usize
    }

    /// The median of the hour of the week.
    fn usual(&self, hour: DateTime) -> Option<f64> {
        let cell = &self.cells[self.cell(hour)];
        (cell.len() >= SEEN_AT_LEAST).then(|| median(cell.iter().copied()))
    }

    /// How much is read at present, as a factor of the medians.
    fn level(&self) -> f64 {
        if self.levels.is_empty() {
            return 1.0;
        }
        median(self.levels.iter().copied()).clamp(*LEVEL.start(), *LEVEL.end())
    }
}

/// The median of at least one number.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};

    use super::Baseline;

    /// A Monday.
    const START: Date = date(2026, 9, 7);

    /// A baseline of so many weeks, of which each day brings at each hour what the function says.
    fn after(weeks: i64, holidays: &[Date], count: impl Fn(Date, i8) -> f64) -> Baseline {
        let mut baseline = Baseline::new(holidays.iter().copied().collect());
        for day in START.series(1.day()).take(7 * weeks as usize) {
            (0..24).for_each(|hour| baseline.learn(day.at(hour, 0, 0, 0), count(day, hour)));
        }
        baseline
    }

    fn by_hour(day: Date, hour: i8) -> f64 {
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        (100.0 + 10.0 * f64::from(hour)) * if weekend { 0.5 } else { 1.0 }
    }

    #[test]
    fn nothing_is_expected_before_three_weeks() {
        let hour = date(2026, 9, 28).at(10, 0, 0, 0);
        assert_eq!(after(2, &[], by_hour).expected(hour), None);
        assert!(after(4, &[], by_hour).expected(hour).is_some());
    }

    #[test]
    fn an_hour_is_expected_to_be_as_in_other_weeks() {
        let baseline = after(5, &[], by_hour);
        let expected = |day, hour| baseline.expected(date(2026, 10, day).at(hour, 0, 0, 0)).unwrap().count;
        assert_eq!((expected(12, 10), expected(17, 10)), (200.0, 100.0));
    }

    #[test]
    fn a_holiday_is_a_sunday() {
        let novruz = date(2026, 10, 14);
        let baseline = after(5, &[novruz], by_hour);
        assert_eq!(baseline.expected(novruz.at(10, 0, 0, 0)).unwrap().count, 100.0);
    }

    #[test]
    fn the_level_of_the_last_days_is_followed() {
        let baseline =
            after(6, &[], |day, hour| by_hour(day, hour) * if day >= date(2026, 10, 12) { 1.3 } else { 1.0 });
        let count = baseline.expected(date(2026, 10, 19).at(10, 0, 0, 0)).unwrap().count;
        assert!((count - 260.0).abs() < 1.0, "{count}");
    }

    #[test]
    fn one_wild_day_changes_nothing() {
        let wild = date(2026, 10, 7);
        let baseline = after(5, &[], |day, hour| by_hour(day, hour) * if day == wild { 9.0 } else { 1.0 });
        let count = baseline.expected(date(2026, 10, 14).at(10, 0, 0, 0)).unwrap().count;
        assert!((count - 200.0).abs() < 1.0, "{count}");
    }
}
