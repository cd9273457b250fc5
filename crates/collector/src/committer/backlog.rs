//! How much may wait for the committer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most submissions that may wait.
const MAX_SUBMISSIONS: usize = 4_096;
/// The most bytes of events that may wait.
const MAX_BYTES: usize = 64 << 20;

/// Counts what waits, so that memory stays bounded whatever the disk does.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    submissions: AtomicUsize,
    bytes: AtomicUsize,
}

/// Room taken in a backlog, given back on drop.
#[derive(Debug)]
pub(crate) struct Place {
    backlog: Arc<Backlog>,
    bytes: usize,
}

impl Backlog {
    /// Takes room for a submission of about so many bytes; `None` where there is none. An empty backlog takes any one.
    pub(crate) fn enter(self: &Arc<Self>, bytes: usize) -> Option<Place> {
        let waiting = self.submissions.fetch_add(1, Ordering::Relaxed);
        let waiting_bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let place = Place { backlog: self.clone(), bytes };
        let fits = waiting < MAX_SUBMISSIONS && waiting_bytes.saturating_add(bytes) <= MAX_BYTES;
        (fits || waiting == 0).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.backlog.submissions.fetch_sub(1, Ordering::Relaxed);
        self.backlog.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_limited_and_given_back() {
        let backlog = Arc::new(Backlog::default());
        let large = backlog.enter(MAX_BYTES + 1).expect("an empty backlog takes any submission");
        assert!(backlog.enter(1).is_none());
        drop(large);
        let many: Vec<_> = (0..MAX_SUBMISSIONS).map(|_| backlog.enter(1).unwrap()).collect();
        assert!(backlog.enter(1).is_none());
        drop(many);
        assert!(backlog.enter(1).is_some());
    }
}
