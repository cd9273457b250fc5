//! How often something may happen: a rate for each of many keys, in bounded memory.
//!
//! The generic cell rate algorithm: a key's whole history is one moment, that at which all it took would have been
//! spread evenly. A key may be ahead of the clock by a minute's worth, so that a burst after a pause is no offence.

use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use quick_cache::sync::Cache;

/// How far a key may be ahead of the clock, in nanoseconds.
const MINUTE: i64 = 60_000_000_000;

/// The rates of the keys seen of late. A key that was pushed out begins anew.
#[derive(Debug)]
pub struct Rates<K>(Cache<K, Arc<AtomicI64>>);

impl<K: Hash + Eq + Clone> Rates<K> {
    /// Room for this many keys.
    #[must_use]
    pub fn new(keys: usize) -> Self {
        Self(Cache::new(keys))
    }

    /// Takes one of the so many that a key has a minute.
    ///
    /// # Errors
    /// How long until it has one again.
    pub fn take(&self, key: &K, per_minute: u32, now: Timestamp) -> Result<(), Duration> {
        let Some(cost) = MINUTE.checked_div(per_minute.into()) else { return Err(Duration::from_mins(1)) };
        let now = nanoseconds(now);
        let spread = |until: i64| until.max(now).saturating_add(cost);
        let taken = self.until(key).fetch_update(Ordering::Relaxed, Ordering::Relaxed, |until| {
            Some(spread(until)).filter(|after| *after <= now.saturating_add(MINUTE))
        });
        let wait = |until| u64::try_from(spread(until) - now - MINUTE).unwrap_or(0);
        taken.map(drop).map_err(|until| Duration::from_nanos(wait(until)))
    }

    /// Takes some more, whether the key has them or not: it will be waiting longer.
    pub fn charge(&self, key: &K, per_minute: u32, count: u32, now: Timestamp) {
        let Some(cost) = MINUTE.checked_div(per_minute.into()) else { return };
        let (now, cost) = (nanoseconds(now), cost.saturating_mul(count.into()));
        // Never fails: the closure always has a value.
        let _ = self.until(key).fetch_update(Ordering::Relaxed, Ordering::Relaxed, |until| {
            Some(until.max(now).saturating_add(cost))
        });
    }

    fn until(&self, key: &K) -> Arc<AtomicI64> {
        let Ok(until) = self.0.get_or_insert_with(key, || Ok::<_, Infallible>(Arc::default()));
        until
    }
}

/// Nanoseconds since 1970; the clock of a machine is far from the ends of what fits.
fn nanoseconds(moment: Timestamp) -> i64 {
    i64::try_from(moment.as_nanosecond()).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn take(rates: &Rates<&'static str>, count: usize, now: Timestamp) -> usize {
        (0..count).filter(|_| rates.take(&"a", 6, now).is_ok()).count()
    }

    #[test]
    fn a_minutes_worth_is_there_at_once_and_comes_back_evenly() {
        let rates = Rates::new(8);
        assert_eq!(take(&rates, 20, at(0)), 6);
        assert_eq!(rates.take(&"a", 6, at(4)), Err(Duration::from_secs(6)));
        assert_eq!(take(&rates, 20, at(10)), 1);
        assert_eq!(take(&rates, 20, at(31)), 2);
        assert_eq!(take(&rates, 20, at(3_600)), 6);
    }

    #[test]
    fn keys_have_their_own_and_none_is_none() {
        let rates = Rates::new(8);
        assert_eq!(take(&rates, 20, at(0)), 6);
        assert_eq!(rates.take(&"b", 6, at(0)), Ok(()));
        assert_eq!(rates.take(&"b", 0, at(0)), Err(Duration::from_mins(1)));
    }

    #[test]
    fn what_was_charged_is_waited_for() {
        let rates = Rates::new(8);
        rates.charge(&"a", 60, 100, at(0));
        assert_eq!(rates.take(&"a", 60, at(0)), Err(Duration::from_secs(41)));
        assert_eq!(rates.take(&"a", 60, at(41)), Ok(()));
    }

    #[test]
    fn a_flood_of_keys_takes_bounded_memory() {
        let rates = Rates::new(100);
        assert!((0..10_000).all(|key| rates.take(&key, 1, at(0)).is_ok()));
        assert!(rates.0.len() <= 200, "{}", rates.0.len());
    }
}
