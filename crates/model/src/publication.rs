//! When the report of a week is published.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::IsoWeek;

/// The days as they are written.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// A text that is no moment of publication.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no moment of a week; write a day and a time such as mon 06:00")]
pub struct PublicationError(String);

/// A day of the week and a time, as `mon 06:00`: in the week after the reported one, on the site's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Publication {
    day: Weekday,
    time: Time,
}

impl Default for Publication {
    fn default() -> Self {
        Self { day: Weekday::Monday, time: Time::constant(6, 0, 0, 0) }
    }
}

impl Publication {
    /// When the report of a week is published. A time that the clock skips is later by as much, of one that comes twice the first counts.
    #[must_use]
    pub fn of(self, week: IsoWeek, zone: &TimeZone) -> Timestamp {
        let monday = week.plus(1).monday();
        let day = monday.checked_add(i64::from(self.day.to_monday_zero_offset()).days()).unwrap_or(monday);
        let moment = zone.to_ambiguous_timestamp(day.to_datetime(self.time)).compatible();
        moment.unwrap_or_else(|_| week.bounds(zone).1)
    }

    /// The last week of which the report is published at a moment.
    #[must_use]
    pub fn last(self, now: Timestamp, zone: &TimeZone) -> IsoWeek {
        let week = IsoWeek::at(now, zone).plus(-1);
        if self.of(week, zone) <= now { week } else { week.plus(-1) }
    }
}

impl std::fmt::Display for Publication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = DAYS.iter().find(|(_, day)| *day == self.day).map_or("mon", |(name, _)| name);
        write!(f, "{day} {:02}:{:02}", self.time.hour(), self.time.minute())
    }
}

impl std::str::FromStr for Publication {
    type Err = PublicationError;

    fn from_str(text: &str) -> Result<Self, PublicationError> {
        let error = || PublicationError(text.chars().take(32).collect());
        let (day, time) = text.trim().split_once(' ').ok_or_else(error)?;
        let name = day.to_ascii_lowercase();
        let &(_, day) = DAYS.iter().find(|(known, _)| *known == name).ok_or_else(error)?;
        let (hour, minute) = time.trim().split_once(':').ok_or_else(error)?;
        let number = |text: &str, digits| {
            let is_number = text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i8>().ok().filter(|_| is_number)
        };
        let parts = number(hour, 2).zip(number(minute, 2).filter(|_| minute.len() == 2));
        let (hour, minute) = parts.ok_or_else(error)?;
        Ok(Self { day, time: Time::new(hour, minute, 0, 0).map_err(|_| error())? })
    }
}

impl TryFrom<String> for Publication {
    type Error = PublicationError;

    fn try_from(text: String) -> Result<Self, PublicationError> {
        text.parse()
    }
}

impl From<Publication> for String {
    fn from(publication: Publication) -> Self {
        publication.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(at: &str, week: &str, zone: &str, expected: &str) {
        let (at, zone): (Publication, _) = (at.parse().unwrap(), TimeZone::get(zone).unwrap());
        let week: IsoWeek = week.parse().unwrap();
        let moment = at.of(week, &zone);
        assert_eq!(moment.to_string(), expected, "{at}");
        assert_eq!(at.last(moment, &zone), week, "published at its moment");
        let before = moment - jiff::SignedDuration::from_secs(1);
        assert_eq!(at.last(before, &zone), week.plus(-1), "and not a second before");
    }

    #[test]
    fn a_week_is_published_in_the_week_after_it() {
        check("mon 06:00", "2026-W46", "Asia/Baku", "2026-11-16T02:00:00Z");
        check("Thu 9:30", "2026-W46", "Asia/Baku", "2026-11-19T05:30:00Z");
        // Clocks go forward at 2 and back at 3 on these Sundays.
        check("sun 02:30", "2026-W12", "Europe/Berlin", "2026-03-29T01:30:00Z");
        check("sun 02:30", "2026-W42", "Europe/Berlin", "2026-10-25T00:30:00Z");
    }

    #[test]
    fn the_default_is_monday_morning_and_rubbish_is_refused() {
        assert_eq!(Publication::default().to_string(), "mon 06:00");
        for text in ["", "mon", "mon 24:00", "mon 6", "mon 6:5", "day 06:00", "mon -1:00", "mon +6:00"] {
            assert!(text.parse::<Publication>().is_err(), "{text}");
        }
    }
}
