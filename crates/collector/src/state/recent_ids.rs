//! The ids of the events of the last day, for counting a repeat once.
//!
//! Ids are evenly distributed 64-bit numbers, so the table needs no hash: the highest bits choose a shard, the lowest a
//! slot in it. Each slot has the number of the *generation* in which its id came, one byte; a new generation begins with
//! each hour, and sooner where ids are many. Generations are forgotten as a whole by a look at that byte, and swept out of
//! one shard after another later, so that no commit waits for all of them.

use std::collections::VecDeque;

/// Hours for which an id is remembered, besides the one it came in.
pub(super) const WINDOW_HOURS: i64 = 24;

/// The most ids that are kept, some 90 MB of them; beyond it the oldest are forgotten.
pub(crate) const MAX_IDS: usize = 8_000_000;

/// Ids of one generation at most: what is forgotten at a time where ids are too many.
const GENERATION_IDS: usize = MAX_IDS / 32;

/// How many shards there are, by the highest byte of an id. Small ones grow without a commit's noticing.
const SHARDS: usize = 256;

/// How many generations may begin while a sweep is under way. A generation lives for at most 57 others (25 hours and 32 that
/// were full), a trace of it for two sweeps and the time between them: fewer than the 256 after which a number comes again.
const SWEEP_GENERATIONS: u32 = 64;

/// Ids that came together.
#[derive(Debug)]
struct Generation {
    hour: i64,
    ids: usize,
}

/// The living generations: the oldest first, numbered on a circle of bytes, on which there are far fewer than 256.
#[derive(Debug, Default)]
struct Generations {
    living: VecDeque<Generation>,
    newest: u8,
    ids: usize,
}

/// Ids by the generation of their receipt.
#[derive(Debug)]
pub(crate) struct RecentIds {
    shards: Vec<Shard>,
    generations: Generations,
    /// The next shard to be swept; [`SHARDS`] where all are clean.
    unswept: usize,
    /// Generations that began since the sweep did.
    begun: u32,
}

impl Default for RecentIds {
    fn default() -> Self {
        let shards = std::iter::repeat_with(Shard::default).take(SHARDS).collect();
        Self { shards, generations: Generations::default(), unswept: SHARDS, begun: 0 }
    }
}

impl RecentIds {
    /// Whether the id came within the window, as it was when ids were last remembered or forgotten.
    pub(crate) fn contains(&self, id: u64) -> bool {
        self.shards[shard_of(id)].find(id).is_ok_and(|age| self.generations.is_living(age))
    }

    /// Remembers ids that came in the given hour, and forgets those whose time is over.
    pub(crate) fn remember(&mut self, hour: i64, ids: impl IntoIterator<Item = u64>) {
        for id in ids {
            let age = self.generation_for(hour);
            let is_new = self.shards[shard_of(id)].insert(id, age, &self.generations);
            self.generations.count(usize::from(is_new));
        }
        self.forget(hour);
    }

    /// Forgets the ids whose time is over in the given hour.
    pub(crate) fn forget(&mut self, hour: i64) {
        if self.generations.forget(hour) && self.unswept == SHARDS {
            (self.unswept, self.begun) = (0, 0);
        }
        self.sweep_one();
    }

    /// The generation of ids that come now. A clock that went back adds to the newest one.
    fn generation_for(&mut self, hour: i64) -> u8 {
        let newest = self.generations.living.back();
        if newest.is_none_or(|newest| newest.hour < hour || newest.ids >= GENERATION_IDS) {
            self.generations.begin(hour);
            self.begun += 1;
            while self.unswept < SHARDS && self.begun > SWEEP_GENERATIONS {
                self.sweep_one();
            }
            self.forget(hour);
        }
        self.generations.newest
    }

    fn sweep_one(&mut self) {
        if let Some(shard) = self.shards.get_mut(self.unswept) {
            shard.rebuild(&self.generations);
            self.unswept += 1;
        }
    }
}

impl Generations {
    fn is_living(&self, age: u8) -> bool {
        usize::from(self.newest.wrapping_sub(age)) < self.living.len()
    }

    fn begin(&mut self, hour: i64) {
        let hour = self.living.back().map_or(hour, |newest| newest.hour.max(hour));
        self.newest = self.newest.wrapping_add(1);
        self.living.push_back(Generation { hour, ids: 0 });
    }

    fn count(&mut self, ids: usize) {
        self.ids += ids;
        if let Some(newest) = self.living.back_mut() {
            newest.ids += ids;
        }
    }

    /// Drops what is too old or too much; says whether anything was.
    fn forget(&mut self, hour: i64) -> bool {
        let first = hour - WINDOW_HOURS;
        let before = self.living.len();
        while self.living.front().is_some_and(|oldest| oldest.hour < first) || self.ids > MAX_IDS {
            let Some(Generation { hour, ids }) = self.living.pop_front() else { break };
            self.ids -= ids;
            if hour >= first {
                tracing::warn!(ids, "too many event ids in a day, forgetting the oldest");
            }
        }
        self.living.len() < before
    }
}

