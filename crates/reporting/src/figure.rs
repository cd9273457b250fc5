//! A number beside what it usually is.

use serde::Serialize;

use crate::window::WEEKS_BEFORE;

/// A number of the reported period with its comparison.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure<V> {
    /// The number itself.
    pub value: V,
    /// What is usual: the mean of the earlier weeks that have data; none where there is no such week.
    pub usual: Option<f64>,
    /// How many earlier weeks that mean is of.
    pub weeks: u8,
    /// `value / usual - 1`; none where nothing is usual or the usual is zero.
    pub change: Option<f64>,
}

impl Figure<u64> {
    /// A count beside its usual value, which is the mean of `weeks` weeks.
    pub(crate) fn count(value: u64, usual: Option<f64>, weeks: u8) -> Self {
        Self { value, usual, weeks, change: change(value as f64, usual) }
    }
}

impl Figure<f64> {
    /// A rate beside its usual value over `weeks` weeks.
    pub(crate) fn rate(value: f64, usual: Option<f64>, weeks: u8) -> Self {
        Self { value, usual, weeks, change: change(value, usual) }
    }
}

fn change(value: f64, usual: Option<f64>) -> Option<f64> {
    usual.filter(|usual| *usual > 0.0).map(|usual| value / usual - 1.0)
}

/// Which of the earlier weeks a comparison may use.
///
/// A week counts if the site had any view in it: the weeks before a site joined, or of an outage, are no
/// zeros to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Baseline {
    used: [bool; WEEKS_BEFORE],
}

impl Baseline {
    /// A comparison with the weeks marked true, oldest first.
    pub(crate) const fn new(used: [bool; WEEKS_BEFORE]) -> Self {
        Self { used }
    }

    /// The same without the weeks before the given position, in which an article was not yet out.
    pub(crate) fn since(mut self, first: usize) -> Self {
        self.used.iter_mut().take(first).for_each(|used| *used = false);
        self
    }

    /// Whether a week, by its place from the oldest, is compared with.
    pub(crate) fn uses(self, week: usize) -> bool {
        self.used.get(week).copied().unwrap_or(false)
    }

    /// How many weeks there are to compare with.
    pub(crate) fn weeks(self) -> u8 {
        self.used.iter().map(|used| u8::from(*used)).sum()
    }

    /// The sum over the weeks to compare with; the last element, the reported week, is left out.
    pub(crate) fn total(self, weeks: &[u64; WEEKS_BEFORE + 1]) -> u64 {
        weeks.iter().zip(self.used).filter(|(_, used)| *used).map(|(value, _)| value).sum()
    }

    /// The mean over the weeks to compare with.
    pub(crate) fn mean(self, weeks: &[u64; WEEKS_BEFORE + 1]) -> Option<f64> {
        let count = self.weeks();
        (count > 0).then(|| self.total(weeks) as f64 / f64::from(count))
    }

    /// The last week's count beside the mean of the weeks before.
    pub(crate) fn figure(self, weeks: &[u64; WEEKS_BEFORE + 1]) -> Figure<u64> {
        Figure::count(weeks[WEEKS_BEFORE], self.mean(weeks), self.weeks())
    }
}

/// `part / whole`; none where the whole is zero.
pub(crate) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_weeks_with_data_make_the_mean() {
        let baseline = Baseline::new([false, true, true, false]);
        let figure = baseline.figure(&[0, 100, 300, 0, 250]);
        assert_eq!(figure, Figure { value: 250, usual: Some(200.0), weeks: 2, change: Some(0.25) });
    }

    #[test]
    fn nothing_to_compare_with_is_no_change() {
        let nothing = Baseline::new([false; 4]).figure(&[0, 0, 0, 0, 7]);
        assert_eq!((nothing.usual, nothing.change), (None, None));
        let from_zero = Baseline::new([true; 4]).figure(&[0, 0, 0, 0, 7]);
        assert_eq!((from_zero.usual, from_zero.change), (Some(0.0), None));
    }

    #[test]
    fn an_article_is_compared_with_the_weeks_it_was_out() {
        let baseline = Baseline::new([true; 4]).since(3);
        assert_eq!(baseline.mean(&[0, 0, 0, 80, 20]), Some(80.0));
    }
}
