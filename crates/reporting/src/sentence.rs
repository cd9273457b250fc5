//! Figures in plain sentences.

use crate::figure::Figure;
use crate::notation;

/// Changes below this are "as many as".
const SAME: f64 = 0.005;
/// From here on a change is told as a multiple.
const MULTIPLE: f64 = 9.0;

/// `12 % more than the mean of the four weeks before`; none where there is nothing to compare with.
///
/// `usual` names the comparison, for example [`weeks_before`].
pub(crate) fn comparison(figure: &Figure<u64>, usual: &str) -> Option<String> {
    let change = figure.change?;
    Some(match change {
        change if change.abs() < SAME => format!("as many as {usual}"),
        change if change >= MULTIPLE => format!("{:.0} times {usual}", change + 1.0),
        change if change > 0.0 => format!("{} more than {usual}", whole_percent(change)),
        change => format!("{} fewer than {usual}", whole_percent(-change)),
    })
}

/// `the mean of the four weeks before`, or how many of them there are.
pub(crate) fn weeks_before(weeks: u8) -> String {
    match weeks {
        4 => "the mean of the four weeks before".to_owned(),
        3 => "the mean of the three earlier weeks with data".to_owned(),
        2 => "the mean of the two earlier weeks with data".to_owned(),
        _ => "the one earlier week with data".to_owned(),
    }
}

fn whole_percent(change: f64) -> String {
    // Half a percent and more is at least one percent in words.
    let whole = (change * 100.0).round().max(1.0);
    notation::percent(whole / 100.0).replace(".0", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: u64, usual: f64, expected: &str) {
        let figure = Figure::count(value, Some(usual), 4);
        assert_eq!(comparison(&figure, "usual").as_deref(), Some(expected));
    }

    #[test]
    fn changes_are_told_in_whole_percent() {
        check(112, 100.0, "12\u{a0}% more than usual");
        check(95, 100.0, "5\u{a0}% fewer than usual");
        check(1_006, 1_000.0, "1\u{a0}% more than usual");
        check(1_001, 1_000.0, "as many as usual");
        check(1_400, 100.0, "14 times usual");
    }

    #[test]
    fn without_a_comparison_there_is_no_sentence() {
        assert_eq!(comparison(&Figure::count(5, None, 0), "usual"), None);
        assert_eq!(comparison(&Figure::count(5, Some(0.0), 4), "usual"), None);
    }
}
