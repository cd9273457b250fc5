//! People who are kept in memory only.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tiraj_model::Clock;
use tiraj_people::{AuditLog, Entry, Keep, Parts, People};

/// Keeps nothing.
struct Nowhere;

impl<T: 'static> Keep<T> for Nowhere {
    fn keep(&self, _: &[T]) -> Result<(), String> {
        Ok(())
    }
}

/// Lines in memory.
#[derive(Default)]
struct Lines(Mutex<Vec<Entry>>);

impl AuditLog for Lines {
    fn add(&self, entry: &Entry) -> Result<(), String> {
        self.0.lock().unwrap().push(entry.clone());
        Ok(())
    }

    fn newest(&self, most: usize) -> Vec<Entry> {
        self.0.lock().unwrap().iter().rev().take(most).cloned().collect()
    }

    fn forget(&self, _: Timestamp) {}
}

/// Nobody yet. Every secret is another, and in every run the same.
#[must_use]
pub fn people(clock: Arc<dyn Clock>) -> People {
    let count = AtomicU64::new(1);
    People::new(Parts {
        people: (Vec::new(), Box::new(Nowhere)),
        sessions: (Vec::new(), Box::new(Nowhere)),
        links: (Vec::new(), Box::new(Nowhere)),
        log: Box::new(Lines::default()),
        clock,
        randomness: Arc::new(move |bytes| {
            let number = count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, part)| *byte = *part);
        }),
    })
}