fn shard_of(id: u64) -> usize {
    (id >> 56) as usize
}

/// A table with open addressing. An id of 0 marks an empty slot: no event has it.
#[derive(Debug, Default)]
struct Shard {
    ids: Vec<u64>,
    ages: Vec<u8>,
    used: usize,
}

impl Shard {
    /// The age of an id, or the slot where it belongs; `Err` of the length where there are no slots.
    fn find(&self, id: u64) -> Result<u8, usize> {
        let slots = self.ids.len();
        // The low half of the id, spread over the slots.
        let mut slot = (((id & u64::from(u32::MAX)) * slots as u64) >> 32) as usize;
        while let Some(&found) = self.ids.get(slot) {
            if found == id {
                return Ok(self.ages[slot]);
            }
            if found == 0 {
                return Err(slot);
            }
            slot = if slot + 1 == slots { 0 } else { slot + 1 };
        }
        Err(slots)
    }

    /// Adds an id; says whether no living generation had it.
    fn insert(&mut self, id: u64, age: u8, generations: &Generations) -> bool {
        match self.find(id) {
            Ok(known) if generations.is_living(known) => return false,
            // Of a forgotten generation, and not swept out yet: a sweep must come first, or the id were there twice.
            Ok(_) => self.rebuild(generations),
            // Full to six sevenths, searches become long.
            Err(_) if (self.used + 1) * 7 > self.ids.len() * 6 => self.rebuild(generations),
            Err(_) => {}
        }
        if let Err(slot) = self.find(id) {
            self.ids[slot] = id;
            self.ages[slot] = age;
            self.used += 1;
        }
        true
    }

    /// Keeps the ids of living generations, with room for more.
    fn rebuild(&mut self, generations: &Generations) {
        let old = std::mem::take(self);
        let kept =
            || old.ids.iter().zip(&old.ages).filter(|(id, age)| **id != 0 && generations.is_living(**age));
        let count = kept().count();
        // At least eight free slots, and no more than five sevenths used.
        let slots = count + count * 2 / 5 + 8;
        (self.ids, self.ages, self.used) = (vec![0; slots], vec![0; slots], count);
        for (id, age) in kept() {
            if let Err(slot) = self.find(*id) {
                self.ids[slot] = *id;
                self.ages[slot] = *age;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// An id as distributed as the real ones.
    fn spread(nth: u64) -> u64 {
        (nth + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    #[test]
    fn ids_are_remembered_for_a_day() {
        let mut ids = RecentIds::default();
        ids.remember(100, [1, 2]);
        ids.remember(124, [3]);
        assert!(ids.contains(1) && ids.contains(3) && !ids.contains(4));
        ids.remember(125, []);
        assert!(!ids.contains(1) && ids.contains(3));
        assert_eq!(ids.generations.ids, 1);
        ids.remember(125, [1]);
        assert!(ids.contains(1), "a forgotten id may come again");
    }

    #[test]
    fn a_clock_that_goes_back_forgets_nothing() {
        let mut ids = RecentIds::default();
        ids.remember(100, [1]);
        ids.remember(99, [2]);
        assert!(ids.contains(1) && ids.contains(2));
    }

    #[test]
    fn a_leap_of_the_clock_forgets_all_and_generations_may_come_round() {
        let mut ids = RecentIds::default();
        for hour in 0..1_000 {
            ids.remember(hour, [spread(hour as u64)]);
            let known: Vec<i64> = (0..1_000).filter(|hour| ids.contains(spread(*hour as u64))).collect();
            assert_eq!(known, ((hour - WINDOW_HOURS).max(0)..=hour).collect::<Vec<_>>());
        }
        ids.remember(5_000, [7]);
        assert!(ids.contains(7) && !ids.contains(spread(999)));
    }

    #[test]
    fn the_table_knows_what_a_set_knows_in_little_memory() {
        let mut ids = RecentIds::default();
        let mut set = HashSet::<u64>::new();
        for group in 0..200 {
            let new: Vec<u64> = (0..1_000).map(|nth| spread(group * 900 + nth)).collect();
            set.extend(&new);
            ids.remember(100, new);
        }
        assert!((0..300_000).all(|nth| ids.contains(spread(nth)) == set.contains(&spread(nth))));
        assert_eq!(ids.generations.ids, set.len());
        let bytes: usize = ids.shards.iter().map(|shard| shard.ids.capacity() * 9).sum();
        assert!(bytes < set.len() * 13, "{} bytes an id", bytes as f64 / set.len() as f64);
    }

    #[test]
    fn too_many_ids_push_the_oldest_out_even_within_one_hour() {
        let mut ids = RecentIds::default();
        let count = MAX_IDS as u64 + 100_000;
        ids.remember(100, (0..count).map(spread));
        assert!(ids.generations.ids <= MAX_IDS);
        assert!(!ids.contains(spread(0)) && ids.contains(spread(count - 1)));
        let slots: usize = ids.shards.iter().map(|shard| shard.ids.len()).sum();
        assert!(slots * 9 < 130 << 20, "{slots} slots");
    }
}
