//! When the active segment is handed on.
//!
//! While the loader keeps up, events wait a second at most. The more sealed segments wait for it, the longer a segment
//! gathers: an outage of days makes thousands of segments and not hundreds of thousands, and catching up means few large
//! inserts. The backlog is looked at once a pace, so a segment that gathers goes on its way as soon as the backlog is gone.

use std::time::{Duration, Instant};

/// From how many waiting segments on a segment gathers so many times the pace.
const STEPS: [(usize, u32); 2] = [(32, 60), (8, 10)];

/// How long a segment gathers, as a multiple of the pace, while so many wait.
fn patience(waiting: usize) -> u32 {
    STEPS.iter().find(|(from, _)| waiting >= *from).map_or(1, |(_, times)| *times)
}

/// The age of the active segment.
#[derive(Debug)]
pub(super) struct Sealing {
    pace: Duration,
    gathering: Option<Gathering>,
}

#[derive(Debug)]
struct Gathering {
    since: Instant,
    /// When the backlog is looked at next.
    look: Instant,
}

impl Sealing {
    pub(super) const fn new(pace: Duration) -> Self {
        Self { pace, gathering: None }
    }

    /// How long nothing need be looked at, unless a command comes.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.gathering
            .as_ref()
            .map_or(Duration::MAX, |gathering| gathering.look.saturating_duration_since(now))
    }

    /// Whether the active segment is to be sealed now. `has_frames` says whether it holds any, `waiting` how many sealed
    /// ones are not loaded yet.
    pub(super) fn is_due(&mut self, now: Instant, has_frames: bool, waiting: impl FnOnce() -> usize) -> bool {
        if !has_frames {
            self.gathering = None;
            return false;
        }
        let pace = self.pace;
        let gathering = self.gathering.get_or_insert_with(|| Gathering { since: now, look: now + pace });
        if now < gathering.look {
            return false;
        }
        gathering.look = now + pace;
        let is_due = now.duration_since(gathering.since) >= pace.saturating_mul(patience(waiting()));
        if is_due {
            self.gathering = None;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Duration = Duration::from_secs(1);

    /// After how many seconds a segment is sealed while so many wait.
    fn sealed_after(waiting: usize) -> Option<u32> {
        let mut sealing = Sealing::new(PACE);
        let begin = Instant::now();
        (0..100).find(|second| sealing.is_due(begin + PACE * *second, true, || waiting))
    }

    #[test]
    fn a_segment_gathers_longer_while_many_wait() {
        assert_eq!([0, 7, 8, 31, 32, 9_999].map(sealed_after), [1, 1, 10, 10, 60, 60].map(Some));
    }

    #[test]
    fn a_segment_goes_on_as_soon_as_the_backlog_is_gone() {
        let mut sealing = Sealing::new(PACE);
        let begin = Instant::now();
        assert!((0..20).all(|second| !sealing.is_due(begin + PACE * second, true, || 500)));
        assert_eq!(sealing.wait(begin + PACE * 19), PACE, "the backlog is looked at again");
        assert!(sealing.is_due(begin + PACE * 20, true, || 0));
    }

    #[test]
    fn nothing_is_looked_at_while_there_is_nothing_to_seal() {
        let mut sealing = Sealing::new(PACE);
        let now = Instant::now();
        assert!(!sealing.is_due(now, false, || unreachable!()));
        assert_eq!(sealing.wait(now), Duration::MAX);
        assert!(!sealing.is_due(now, true, || unreachable!("a new segment is let be for a pace")));
        assert!(!sealing.is_due(now + PACE, false, || unreachable!("it was sealed for its size or a flush")));
        assert_eq!(sealing.wait(now), Duration::MAX);
    }
}
