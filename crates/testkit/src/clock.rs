//! A clock that stands until it is turned.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use tiraj_model::Clock;

/// A clock that a test turns. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock that stands at the given moment, for example `2026-11-23T10:00:00Z`.
    #[must_use]
    pub fn at(moment: &str) -> Self {
        Self(Arc::new(Mutex::new(moment.parse().unwrap())))
    }

    /// Turns it on, or back where negative.
    pub fn turn(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
