//! What became of the events of one load, by site and minute of receipt: the rows that it adds to the ledger.

use std::collections::BTreeMap;

use tiraj_frames::{EventColumns, FrameError, ReceivedBatch};
use tiraj_model::{BatchId, BatchOrigin, Received, SiteMinute, Tally};
use tiraj_store::{LedgerRow, ledger_second};

use crate::batches::part_at;

const DAY_MS: i64 = 86_400_000;

/// The events of a load, and what has become of them so far.
#[derive(Debug, Default)]
pub(crate) struct Census {
    /// What its tallies say; nothing for a bulk load.
    received: Tally,
    /// Rows that were found, by the part of the load that they are in.
    found: BTreeMap<u32, BTreeMap<SiteMinute, u64>>,
    stored: BTreeMap<SiteMinute, u64>,
    dead: BTreeMap<SiteMinute, u64>,
    /// What the store holds of each site, where that was counted.
    held: BTreeMap<String, u64>,
}

impl Census {
    /// Counts the rows of a load.
    pub(crate) fn take(received: Tally, batches: &[ReceivedBatch]) -> Result<Self, FrameError> {
        let mut census = Self { received, ..Self::default() };
        for batch in batches {
            census.count(batch)?;
        }
        Ok(census)
    }

    /// Counts rows of one site, minute and part in one step: nearly all are followed by one of the same.
    fn count(&mut self, batch: &ReceivedBatch) -> Result<(), FrameError> {
        let columns = EventColumns::new(&batch.events)?;
        let mut from = 0;
        while from < columns.len() {
            let (site, day) = (columns.site(from), columns.time_ms(from).div_euclid(DAY_MS));
            let minute = batch.minute_for(columns.time_ms(from));
            let same = |row: &usize| {
                columns.time_ms(*row).div_euclid(DAY_MS) == day
                    && columns.site(*row) == site
                    && batch.minute_for(columns.time_ms(*row)) == minute
            };
            let run = (from..columns.len()).take_while(same).count();
            let part = self.found.entry(part_at(columns.time_ms(from))).or_default();
            *part.entry(SiteMinute { site: site.into(), minute }).or_default() += run as u64;
            from += run;
        }
        Ok(())
    }

    /// Notes that a batch is in the store, without what was set aside of it, given by site. To which minute those rows belong
    /// is not known; they are taken from the earliest ones.
    pub(crate) fn settle(&mut self, batch: BatchId, aside: &BTreeMap<String, u64>) {
        let mut aside = aside.clone();
        for (key, rows) in self.found.remove(&batch.part()).unwrap_or_default() {
            let dead = aside.get_mut(key.site.as_str()).map_or(0, |left| take(left, rows));
            *self.dead.entry(key.clone()).or_default() += dead;
            *self.stored.entry(key).or_default() += rows - dead;
        }
    }

    /// Notes what the store holds of a batch, by site: more than was found, where the disk destroyed some of it after it had
    /// been stored.
    pub(crate) fn note_held(&mut self, sites: Vec<(String, u64)>) {
        for (site, rows) in sites {
            *self.held.entry(site).or_default() += rows;
        }
    }

    /// What the store holds of each site beyond what was found.
    fn held_beyond(&self) -> BTreeMap<String, u64> {
        let mut beyond = self.held.clone();
        for (key, stored) in &self.stored {
            if let Some(left) = beyond.get_mut(key.site.as_str()) {
                take(left, *stored);
            }
        }
        beyond
    }

