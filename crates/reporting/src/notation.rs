//! How numbers and dates are written: the one place, for pages, charts and sentences.
//!
//! A [`Notation`] writes in a reader's language; the functions of this module are short for the English one.
//! Names, separators and the order of dates are those of CLDR 48 (British English, Azerbaijani, Russian),
//! but for a space before the English percent sign, which is the house's. They are written here because ICU4X,
//! which has them too, would add a minute to every first build for a hundred words, and has no stable names of
//! countries.

mod calendar;
mod number;

use jiff::civil::Date;
use tiraj_model::Language;

/// How one language writes numbers and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notation {
    language: Language,
}

impl Notation {
    const ENGLISH: Self = Self::new(Language::En);

    /// The notation of a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The one of three texts that is in this language.
    pub(crate) const fn choose<T: Copy>(self, [en, az, ru]: [T; 3]) -> T {
        match self.language {
            Language::En => en,
            Language::Az => az,
            Language::Ru => ru,
        }
    }
}

/// A count with thousands separators: `42,310`.
#[must_use]
pub fn count(value: u64) -> String {
    Notation::ENGLISH.count(value)
}

/// A mean of counts, rounded to a count: `1,235`.
#[must_use]
pub fn mean(value: f64) -> String {
    Notation::ENGLISH.mean(value)
}

/// A count with its noun: `1 view`, `2 views`.
pub(crate) fn counted(value: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(value), if value == 1 { singular } else { plural })
}

/// A portion, with one decimal below ten percent: `2.8 %`, `34 %`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    Notation::ENGLISH.percent(fraction)
}

/// A change in whole percent with its sign: `+12 %`, `−8 %`, `±0 %`; above tenfold as a multiple: `×14`.
#[must_use]
pub fn change(fraction: f64) -> String {
    Notation::ENGLISH.change(fraction)
}

/// A number with one decimal: `3.4`.
#[must_use]
pub fn decimal(value: f64) -> String {
    Notation::ENGLISH.decimal(value)
}

/// A day in a sentence: `Tuesday, 10 November`.
#[must_use]
pub fn weekday_date(day: Date) -> String {
    Notation::ENGLISH.weekday_date(day)
}

/// A day with its year: `9 November 2026`.
#[must_use]
pub fn long_date(day: Date) -> String {
    Notation::ENGLISH.long_date(day)
}

/// A span of days that repeats neither month nor year: `9–15 November 2026`.
#[must_use]
pub fn span(from: Date, to: Date) -> String {
    Notation::ENGLISH.span(from, to)
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
    use jiff::civil::date;

    #[test]
    fn counts_have_thousands_separators() {
        let written = [0, 999, 1_000, 42_310, 1_234_567].map(count);
        assert_eq!(written, ["0", "999", "1,000", "42,310", "1,234,567"]);
        assert_eq!(counted(1, "view", "views"), "1 view");
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

    #[test]
    fn spans_repeat_nothing() {
        assert_eq!(span(date(2026, 11, 9), date(2026, 11, 15)), "9–15 November 2026");
        assert_eq!(span(date(2026, 11, 30), date(2026, 12, 6)), "30 November – 6 December 2026");
        assert_eq!(span(date(2026, 12, 28), date(2027, 1, 3)), "28 December 2026 – 3 January 2027");
    }
}
