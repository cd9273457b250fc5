//! Senders of too much, in the log: a line a minute at most, so that an attack does not fill the disk.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// Requests that were refused with 429 since the last line.
#[derive(Debug, Default)]
pub(super) struct RefusalLog(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    requests: u64,
    last_line: Option<Timestamp>,
}

impl RefusalLog {
    /// Counts a refused request, and tells the log where it is time.
    pub(super) fn note(&self, now: Timestamp) {
        if let Some(requests) = self.due(now) {
            tracing::info!(
                requests,
                "refused requests with 429: an address or a site sends more than its limit"
            );
        }
    }

    /// How many there were since the last line, where a line is due.
    fn due(&self, now: Timestamp) -> Option<u64> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.requests += 1;
        // A clock that went back must not silence it.
        let is_early = |last: Timestamp| now >= last && now.duration_since(last) < PAUSE;
        if counted.last_line.is_some_and(is_early) {
            return None;
        }
        counted.last_line = Some(now);
        Some(std::mem::take(&mut counted.requests))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_a_line_a_minute_with_its_count() {
        let log = RefusalLog::default();
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let at = |second| start + SignedDuration::from_secs(second);
        let said = [0, 1, 59, 60, 61, 130, -5].map(|second| log.due(at(second)));
        assert_eq!(said, [Some(1), None, None, Some(3), None, Some(2), Some(1)]);
    }
}
