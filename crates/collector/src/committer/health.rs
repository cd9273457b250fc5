//! Whether the spool takes events, for `/readyz`.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tiraj_spool::AppendError;

/// How long a failure counts. A node that is not ready gets no events and so no chance to see that the disk has
/// recovered; after this time it is tried again.
const FAILURE_COUNTS: Duration = Duration::from_secs(10);

/// How the spool took the last events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpoolHealth {
    /// It takes events.
    Writable,
    /// It refused events a moment ago, and why.
    Refusing(String),
}

/// The last failure.
#[derive(Debug, Default)]
pub(crate) struct HealthRecord(Mutex<Option<(Timestamp, String)>>);

impl HealthRecord {
    /// Notes a failure; says whether it is the first of its kind since things went well.
    pub(super) fn record(&self, now: Timestamp, error: &AppendError) -> bool {
        let message = error.to_string();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = last.as_ref().is_none_or(|(_, known)| *known != message);
        *last = Some((now, message));
        is_new
    }

    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn at(&self, now: Timestamp) -> SpoolHealth {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((when, message)) if now.duration_since(*when).unsigned_abs() < FAILURE_COUNTS => {
                SpoolHealth::Refusing(message.clone())
            }
            _ => SpoolHealth::Writable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_new_once_and_counts_for_a_while() {
        let record = HealthRecord::default();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let full = AppendError::Full { limit: 1 };
        assert!(record.record(now, &full));
        assert!(!record.record(now, &full));
        assert!(matches!(record.at(now), SpoolHealth::Refusing(_)));
        assert_eq!(record.at(now + FAILURE_COUNTS), SpoolHealth::Writable);
        record.clear();
        assert_eq!(record.at(now), SpoolHealth::Writable);
        assert!(record.record(now, &full));
    }
}
