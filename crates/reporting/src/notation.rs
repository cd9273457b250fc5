//! Numbers and dates in English, in short: for what is not said in other languages yet.

use jiff::civil::Date;
use tiraj_locale::Locale;

/// A count with thousands separators: `42,310`.
#[must_use]
pub fn count(value: u64) -> String {
    Locale::ENGLISH.count(value)
}

/// A mean of counts, rounded to a count: `1,235`.
#[must_use]
pub fn mean(value: f64) -> String {
    Locale::ENGLISH.mean(value)
}

/// A portion, with one decimal below ten percent: `2.8 %`, `34 %`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    Locale::ENGLISH.percent(fraction)
}

/// A change in whole percent with its sign: `+12 %`, `−8 %`, `±0 %`; above tenfold as a multiple: `×14`.
#[must_use]
pub fn change(fraction: f64) -> String {
    Locale::ENGLISH.change(fraction)
}

/// A number with one decimal: `3.4`.
#[must_use]
pub fn decimal(value: f64) -> String {
    Locale::ENGLISH.decimal(value)
}

/// A day in a sentence: `Tuesday, 10 November`.
#[must_use]
pub fn weekday_date(day: Date) -> String {
    Locale::ENGLISH.weekday_date(day)
}

/// A day with its year: `9 November 2026`.
#[must_use]
pub fn long_date(day: Date) -> String {
    Locale::ENGLISH.long_date(day)
}

/// A span of days that repeats neither month nor year: `9–15 November 2026`.
#[must_use]
pub fn span(from: Date, to: Date) -> String {
    Locale::ENGLISH.span(from, to)
}

/// A count with its noun: `1 view`, `2 views`.
#[must_use]
pub fn counted(value: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(value), if value == 1 { singular } else { plural })
}

/// A time of reading: `48 s`, `2 min 5 s`.
#[must_use]
pub fn spent(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}\u{a0}s"),
        (minutes, 0) => format!("{minutes}\u{a0}min"),
        (minutes, seconds) => format!("{minutes}\u{a0}min {seconds}\u{a0}s"),
    }
}

/// An age: `40 minutes`, `5 hours`, `3 days`.
#[must_use]
pub fn age(hours: f64) -> String {
    let whole = |value: f64, one: &str, many: &str| counted(value.round().max(1.0) as u64, one, many);
    match hours {
        ..0.95 => whole(hours * 60.0, "minute", "minutes"),
        ..48.0 => whole(hours, "hour", "hours"),
        _ => whole(hours / 24.0, "day", "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_thousands_separators() {
        let written = [0, 999, 1_000, 42_310, 1_234_567].map(count);
        assert_eq!(written, ["0", "999", "1,000", "42,310", "1,234,567"]);
        assert_eq!(mean(1_234.5), "1,235");
    }

    #[test]
    fn portions_and_changes_keep_their_sign() {
        assert_eq!(
            [0.0284, 0.34, 0.0, 0.0999].map(percent),
            ["2.8\u{a0}%", "34\u{a0}%", "0\u{a0}%", "10\u{a0}%"]
        );
        assert_eq!([0.124, -0.08, 0.001, 13.0].map(change), ["+12\u{a0}%", "−8\u{a0}%", "±0\u{a0}%", "×14"]);
    }

    #[test]
    fn times_and_ages_are_told_in_the_unit_that_fits() {
        let told = [48.2, 60.0, 125.0].map(spent);
        assert_eq!(told, ["48\u{a0}s", "1\u{a0}min", "2\u{a0}min 5\u{a0}s"]);
        assert_eq!([0.5, 1.0, 30.0, 50.0].map(age), ["30 minutes", "1 hour", "30 hours", "2 days"]);
    }
}
