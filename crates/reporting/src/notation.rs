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
}
