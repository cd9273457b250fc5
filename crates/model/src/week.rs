//! ISO 8601 weeks, as `2026-W46`.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A text that is no week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no ISO week; write it as 2026-W46")]
pub struct WeekError(String);

/// A week from Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek {
    monday: Date,
}

impl IsoWeek {
    /// The week that holds the given day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let monday = day.iso_week_date();
        // A week's Monday exists for every representable date but the first days of the year -9999.
        let monday =
            ISOWeekDate::new(monday.year(), monday.week(), Weekday::Monday).map_or(day, ISOWeekDate::date);
        Self { monday }
    }

    /// The week that a moment falls in, in the given zone.
    #[must_use]
    pub fn at(moment: Timestamp, zone: &TimeZone) -> Self {
        Self::of(moment.to_zoned(zone.clone()).date())
    }

    /// Its first day.
    #[must_use]
    pub const fn monday(self) -> Date {
        self.monday
    }

    /// The week `weeks` later, or earlier where negative; this week itself where the calendar ends.
    #[must_use]
    pub fn plus(self, weeks: i32) -> Self {
        Self { monday: self.monday.checked_add(weeks.weeks()).unwrap_or(self.monday) }
    }

    /// Its first moment and the first moment after it, in the given zone.
    #[must_use]
    pub fn bounds(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        (day_start(self.monday, zone), day_start(self.plus(1).monday, zone))
    }
}

/// The first moment of a day; midnight, or what comes first where a zone skips midnight.
fn day_start(day: Date, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
        .compatible()
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

impl std::fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let week = self.monday.iso_week_date();
        write!(f, "{}-W{:02}", week.year(), week.week())
    }
}

impl std::str::FromStr for IsoWeek {
    type Err = WeekError;

    fn from_str(text: &str) -> Result<Self, WeekError> {
        let error = || WeekError(text.chars().take(32).collect());
        let (year, week) = text.trim().split_once("-W").ok_or_else(error)?;
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(week, 2) {
            return Err(error());
        }
        let (Ok(year), Ok(week)) = (year.parse(), week.parse()) else { return Err(error()) };
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| error())?;
        Ok(Self { monday: monday.date() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_parse_print_and_bound() {
        let week: IsoWeek = "2026-W46".parse().unwrap();
        assert_eq!(week.monday(), date(2026, 11, 9));
        assert_eq!(week.to_string(), "2026-W46");
        assert_eq!(week.plus(-4).to_string(), "2026-W42");
        let (start, end) = week.bounds(&TimeZone::get("Asia/Baku").unwrap());
        assert_eq!(start.to_string(), "2026-11-08T20:00:00Z");
        assert_eq!(end.to_string(), "2026-11-15T20:00:00Z");
    }

    #[test]
    fn the_turn_of_the_year_belongs_to_the_week_of_its_thursday() {
        assert_eq!(IsoWeek::of(date(2027, 1, 1)).to_string(), "2026-W53");
        assert_eq!(IsoWeek::of(date(2024, 12, 30)).to_string(), "2025-W01");
    }

    #[test]
    fn a_week_of_daylight_saving_has_another_length() {
        let (start, end) =
            "2026-W13".parse::<IsoWeek>().unwrap().bounds(&TimeZone::get("Europe/Berlin").unwrap());
        assert_eq!(end.duration_since(start).as_hours(), 167);
    }

    #[test]
    fn what_is_no_week_is_refused() {
        for text in ["", "2026-46", "2026-W54", "2026-W00", "2026-W5", "W46", "2026-W4x", "+026-W46"] {
            assert!(text.parse::<IsoWeek>().is_err(), "{text}");
        }
    }
}