    /// The rows of the ledger, once it is settled what became of each batch.
    pub(crate) fn into_rows(mut self, node: u16, origin: BatchOrigin, sequence: u64) -> Vec<LedgerRow> {
        for key in self.stored.keys() {
            self.received.entry(key.site.clone(), key.minute);
        }
        let mut beyond = self.held_beyond();
        let row = |(key, received): (SiteMinute, Received)| {
            let count = |of: &BTreeMap<SiteMinute, u64>| of.get(&key).copied().unwrap_or_default();
            let (stored, dead) = (count(&self.stored), count(&self.dead));
            let accepted = received.accepted.max(stored + dead);
            let missing = accepted - stored - dead;
            let stored = stored + beyond.get_mut(key.site.as_str()).map_or(0, |left| take(left, missing));
            LedgerRow {
                site: key.site.to_string(),
                minute: ledger_second(key.minute),
                node,
                origin: origin.as_str().to_owned(),
                sequence,
                accepted,
                repeated: received.repeated,
                dropped: received
                    .dropped
                    .iter()
                    .map(|(reason, count)| (reason.to_string(), *count))
                    .collect(),
                stored,
                dead,
                lost: accepted - stored - dead,
            }
        };
        self.received.into_iter().map(row).collect()
    }
}

/// Takes at most so many from what is left, and says how many.
pub(crate) fn take(left: &mut u64, most: u64) -> u64 {
    let taken = most.min(*left);
    *left -= taken;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_frames::encode_events;
    use tiraj_model::{DropReason, Event, Minute};

    fn batch(minute: Option<i64>, events: &[(&str, &str)]) -> ReceivedBatch {
        let event =
            |(site, time): &(&str, &str)| Event::view(site.parse().unwrap(), time.parse().unwrap(), "/a");
        let events: Vec<Event> = events.iter().map(event).collect();
        ReceivedBatch { events: encode_events(&events), minute: minute.map(Minute) }
    }

    fn batch_id(time: &str) -> BatchId {
        let time: jiff::Timestamp = time.parse().unwrap();
        BatchId::new(1, BatchOrigin::Spool, 7, part_at(time.as_millisecond())).unwrap()
    }

    #[test]
    fn stored_dead_and_lost_make_up_what_was_accepted() {
        let (october, november) = ("2026-10-31T23:59:00Z", "2026-11-01T00:00:00Z");
        let mut received = Tally::default();
        received.entry("a", Minute(9)).accepted = 5;
        received.entry("a", Minute(9)).dropped.insert(DropReason::Time, 3);
        received.entry("b", Minute(9)).accepted = 1;
        let rows = batch(Some(9), &[("a", october), ("a", november), ("a", november), ("b", november)]);
        let mut census = Census::take(received, &[rows]).unwrap();
        census.settle(batch_id(november), &BTreeMap::new());
        census.settle(batch_id(october), &BTreeMap::from([("a".to_owned(), 1)]));
        let rows = census.into_rows(1, BatchOrigin::Spool, 7);
        let shown: Vec<_> = rows
            .iter()
            .map(|row| (row.site.as_str(), row.accepted, row.stored, row.dead, row.lost))
            .collect();
        assert_eq!(shown, [("a", 5, 2, 1, 2), ("b", 1, 1, 0, 0)]);
        assert_eq!(rows[0].dropped, [("time".to_owned(), 3)]);
    }

    #[test]
    fn what_was_destroyed_after_it_was_stored_is_not_lost() {
        let time = "2026-11-01T00:00:00Z";
        let mut received = Tally::default();
        received.entry("a", Minute(9)).accepted = 5;
        let mut census = Census::take(received, &[batch(Some(9), &[("a", time)])]).unwrap();
        census.settle(batch_id(time), &BTreeMap::new());
        census.note_held(vec![("a".to_owned(), 3)]);
        let rows = census.into_rows(1, BatchOrigin::Spool, 7);
        assert_eq!((rows[0].stored, rows[0].lost), (3, 2));
    }

    #[test]
    fn without_a_tally_what_landed_was_accepted() {
        let rows = batch(None, &[("a", "2026-11-01T00:00:59Z"), ("a", "2026-11-01T00:01:00Z")]);
        let mut census = Census::take(Tally::default(), &[rows]).unwrap();
        census.settle(batch_id("2026-11-01T00:00:00Z"), &BTreeMap::new());
        let rows = census.into_rows(1, BatchOrigin::Bulk, 7);
        assert_eq!(rows.iter().map(|row| (row.accepted, row.lost)).collect::<Vec<_>>(), [(1, 0), (1, 0)]);
    }
}
