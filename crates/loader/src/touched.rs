//! Noting the hours that events touch, in the store, where whoever holds the lease on rollups finds them.
//!
//! An hour is noted before events land in it, so that nothing is forgotten whatever happens in between; while it is open that
//! note stays, and more events need no other. A note of an hour that is over may be cleared at any moment, so such an
//! hour is noted again after the events have landed: whoever cleared the first note may have counted too early.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow::array::RecordBatch;
use jiff::{SignedDuration, Timestamp};
use tiraj_frames::{EventColumns, FrameError};
use tiraj_store::{SiteHour, Store, StoreError};

/// How far the clocks of nodes may be apart: an hour that ends so soon may be over for another node already.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

const HOUR_MS: i64 = 3_600_000;

/// Bits of a note's number below those of its node: microseconds of about nine years.
const MOMENT_BITS: u32 = 48;

/// Notes hours for a node.
#[derive(Debug, Default)]
pub(crate) struct TouchedHours {
    /// Open hours that are noted.
    noted: Mutex<BTreeSet<SiteHour>>,
    /// The number of the last note, without the node.
    last: Mutex<u64>,
}

impl TouchedHours {
    /// Notes hours in which events are going to land.
    pub(crate) async fn note_before(
        &self,
        store: &Store,
        node: u16,
        hours: &BTreeSet<SiteHour>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new: Vec<SiteHour> = {
            let mut noted = self.noted();
            noted.retain(|hour| !is_over(hour, now));
            hours.difference(&noted).cloned().collect()
        };
        self.note(store, node, &new, now).await?;
        self.noted().extend(new.into_iter().filter(|hour| !is_over(hour, now)));
        Ok(())
    }

    /// Notes those of the hours again that are over, after events have landed or may have.
    pub(crate) async fn note_after(
        &self,
        store: &Store,
        node: u16,
        hours: &BTreeSet<SiteHour>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let over: Vec<SiteHour> = hours.iter().filter(|hour| is_over(hour, now)).cloned().collect();
        self.note(store, node, &over, now).await
    }

    /// Notes hours whatever was noted before.
    pub(crate) async fn note(
        &self,
        store: &Store,
        node: u16,
        hours: &[SiteHour],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        store.note_hours(hours, self.next_note(node, now)).await
    }

    /// A number that no note had before: of the node, the moment, and where the clock stands or goes back, the next.
    fn next_note(&self, node: u16, now: Timestamp) -> u64 {
        let moment = u64::try_from(now.as_microsecond()).unwrap_or_default() % (1 << MOMENT_BITS);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = moment.max(*last + 1);
        u64::from(node) << MOMENT_BITS | *last
    }

    fn noted(&self) -> MutexGuard<'_, BTreeSet<SiteHour>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_over(hour: &SiteHour, now: Timestamp) -> bool {
    hour.end() <= now + SKEW
}

/// The hours of all events of the frames.
pub(crate) fn hours_of(frames: &[RecordBatch]) -> Result<BTreeSet<SiteHour>, FrameError> {
    let mut hours = BTreeSet::new();
    for frame in frames {
        let columns = EventColumns::new(frame)?;
        let mut last = None;
        for row in 0..columns.len() {
            let of = Some((columns.site(row), columns.time_ms(row).div_euclid(HOUR_MS)));
            if of != last {
                let moment =
                    Timestamp::from_millisecond(columns.time_ms(row)).unwrap_or(Timestamp::UNIX_EPOCH);
                hours.insert(SiteHour::of(columns.site(row), moment));
                last = of;
            }
        }
    }
    Ok(hours)
}

#[cfg(test)]
mod tests {
    use tiraj_testkit::{TestDatabase, at};

    use super::*;

    fn hours(times: &[&str]) -> BTreeSet<SiteHour> {
        times.iter().map(|time| SiteHour::of("news.example", at(time))).collect()
    }

    /// How many notes each hour has when all are over.
    async fn notes(store: &Store) -> Vec<usize> {
        let stale = store.stale_hours(at("2026-11-24T00:00:00Z")).await.unwrap();
        stale.iter().map(|hour| hour.notes.len()).collect()
    }

    #[tokio::test]
    async fn an_open_hour_is_noted_once_and_one_that_is_over_after_each_landing_too() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let touched = TouchedHours::default();
        let both = hours(&["2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"]);
        let now = at("2026-11-23T10:30:00Z");
        for _ in 0..3 {
            touched.note_before(store, 1, &both, now).await.unwrap();
            touched.note_after(store, 1, &both, now).await.unwrap();
        }
        assert_eq!(notes(store).await, [6, 1]);
        // Another node's clock may say that the hour is over.
        let late = at("2026-11-23T10:59:30Z");
        touched.note_before(store, 1, &both, late).await.unwrap();
        touched.note_after(store, 1, &both, late).await.unwrap();
        assert_eq!(notes(store).await, [8, 3]);
    }

    #[tokio::test]
    async fn a_note_that_came_while_the_hour_was_computed_survives_the_clearing() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let touched = TouchedHours::default();
        let hour = hours(&["2026-11-23T09:00:00Z"]);
        let now = at("2026-11-23T12:00:00Z");
        touched.note_before(store, 1, &hour, now).await.unwrap();
        let seen = store.stale_hours(now).await.unwrap();
        touched.note_after(store, 1, &hour, now).await.unwrap();
        let SiteHour { site, hour } = &seen[0].hour;
        store.clear_stale_hours(site, *hour, now, &seen[0].notes).await.unwrap();
        let left = store.stale_hours(now).await.unwrap();
        assert_eq!((left.len(), left[0].notes.len()), (1, 1));
        assert_ne!(left[0].notes, seen[0].notes);
    }

    #[test]
    fn no_note_comes_twice_whatever_the_clock_does() {
        let touched = TouchedHours::default();
        let times = ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", "2026-11-22T10:00:00Z"];
        let numbers: BTreeSet<u64> =
            times.iter().flat_map(|time| [1, 2].map(|node| touched.next_note(node, at(time)))).collect();
        assert_eq!(numbers.len(), 6);
        assert!(!numbers.contains(&0));
    }
}
