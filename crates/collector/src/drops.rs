//! How many events were refused, by reason, since the start.

use std::sync::atomic::{AtomicU64, Ordering};

use tiraj_model::DropReason;

/// A counter for each drop reason.
#[derive(Debug)]
pub struct Drops(Vec<AtomicU64>);

impl Default for Drops {
    fn default() -> Self {
        Self(DropReason::ALL.iter().map(|_| AtomicU64::new(0)).collect())
    }
}

impl Drops {
    /// Counts refused events.
    pub(crate) fn add(&self, reason: DropReason, events: u64) {
        let place = DropReason::ALL.iter().position(|known| *known == reason);
        if let Some(counter) = place.and_then(|place| self.0.get(place)) {
            counter.fetch_add(events, Ordering::Relaxed);
        }
    }

    /// Every reason with its count.
    pub fn counts(&self) -> impl Iterator<Item = (DropReason, u64)> {
        DropReason::ALL.iter().zip(&self.0).map(|(reason, count)| (*reason, count.load(Ordering::Relaxed)))
    }
}
