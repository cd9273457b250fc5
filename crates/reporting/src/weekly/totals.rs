//! A week's totals as they were published, and what came after.

use serde::{Deserialize, Serialize};

use super::WeeklyReport;
use crate::notation::counted;

/// A week's headline figures without what they are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Page views.
    pub views: u64,
    /// Distinct visitors.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
}

impl WeeklyReport {
    /// The week's headline figures.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        let head = &self.headline;
        Totals { views: head.views.value, readers: head.readers.value, shares: head.shares.value }
    }
}

impl Totals {
    /// Whether later figures of the same week say something else. Events that came late or were erased change views or
    /// shares. Readers alone may differ by a little without any: those of yesterday are estimated, those of days before are counted.
    #[must_use]
    pub const fn differ(&self, later: &Self) -> bool {
        self.views != later.views || self.shares != later.shares
    }

    /// What changed since, in plain sentences: `1,204 views and 3 shares came after publication.`
    #[must_use]
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let views = |count| counted(count, "view", "views");
        let shares = |count| counted(count, "share", "shares");
        let came = [some(later.views, self.views).map(views), some(later.shares, self.shares).map(shares)];
        let went = [some(self.views, later.views).map(views), some(self.shares, later.shares).map(shares)];
        let mut sentences = Vec::new();
        sentences.extend(sentence(came, "came after publication"));
        sentences.extend(sentence(went, "no longer count"));
        sentences
    }
}

/// By how much one count is above another, if it is.
fn some(above: u64, below: u64) -> Option<u64> {
    above.checked_sub(below).filter(|difference| *difference > 0)
}

fn sentence(counts: [Option<String>; 2], what: &str) -> Option<String> {
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    (!counts.is_empty()).then(|| format!("{} {what}.", counts.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: [u64; 3], after: [u64; 3], expected: &[&str]) {
        let totals = |[views, readers, shares]: [u64; 3]| Totals { views, readers, shares };
        assert_eq!(totals(before).changes(&totals(after)), expected);
        assert_eq!(totals(before).differ(&totals(after)), !expected.is_empty());
    }

    #[test]
    fn what_came_late_is_told_in_words() {
        check([100, 50, 1], [1_304, 60, 4], &["1,204 views and 3 shares came after publication."]);
        check([100, 50, 1], [101, 50, 1], &["1 view came after publication."]);
        check([100, 50, 3], [90, 50, 4], &["1 share came after publication.", "10 views no longer count."]);
    }

    #[test]
    fn readers_alone_are_no_change() {
        check([100, 50, 1], [100, 51, 1], &[]);
    }
}
