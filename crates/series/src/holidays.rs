//! Days off in Azerbaijan, on which readers behave as on Sundays.
//!
//! Article 105 of the Labour Code names the holidays of fixed date. The two feasts of the lunar calendar are set each
//! year by the Cabinet of Ministers; what is known of them stands in a table. A holiday on a weekend gives the next
//! working day off, and so does a feast that falls on another holiday; the day of mourning does not.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Month and day of the holidays of every year.
const FIXED: [(i8, i8); 15] = [
    (1, 1),   // New Year
    (1, 2),   // New Year
    (3, 8),   // Women's Day
    (3, 20),  // Novruz
    (3, 21),  // Novruz
    (3, 22),  // Novruz
    (3, 23),  // Novruz
    (3, 24),  // Novruz
    (5, 9),   // Victory over Fascism
    (5, 28),  // Independence Day
    (6, 15),  // National Salvation Day
    (6, 26),  // Armed Forces Day
    (11, 8),  // Victory Day
    (11, 9),  // State Flag Day
    (12, 31), // Solidarity Day of Azerbaijanis
];
/// The day of mourning of 1990.
const MOURNING: (i8, i8) = (1, 20);

/// First of the two days of Ramazan Bayramı and of Qurban Bayramı. Those of 2027 are what the calendar lets expect.
const FEASTS: [Date; 8] = [
    date(2024, 4, 10),
    date(2024, 6, 16),
    date(2025, 3, 30),
    date(2025, 6, 6),
    date(2026, 3, 20),
    date(2026, 5, 27),
    date(2027, 3, 9),
    date(2027, 5, 16),
];

/// All days off of a year but its ordinary weekends. Years without known feasts have their fixed holidays only.
#[must_use]
pub fn azerbaijan(year: i16) -> BTreeSet<Date> {
    let named = |(month, day): (i8, i8)| Date::new(year, month, day).ok();
    let fixed: Vec<Date> = FIXED.into_iter().filter_map(named).collect();
    // The last day of the year before can move into this one.
    let last = Date::new(year - 1, 12, 31).ok();
    let feasts = FEASTS.into_iter().filter(|first| first.year() == year);
    let feasts: Vec<Date> = feasts.flat_map(|first| [Some(first), first.tomorrow().ok()]).flatten().collect();

    let mut off: BTreeSet<Date> = fixed.iter().chain(&feasts).copied().chain(last).collect();
    off.extend(named(MOURNING));
    let on_weekends = fixed.iter().chain(&feasts).copied().chain(last).filter(|&day| is_weekend(day));
    let on_others = feasts.iter().copied().filter(|day| fixed.contains(day) && !is_weekend(*day));
    for day in on_weekends.chain(on_others).collect::<BTreeSet<_>>() {
        let both = feasts.contains(&day) && fixed.contains(&day) && is_weekend(day);
        for _ in 0..if both { 2 } else { 1 } {
            off.extend(next_working_day(day, &off));
        }
    }
    off.retain(|day| day.year() == year);
    off
}

fn next_working_day(day: Date, off: &BTreeSet<Date>) -> Option<Date> {
    day.series(1.day()).skip(1).find(|next| !is_weekend(*next) && !off.contains(next))
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::azerbaijan;

    fn days(year: i16, month: i8) -> Vec<i8> {
        azerbaijan(year).iter().filter(|day| day.month() == month).map(|day| day.day()).collect()
    }

    #[test]
    fn a_holiday_on_a_weekend_gives_the_next_working_day_off() {
        // As the Cabinet of Ministers set the days of 2025; 22, 23 and 30 March are of a weekend.
        assert_eq!(days(2025, 3), [8, 10, 20, 21, 22, 23, 24, 25, 26, 30, 31]);
        assert_eq!(days(2025, 4), [1]);
        assert_eq!(days(2025, 6), [6, 7, 9, 15, 16, 26]);
    }

    #[test]
    fn a_feast_on_another_holiday_gives_a_further_day_off() {
        // Novruz and Ramazan of 2026 came together; the first working day was the 31st, after eleven days.
        assert_eq!(days(2026, 3)[1..], [9, 20, 21, 22, 23, 24, 25, 26, 27, 30]);
    }

    #[test]
    fn the_last_day_of_a_year_moves_into_the_next() {
        // 31 December 2023 was a Sunday.
        assert_eq!(days(2024, 1), [1, 2, 3, 20]);
    }

    #[test]
    fn the_day_of_mourning_does_not_move() {
        assert!(azerbaijan(2024).contains(&date(2024, 1, 20)));
        assert!(!azerbaijan(2024).contains(&date(2024, 1, 22)));
    }

    #[test]
    fn a_year_without_known_feasts_has_its_fixed_holidays() {
        assert!(azerbaijan(2035).contains(&date(2035, 3, 21)));
    }
}
