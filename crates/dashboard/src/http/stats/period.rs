//! Which days are meant.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tiraj_model::Site;

use crate::http::query::{Days, OfDays};
use crate::http::refusal::{Code, Refusal};

/// The longest stretch of one answer.
pub(in crate::http) const MOST_DAYS: i64 = 800;

/// Days up to today, by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Span {
    Today,
    Yesterday,
    Days(i32),
    Month,
    Months(i32),
    Year,
}

impl Span {
    /// Every name.
    pub(in crate::http) const ALL: [&'static str; 10] =
        ["today", "yesterday", "7d", "28d", "30d", "91d", "month", "6mo", "12mo", "year"];

    /// The stretch of a name.
    pub(in crate::http) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "today" => Self::Today,
            "yesterday" => Self::Yesterday,
            "7d" => Self::Days(7),
            "28d" => Self::Days(28),
            "30d" => Self::Days(30),
            "91d" => Self::Days(91),
            "month" => Self::Month,
            "6mo" => Self::Months(6),
            "12mo" => Self::Months(12),
            "year" => Self::Year,
            _ => return None,
        })
    }

    /// Its first and last day, seen on `today`.
    pub(in crate::http) fn days(self, today: Date) -> (Date, Date) {
        let before = |day: Date, span: jiff::Span| day.checked_sub(span).unwrap_or(Date::MIN);
        match self {
            Self::Today => (today, today),
            Self::Yesterday => (before(today, 1.day()), before(today, 1.day())),
            Self::Days(count) => (before(today, (count - 1).days()), today),
            Self::Month => (today.first_of_month(), today),
            Self::Months(count) => (before(today.first_of_month(), (count - 1).months()), today),
            Self::Year => (today.first_of_year(), today),
        }
    }
}

/// The days from one to another, as many as one answer may have.
///
/// # Errors
/// When they are none, or too many.
pub(in crate::http) fn days_between(
    site: &Site,
    now: Timestamp,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<Days, Refusal> {
    OfDays { site: None, from, to }.days(site, now, MOST_DAYS)
}

/// The days that are compared with, as far as the compared ones have passed at `now`: half a day is held against half a day.
///
/// # Errors
/// When they lie before all calendars.
pub(in crate::http) fn days_before(
    site: &Site,
    days: &Days,
    back: jiff::Span,
    now: Timestamp,
) -> Result<Days, Refusal> {
    let earlier = |day: Date| {
        let refuse = |error| {
            Refusal::new(
                Code::MalformedRequest,
                format!("There is nothing before that to compare with: {error}."),
            )
        };
        day.checked_sub(back).map_err(refuse)
    };
    let mut before = days_between(site, now, Some(earlier(days.from)?), Some(earlier(days.to)?))?;
    if days.window.1 > now && days.window.0 <= now {
        let moment =
            now.to_zoned(site.zone()).checked_sub(back).map_or(before.window.1, |moment| moment.timestamp());
        before.window.1 = moment.clamp(before.window.0 + SignedDuration::from_secs(1), before.window.1);
    }
    Ok(before)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_of_stretches_end_today() {
        let today = date(2026, 11, 23);
        let of = |name: &str| Span::named(name).unwrap().days(today);
        assert!(Span::ALL.into_iter().all(|name| Span::named(name).is_some()));
        assert_eq!(of("7d"), (date(2026, 11, 17), today));
        assert_eq!(of("yesterday"), (date(2026, 11, 22), date(2026, 11, 22)));
        assert_eq!(of("month").0, date(2026, 11, 1));
        assert_eq!(of("12mo").0, date(2025, 12, 1));
        assert_eq!(of("year").0, date(2026, 1, 1));
    }

    #[test]
    fn what_has_not_passed_yet_is_not_compared_with() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let now: Timestamp = "2026-11-23T09:30:00Z".parse().unwrap();
        let today = days_between(&site, now, None, None).unwrap();
        let before = days_before(&site, &today, 7.days(), now).unwrap();
        assert_eq!(before.from, date(2026, 11, 16));
        assert_eq!(before.window.1.to_string(), "2026-11-16T09:30:00Z");
    }
}
