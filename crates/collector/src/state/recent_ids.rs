//! The ids of the events of the last day, for counting a repeat once.

use std::collections::{HashSet, VecDeque};

/// Hours for which an id is remembered, besides the one it came in.
pub(super) const WINDOW_HOURS: i64 = 24;

/// The most ids that are kept, about 400 MB of them; beyond it the oldest hour is forgotten.
pub(crate) const MAX_IDS: usize = 20_000_000;

/// Ids by the hour of their receipt, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RecentIds {
    hours: VecDeque<(i64, HashSet<u64>)>,
    count: usize,
}

impl RecentIds {
    /// Whether the id came within the window, as it was when ids were last remembered or forgotten.
    pub(crate) fn contains(&self, id: u64) -> bool {
        self.hours.iter().rev().any(|(_, ids)| ids.contains(&id))
    }

    /// Remembers ids that came in the given hour, and forgets those whose time is over.
    pub(crate) fn remember(&mut self, hour: i64, ids: impl IntoIterator<Item = u64>) {
        if self.hours.back().is_none_or(|(newest, _)| *newest < hour) {
            self.hours.push_back((hour, HashSet::new()));
        }
        if let Some((_, newest)) = self.hours.back_mut() {
            let before = newest.len();
            newest.extend(ids);
            self.count += newest.len() - before;
        }
        self.forget(hour);
    }

    /// Forgets the ids whose time is over in the given hour.
    pub(crate) fn forget(&mut self, hour: i64) {
        let first = hour - WINDOW_HOURS;
        while self.hours.front().is_some_and(|(oldest, _)| *oldest < first)
            || (self.count > MAX_IDS && self.hours.len() > 1)
        {
            let Some((hour, ids)) = self.hours.pop_front() else { return };
            self.count -= ids.len();
            if hour >= first {
                tracing::warn!(ids = ids.len(), "too many event ids in a day, forgetting the oldest hour");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_remembered_for_a_day() {
        let mut ids = RecentIds::default();
        ids.remember(100, [1, 2]);
        ids.remember(124, [3]);
        assert!(ids.contains(1) && ids.contains(3) && !ids.contains(4));
        ids.remember(125, []);
        assert!(!ids.contains(1) && ids.contains(3));
        assert_eq!(ids.count, 1);
    }

    #[test]
    fn a_clock_that_goes_back_forgets_nothing() {
        let mut ids = RecentIds::default();
        ids.remember(100, [1]);
        ids.remember(99, [2]);
        assert!(ids.contains(1) && ids.contains(2));
    }
}
