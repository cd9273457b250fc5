//! How numbers and dates are written: the one place, for pages, charts and sentences.

use jiff::civil::Date;

/// Keeps a number and its sign together at the end of a line.
const NO_BREAK: char = '\u{a0}';
/// A typographic minus, as wide as a plus.
const MINUS: char = '−';

/// A count with thousands separators: `42,310`.
#[must_use]
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A mean of counts, rounded to a count: `1,235`.
#[must_use]
pub fn mean(value: f64) -> String {
    count(value.max(0.0).round() as u64)
}

/// A count with its noun: `1 view`, `2 views`.
pub(crate) fn counted(value: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(value), if value == 1 { singular } else { plural })
}

/// A portion, with one decimal below ten percent: `2.8 %`, `34 %`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let decimals = usize::from(percent.abs() < 9.95 && percent != 0.0);
    format!("{percent:.decimals$}{NO_BREAK}%")
}

/// A change in whole percent with its sign: `+12 %`, `−8 %`, `±0 %`; above tenfold as a multiple: `×14`.
#[must_use]
pub fn change(fraction: f64) -> String {
    let percent = (fraction * 100.0).round();
    match percent {
        p if p >= 900.0 => format!("×{:.0}", fraction + 1.0),
        p if p > 0.0 => format!("+{p:.0}{NO_BREAK}%"),
        p if p < 0.0 => format!("{MINUS}{:.0}{NO_BREAK}%", -p),
        _ => format!("±0{NO_BREAK}%"),
    }
}

/// A day in a sentence: `Tuesday, 10 November`.
#[must_use]
pub fn weekday_date(day: Date) -> String {
    day.strftime("%A, %-d %B").to_string()
}

/// A day with its year: `9 November 2026`.
#[must_use]
pub fn long_date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A day on an axis: `9 Nov`.
pub(crate) fn short_date(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}

/// A span of days that repeats neither month nor year: `9–15 November 2026`.
pub(crate) fn span(from: Date, to: Date) -> String {
    let start = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => from.strftime("%-d").to_string(),
        (true, false) => from.strftime("%-d %B ").to_string(),
        (false, _) => from.strftime("%-d %B %Y ").to_string(),
    };
    let space = if start.ends_with(' ') { " " } else { "" };
    format!("{start}–{space}{}", long_date(to))
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
    fn spans_repeat_nothing() {
        assert_eq!(span(date(2026, 11, 9), date(2026, 11, 15)), "9–15 November 2026");
        assert_eq!(span(date(2026, 11, 30), date(2026, 12, 6)), "30 November – 6 December 2026");
        assert_eq!(span(date(2026, 12, 28), date(2027, 1, 3)), "28 December 2026 – 3 January 2027");
    }
}
