//! What became of every line of an input.

use std::collections::BTreeMap;

use tiraj_model::DropReason;

/// A count of lines (or rows) by what became of them. Always `lines = accepted + dropped`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All lines that were looked at; blank ones are not counted.
    pub lines: u64,
    /// Those that were taken.
    pub accepted: u64,
    /// Those that were not, by reason.
    pub dropped: BTreeMap<DropReason, u64>,
}

impl Tally {
    /// Counts a line that was taken.
    pub fn accept(&mut self) {
        self.lines += 1;
        self.accepted += 1;
    }

    /// Counts a line that was not taken.
    pub fn refuse(&mut self, reason: DropReason) {
        self.lines += 1;
        *self.dropped.entry(reason).or_default() += 1;
    }

    /// Takes back `count` lines that were counted as taken: a later step, such as admission, refused them.
    /// More than were taken cannot be taken back.
    pub fn refuse_accepted(&mut self, reason: DropReason, count: u64) {
        let count = count.min(self.accepted);
        if count > 0 {
            self.accepted -= count;
            *self.dropped.entry(reason).or_default() += count;
        }
    }

    /// Adds the counts of another input.
    pub fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.accepted += other.accepted;
        for (reason, count) in &other.dropped {
            *self.dropped.entry(*reason).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_always_balances() {
        let mut tally = Tally::default();
        tally.accept();
        tally.accept();
        tally.refuse(DropReason::Malformed);
        tally.refuse_accepted(DropReason::Duplicate, 1);
        tally.refuse_accepted(DropReason::Duplicate, 5);
        let mut total = Tally::default();
        total.add(&tally);
        total.add(&tally);
        assert_eq!((total.lines, total.accepted), (6, 0));
        assert_eq!(total.dropped, BTreeMap::from([(DropReason::Malformed, 2), (DropReason::Duplicate, 4)]));
    }
}
