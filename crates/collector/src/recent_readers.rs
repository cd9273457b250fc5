//! Which readers gave a sign of life within the last half hour: whose visit goes on.
//!
//! Two generations of at least half an hour each; when the newer is over, or full, the older is forgotten. So memory is
//! bounded, and the record always knows from when on it is complete: what it does not know it does not deny.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tiraj_model::ReaderId;

/// The pause that ends a visit.
pub(crate) const VISIT_PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// The most readers of one generation, which take 9 MB.
const MAX_READERS: usize = 450_000;

/// What is known of a reader's present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// There was a sign of life within [`VISIT_PAUSE`].
    Active,
    /// There was none.
    Absent,
    /// There may have been one before the record begins.
    Unknown,
}

/// The record. It is shared by all that admit events, and empty after a restart.
#[derive(Debug)]
pub(crate) struct RecentReaders {
    is_first: bool,
    most: usize,
    generations: Mutex<Option<Generations>>,
}

#[derive(Debug)]
struct Generations {
    newer: Generation,
    older: Generation,
}

#[derive(Debug)]
struct Generation {
    since: Timestamp,
    /// The last sign of life of each reader, in milliseconds since 1970.
    seen: HashMap<ReaderId, i64>,
}

impl RecentReaders {
    /// An empty record. One that is the first of its readers' ids, because their salts are new, knows that there was
    /// nobody before; any other begins to know with the first question.
    pub(crate) fn new(is_first: bool) -> Self {
        Self { is_first, most: MAX_READERS, generations: Mutex::default() }
    }

    /// Whether a reader was active around `time`, asked at `now`.
    pub(crate) fn find(&self, reader: ReaderId, time: Timestamp, now: Timestamp) -> Presence {
        self.with(now, |generations| {
            let last = [&generations.newer, &generations.older]
                .into_iter()
                .filter_map(|generation| generation.seen.get(&reader))
                .max();
            let pause = VISIT_PAUSE.as_millis() as i64;
            let millisecond = time.as_millisecond();
            match last {
                Some(last) if millisecond.abs_diff(*last) <= pause.unsigned_abs() => Presence::Active,
                _ if generations.older.since.as_millisecond() <= millisecond - pause => Presence::Absent,
                _ => Presence::Unknown,
            }
        })
    }

    /// Notes a sign of life at `time`, heard of at `now`.
    pub(crate) fn note(&self, reader: ReaderId, time: Timestamp, now: Timestamp) {
        if now.duration_since(time) > VISIT_PAUSE {
            return;
        }
        self.with(now, |generations| {
            let seen = generations.newer.seen.entry(reader).or_insert(i64::MIN);
            *seen = time.as_millisecond().max(*seen);
        });
    }

    /// Works on the generations of `now`.
    fn with<T>(&self, now: Timestamp, work: impl FnOnce(&mut Generations) -> T) -> T {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let generations = generations.get_or_insert_with(|| {
            let begin = if self.is_first { Timestamp::MIN } else { now };
            Generations { newer: Generation::new(now), older: Generation::new(begin) }
        });
        let is_over = now.duration_since(generations.newer.since) >= VISIT_PAUSE;
        if is_over || generations.newer.seen.len() >= self.most {
            generations.older = std::mem::replace(&mut generations.newer, Generation::new(now));
        }
        work(generations)
    }
}

impl Generation {
    fn new(since: Timestamp) -> Self {
        Self { since, seen: HashMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(number: u64) -> ReaderId {
        ReaderId::from_stored(number).unwrap()
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn find(record: &RecentReaders, number: u64, minute: i64) -> Presence {
        record.find(reader(number), at(minute), at(minute))
    }

    #[test]
    fn a_reader_is_active_for_half_an_hour_after_each_sign_of_life() {
        let record = RecentReaders::new(true);
        record.note(reader(1), at(0), at(0));
        assert_eq!(find(&record, 1, 30), Presence::Active);
        assert_eq!(find(&record, 1, 31), Presence::Absent);
        record.note(reader(1), at(31), at(31));
        assert_eq!(find(&record, 1, 61), Presence::Active, "over the turn of a generation");
        assert_eq!(find(&record, 1, 300), Presence::Absent);
        assert_eq!(find(&record, 2, 300), Presence::Absent);
    }

    #[test]
    fn signs_of_life_may_come_in_any_order() {
        let record = RecentReaders::new(true);
        record.note(reader(1), at(10), at(10));
        record.note(reader(1), at(0), at(10));
        record.note(reader(2), at(-40), at(10));
        assert_eq!(record.find(reader(1), at(-10), at(10)), Presence::Active);
        assert_eq!(find(&record, 2, 10), Presence::Absent, "too old to matter");
        assert_eq!(find(&record, 1, 40), Presence::Active);
    }

    #[test]
    fn after_a_restart_nobody_is_denied_for_half_an_hour() {
        let record = RecentReaders::new(false);
        assert_eq!(find(&record, 1, 0), Presence::Unknown);
        assert_eq!(find(&record, 1, 29), Presence::Unknown);
        assert_eq!(find(&record, 1, 30), Presence::Absent);
    }

    #[test]
    fn a_flood_of_readers_costs_memory_no_more_than_knowledge() {
        let record = RecentReaders { most: 10, ..RecentReaders::new(true) };
        record.note(reader(1_000), at(0), at(0));
        for number in 1..=100 {
            record.note(reader(number), at(1), at(1));
        }
        assert_eq!(find(&record, 100, 2), Presence::Active);
        assert_eq!(find(&record, 1_000, 2), Presence::Unknown);
        let kept =
            record.with(at(2), |generations| generations.newer.seen.len() + generations.older.seen.len());
        assert!(kept <= 20, "{kept}");
    }
}
