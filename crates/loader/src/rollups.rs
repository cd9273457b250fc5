//! Which hours are to be recomputed, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow::array::RecordBatch;
use jiff::{SignedDuration, Timestamp};
use tiraj_frames::{EventColumns, FrameError};
use tiraj_model::Sites;
use tiraj_store::{SiteHour, Store, StoreError};

/// The longest stretch that is recomputed by one statement: bounded memory, and never many partitions.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);

/// The hours that events were added to since their rollup was computed.
#[derive(Debug, Default)]
pub(crate) struct TouchedHours(Mutex<BTreeSet<SiteHour>>);

/// The longest gap that one statement reads across: computing a few untouched hours anew costs less than another
/// statement does.
const GAP: SignedDuration = SignedDuration::from_hours(3);

/// From how many touched hours on gaps of any length are read across: after an import over years, one statement a
/// month is better than one an hour.
const MANY: usize = 200;

/// A stretch of near hours of one site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    from: Timestamp,
    to: Timestamp,
}

impl Stretch {
    fn holds(&self, hour: &SiteHour) -> bool {
        (self.from..self.to).contains(&hour.hour)
    }
}

impl TouchedHours {
    /// Notes the hours of all events of the frames.
    pub(crate) fn note_frames(&self, frames: &[RecordBatch]) -> Result<(), FrameError> {
        let mut hours = self.lock();
        for frame in frames {
            let columns = EventColumns::new(frame)?;
            let mut last: Option<SiteHour> = None;
            for row in 0..columns.len() {
                let moment =
                    Timestamp::from_millisecond(columns.time_ms(row)).unwrap_or(Timestamp::UNIX_EPOCH);
                let same = |hour: &SiteHour| {
                    hour.site == columns.site(row) && (hour.hour..hour.end()).contains(&moment)
                };
                if !last.as_ref().is_some_and(same) {
                    let hour = SiteHour::of(columns.site(row), moment);
                    hours.insert(hour.clone());
                    last = Some(hour);
                }
            }
        }
        Ok(())
    }

    /// Notes the given hours.
    pub(crate) fn note(&self, hours: impl IntoIterator<Item = SiteHour>) {
        self.lock().extend(hours);
    }

    /// Takes out the hours that are over at `now`.
    fn take_closed(&self, now: Timestamp) -> BTreeSet<SiteHour> {
        let mut hours = self.lock();
        let (closed, open) = std::mem::take(&mut *hours).into_iter().partition(|hour| hour.end() <= now);
        *hours = open;
        closed
    }

    /// Recomputes every touched hour that is over at `now`, and its day. Hours that could not be recomputed stay
    /// noted.
    pub(crate) async fn recompute(
        &self,
        store: &Store,
        sites: &Sites,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let closed = self.take_closed(now);
        let count = closed.len();
        let mut outcome = Ok(count);
        for (site, stretches) in join_hours(&closed) {
            for stretch in stretches {
                if let Err(error) = recompute_stretch(store, sites, &site, &stretch).await {
                    // The other sites need not wait for this one.
                    self.note(closed.iter().filter(|hour| hour.site == site && stretch.holds(hour)).cloned());
                    outcome = Err(error);
                }
            }
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<SiteHour>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn recompute_stretch(
    store: &Store,
    sites: &Sites,
    name: &str,
    stretch: &Stretch,
) -> Result<(), StoreError> {
    // A site that was taken off the list has no zone to count days by; its counts are kept all the same.
    if let Some(site) = sites.get(name) {
        store.recompute_days(&site, stretch.from, stretch.to).await?;
    }
    // Last, since the comparison at a start takes the hours for the mark that all is done.
    store.recompute_hours(name, stretch.from, stretch.to).await
}

/// Near hours as stretches, by site.
fn join_hours(hours: &BTreeSet<SiteHour>) -> BTreeMap<String, Vec<Stretch>> {
    let gap = if hours.len() < MANY { GAP } else { LONGEST };
    let mut sites: BTreeMap<String, Vec<Stretch>> = BTreeMap::new();
    for hour in hours {
        let stretches = sites.entry(hour.site.clone()).or_default();
        match stretches.last_mut() {
            Some(last)
                if hour.hour.duration_since(last.to) <= gap
                    && hour.end().duration_since(last.from) <= LONGEST =>
            {
                last.to = hour.end();
            }
            _ => stretches.push(Stretch { from: hour.hour, to: hour.end() }),
        }
    }
    sites
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(site: &str, time: &str) -> SiteHour {
        SiteHour::of(site, time.parse().unwrap())
    }

    #[test]
    fn near_hours_become_one_stretch() {
        let hours = BTreeSet::from([
            hour("a", "2026-11-23T10:59:00Z"),
            hour("a", "2026-11-23T11:00:00Z"),
            hour("a", "2026-11-23T15:00:00Z"),
            hour("a", "2026-11-23T20:00:00Z"),
            hour("b", "2026-11-23T12:00:00Z"),
        ]);
        let joined = join_hours(&hours);
        assert_eq!(joined["a"].len(), 2);
        assert_eq!(joined["a"][0].to.to_string(), "2026-11-23T16:00:00Z");
        assert_eq!(joined["b"].len(), 1);
    }

    #[test]
    fn a_long_stretch_is_cut() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let hours = (0..40 * 24).map(|h| SiteHour::of("a", start + SignedDuration::from_hours(h))).collect();
        assert_eq!(join_hours(&hours)["a"].len(), 2);
    }

    #[test]
    fn scattered_hours_of_years_become_a_stretch_a_month() {
        let start: Timestamp = "2016-01-01T00:00:00Z".parse().unwrap();
        let hours =
            (0..3_650).map(|day| SiteHour::of("a", start + SignedDuration::from_hours(24 * day))).collect();
        assert!(join_hours(&hours)["a"].len() < 130);
    }

    #[test]
    fn only_hours_that_are_over_are_taken() {
        let touched = TouchedHours::default();
        touched.note([hour("a", "2026-11-23T10:00:00Z"), hour("a", "2026-11-23T11:00:00Z")]);
        let closed = touched.take_closed("2026-11-23T11:30:00Z".parse().unwrap());
        assert_eq!(closed, BTreeSet::from([hour("a", "2026-11-23T10:00:00Z")]));
        assert_eq!(touched.lock().len(), 1);
    }
}
