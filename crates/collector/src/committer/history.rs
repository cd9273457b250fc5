//! Which segments were sealed, so that a rebase knows what it has to find.

use std::collections::VecDeque;

use tiraj_spool::SegmentId;

/// The most segments that are remembered: at one a second, about 18 hours.
const MAX_REMEMBERED: usize = 65_536;

/// The numbers of the segments with frames, oldest first.
#[derive(Debug)]
pub(crate) struct History {
    sealed: VecDeque<SegmentId>,
    /// Segments up to this one may be missing in `sealed`.
    forgotten: SegmentId,
}

impl History {
    /// A history that begins with the segments an earlier process left. Those that are gone already were acknowledged
    /// by every consumer, so whoever asks has them.
    pub(crate) fn new(left: Vec<SegmentId>) -> Self {
        Self { sealed: left.into(), forgotten: SegmentId(0) }
    }

    pub(crate) fn add(&mut self, id: SegmentId) {
        self.sealed.push_back(id);
        if self.sealed.len() > MAX_REMEMBERED {
            self.forgotten = self.sealed.pop_front().unwrap_or(self.forgotten);
        }
    }

    pub(super) fn newest(&self) -> Option<SegmentId> {
        self.sealed.back().copied()
    }

    /// The segments after the given one; `None` where they are no longer known.
    pub(super) fn after(&self, through: SegmentId) -> Option<Vec<SegmentId>> {
        let known = through >= self.forgotten;
        known.then(|| self.sealed.iter().copied().filter(|id| *id > through).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_after_is_known_or_said_to_be_forgotten() {
        let mut history = History::new(vec![SegmentId(5)]);
        assert_eq!(history.after(SegmentId(0)), Some(vec![SegmentId(5)]));
        for id in 6..6 + MAX_REMEMBERED as u64 {
            history.add(SegmentId(id));
        }
        assert_eq!(history.after(SegmentId(4)), None);
        assert_eq!(history.after(SegmentId(5)).map(|after| after.len()), Some(MAX_REMEMBERED));
        assert_eq!(history.newest(), Some(SegmentId(5 + MAX_REMEMBERED as u64)));
    }
}
