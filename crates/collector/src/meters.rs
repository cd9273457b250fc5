//! Counts of the write path since the start, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

use tiraj_meters::Histogram;

use crate::CommitError;

/// Why events were answered "try again". They were not received: their senders have them still.
const REFUSALS: [&str; 3] = ["busy", "full", "failed"];

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    refused: [AtomicU64; REFUSALS.len()],
    commits: Histogram,
}

impl Meters {
    /// Counts events that were answered "try again".
    pub(crate) fn refuse(&self, error: CommitError, events: usize) {
        let kind = match error {
            CommitError::Busy | CommitError::Closed => 0,
            CommitError::Full => 1,
            CommitError::Failed => 2,
            // Its sender is told to send it otherwise.
            CommitError::TooLarge => return,
        };
        self.refused[kind].fetch_add(events as u64, Ordering::Relaxed);
    }

    /// The events that were answered "try again", by reason.
    pub(crate) fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        REFUSALS.into_iter().zip(&self.refused).map(|(kind, count)| (kind, count.load(Ordering::Relaxed)))
    }

    /// How long it took to make groups of events durable.
    pub(crate) const fn commits(&self) -> &Histogram {
        &self.commits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        let meters = Meters::default();
        for (error, events) in [(CommitError::Busy, 1), (CommitError::Closed, 2), (CommitError::Full, 5)] {
            meters.refuse(error, events);
        }
        meters.refuse(CommitError::TooLarge, 9);
        assert_eq!(meters.refused().collect::<Vec<_>>(), [("busy", 3), ("full", 5), ("failed", 0)]);
    }
}
