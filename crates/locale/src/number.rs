//! Counts, portions and changes.

use crate::Locale;

/// Keeps a number and its sign together at the end of a line.
const NO_BREAK: char = '\u{a0}';
/// A typographic minus, as wide as a plus.
const MINUS: char = '−';

impl Locale {
    /// A count with thousands separators: `42,310`, `42.310`, `42 310`.
    #[must_use]
    pub fn count(self, value: u64) -> String {
        let separator = self.choose([',', '.', NO_BREAK]);
        let digits = value.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A mean of counts, rounded to a count: `1,235`.
    #[must_use]
    pub fn mean(self, value: f64) -> String {
        self.count(value.max(0.0).round() as u64)
    }

    /// A count from a million on in short: `1.5M`, `1,5 mln`, `1,5 млн`; smaller ones as [`Self::count`].
    #[must_use]
    pub fn compact(self, value: f64) -> String {
        let units = self.choose([
            ["M", "B", "T"],
            ["\u{a0}mln", "\u{a0}mlrd", "\u{a0}trln"],
            ["\u{a0}млн", "\u{a0}млрд", "\u{a0}трлн"],
        ]);
        // A value that rounds up to the next unit belongs there.
        let unit = [(1e12, 2), (1e9, 1), (1e6, 0)].into_iter().find(|(size, _)| value >= size * 0.9995);
        let Some((size, unit)) = unit else { return self.mean(value) };
        let scaled = value / size;
        let number = if scaled < 99.95 { self.decimal(scaled) } else { self.mean(scaled) };
        format!("{number}{}", units[unit])
    }

    /// A portion, with one decimal below ten percent: `2.8 %`, `2,8%`, `2,8 %`; what would round to none of
    /// it as `<0.1 %`.
    #[must_use]
    pub fn percent(self, fraction: f64) -> String {
        let percent = fraction * 100.0;
        if percent > 0.0 && percent < 0.05 {
            return format!("<{}{}%", self.pointed("0.1"), self.percent_space());
        }
        let decimals = usize::from(percent.abs() < 9.95 && percent != 0.0);
        let number = self.pointed(&format!("{percent:.decimals$}"));
        format!("{number}{}%", self.percent_space())
    }

    /// A portion in whole percent: `12 %`, `12%`.
    #[must_use]
    pub fn whole_percent(self, fraction: f64) -> String {
        format!("{}{}%", self.mean(fraction * 100.0), self.percent_space())
    }

    /// A change in whole percent with its sign: `+12 %`, `−8 %`, `±0 %`; above tenfold as a multiple: `×14`.
    #[must_use]
    pub fn change(self, fraction: f64) -> String {
        let percent = (fraction * 100.0).round();
        let space = self.percent_space();
        match percent {
            p if p >= 900.0 => format!("×{}", self.mean(fraction + 1.0)),
            p if p > 0.0 => format!("+{p:.0}{space}%"),
            p if p < 0.0 => format!("{MINUS}{:.0}{space}%", -p),
            _ => format!("±0{space}%"),
        }
    }

    /// A number with at most one decimal: `1.8`, `1,8`; `2`.
    #[must_use]
    pub fn decimal(self, value: f64) -> String {
        let text = format!("{value:.1}");
        self.pointed(text.strip_suffix(".0").unwrap_or(&text))
    }

    fn pointed(self, number: &str) -> String {
        number.replace('.', self.choose([".", ",", ","]))
    }

    const fn percent_space(self) -> &'static str {
        self.choose(["\u{a0}", "", "\u{a0}"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language::{Az, En, Ru};

    fn check(write: impl Fn(Locale) -> String, expected: [&str; 3]) {
        let expected = expected.map(|text| text.replace(' ', "\u{a0}"));
        assert_eq!([En, Az, Ru].map(|language| write(Locale::new(language))), expected);
    }

    #[test]
    fn separators_are_those_of_the_language() {
        check(|locale| locale.count(1_234_567), ["1,234,567", "1.234.567", "1 234 567"]);
        check(|locale| locale.count(999), ["999", "999", "999"]);
        check(|locale| locale.decimal(1.84), ["1.8", "1,8", "1,8"]);
        check(|locale| locale.decimal(2.0), ["2", "2", "2"]);
    }

    #[test]
    fn percent_signs_stand_where_the_language_has_them() {
        check(|locale| locale.percent(0.0284), ["2.8 %", "2,8%", "2,8 %"]);
        check(|locale| locale.percent(0.0001), ["<0.1 %", "<0,1%", "<0,1 %"]);
        check(|locale| locale.change(-0.08), ["−8 %", "−8%", "−8 %"]);
        check(|locale| locale.change(1_500.0), ["×1,501", "×1.501", "×1 501"]);
    }

    #[test]
    fn large_counts_are_short() {
        check(|locale| locale.compact(999_499.0), ["999,499", "999.499", "999 499"]);
        check(|locale| locale.compact(1_500_000.0), ["1.5M", "1,5 mln", "1,5 млн"]);
        check(|locale| locale.compact(999_900_000.0), ["1B", "1 mlrd", "1 млрд"]);
        check(|locale| locale.compact(4e15), ["4,000T", "4.000 trln", "4 000 трлн"]);
    }

    #[test]
    fn what_is_no_number_is_written_nonetheless() {
        check(|locale| locale.mean(f64::NAN), ["0", "0", "0"]);
        check(|locale| locale.mean(-3.0), ["0", "0", "0"]);
    }
}
