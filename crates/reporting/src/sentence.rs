//! Figures in plain sentences.

use jiff::civil::Weekday;
use tiraj_locale::{Argument, Locale};

use crate::figure::Figure;

/// Changes below this are "as many as".
const SAME: f64 = 0.005;
/// From here on a change is told as a multiple.
const MULTIPLE: f64 = 9.0;

/// What a figure is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// The mean of so many of the four weeks before.
    Weeks(u8),
    /// What is usual by this time on this weekday.
    Weekday(Weekday),
}

impl Basis {
    /// The messages of as many, times, more and fewer.
    const fn messages(self) -> [&'static str; 4] {
        match self {
            Self::Weeks(_) => {
                ["compared-weeks-same", "compared-weeks-times", "compared-weeks-more", "compared-weeks-fewer"]
            }
            Self::Weekday(_) => [
                "compared-weekday-same",
                "compared-weekday-times",
                "compared-weekday-more",
                "compared-weekday-fewer",
            ],
        }
    }

    fn argument(self, locale: Locale) -> (&'static str, Argument<'static>) {
        match self {
            Self::Weeks(weeks) => ("weeks", u64::from(weeks).into()),
            Self::Weekday(day) => {
                let weekday = u64::from(day.to_monday_one_offset().unsigned_abs());
                ("when", locale.say("on-weekday", &[("weekday", weekday.into())]).into())
            }
        }
    }
}

/// `12 % more than the mean of the four weeks before`; none where there is nothing to compare with.
pub(crate) fn comparison(figure: &Figure<u64>, basis: Basis, locale: Locale) -> Option<String> {
    let [same, times, more, fewer] = basis.messages();
    let (id, change) = match figure.change? {
        change if change.abs() < SAME => (same, None),
        change if change >= MULTIPLE => (times, Some(("times", ((change + 1.0).round() as u64).into()))),
        change if change > 0.0 => (more, Some(("change", whole_percent(change, locale).into()))),
        change => (fewer, Some(("change", whole_percent(-change, locale).into()))),
    };
    let arguments: Vec<_> = change.into_iter().chain([basis.argument(locale)]).collect();
    Some(locale.say(id, &arguments))
}

fn whole_percent(change: f64, locale: Locale) -> String {
    // Half a percent and more is at least one percent in words.
    locale.whole_percent(change.max(0.01))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language::{Az, En, Ru};

    fn check(value: u64, basis: Basis, expected: [&str; 3]) {
        let figure = Figure::count(value, Some(1_000.0), 4);
        let told = [En, Az, Ru].map(|language| {
            comparison(&figure, basis, Locale::new(language)).unwrap().replace('\u{a0}', " ")
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn changes_are_told_in_whole_percent() {
        check(
            1_120,
            Basis::Weeks(4),
            [
                "12 % more than the mean of the four weeks before",
                "əvvəlki dörd həftənin orta göstəricisindən 12% çox",
                "на 12 % больше, чем в среднем за четыре предыдущие недели",
            ],
        );
        check(
            950,
            Basis::Weeks(1),
            [
                "5 % fewer than the one earlier week with data",
                "məlumatı olan yeganə əvvəlki həftənin göstəricisindən 5% az",
                "на 5 % меньше, чем за единственную предыдущую неделю с данными",
            ],
        );
        check(
            1_001,
            Basis::Weeks(3),
            [
                "as many as the mean of the three earlier weeks with data",
                "məlumatı olan əvvəlki üç həftənin orta göstəricisi qədər",
                "столько же, сколько в среднем за три предыдущие недели с данными",
            ],
        );
    }

    #[test]
    fn multiples_take_their_plural() {
        let [two_and_twenty, eleven] = [22_000, 11_000].map(|value| {
            comparison(&Figure::count(value, Some(1_000.0), 2), Basis::Weeks(2), Locale::new(Ru)).unwrap()
        });
        assert_eq!(two_and_twenty, "в 22 раза больше, чем в среднем за две предыдущие недели с данными");
        assert!(eleven.starts_with("в 11 раз больше, чем"), "{eleven}");
    }

    #[test]
    fn weekdays_stand_in_the_case_that_they_need() {
        check(
            1_006,
            Basis::Weekday(Weekday::Wednesday),
            [
                "1 % more than usual by this time on a Wednesday",
                "çərşənbə günləri bu vaxta adətən olduğundan 1% çox",
                "на 1 % больше, чем обычно к этому времени по средам",
            ],
        );
    }

    #[test]
    fn without_a_comparison_there_is_no_sentence() {
        let told = |figure| comparison(&figure, Basis::Weeks(4), Locale::ENGLISH);
        assert_eq!(told(Figure::count(5, None, 0)), None);
        assert_eq!(told(Figure::count(5, Some(0.0), 4)), None);
    }
}
