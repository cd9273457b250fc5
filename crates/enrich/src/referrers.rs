//! Referrers, taken apart and named once each.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tiraj_model::ReferrerSource;

use crate::referrer::{Referrer, name_referrer, parse_referrer};
use crate::spam::is_spammer;

/// How many different referrers are expected to be met in some hours.
const USUAL_REFERRERS: usize = 16_384;

/// What the cache may hold, in bytes: the usual referrers at twice their usual length.
const CACHE_BYTES: u64 = 6 << 20;

/// What a referrer tells, whatever page it led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referring {
    /// The referring page or application; `None` where the text names none.
    pub referrer: Option<Referrer>,
    /// The place that it belongs to.
    pub place: Option<ReferrerSource>,
    /// Whether its host is known for referrer spam.
    pub is_spammer: bool,
}

impl Referring {
    fn read(text: &str) -> Self {
        let referrer = parse_referrer(text);
        let place = referrer.as_ref().map(name_referrer);
        let is_spammer = referrer.as_ref().is_some_and(|from| is_spammer(&from.host));
        Self { referrer, place, is_spammer }
    }
}

/// A reader of referrers with a bounded cache.
#[derive(Debug)]
pub(crate) struct Referrers(Cache<Box<str>, Arc<Referring>, Bytes>);

impl Referrers {
    pub(crate) fn new() -> Self {
        Self(Cache::with_weighter(USUAL_REFERRERS, CACHE_BYTES, Bytes))
    }

    /// What a referrer tells.
    pub(crate) fn read(&self, text: &str) -> Arc<Referring> {
        if let Some(known) = self.0.get(text) {
            return known;
        }
        let referring = Arc::new(Referring::read(text));
        self.0.insert(text.into(), Arc::clone(&referring));
        referring
    }
}

/// What an entry weighs, so that long referrers push out more of the others.
#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Weighter<Box<str>, Arc<Referring>> for Bytes {
    fn weight(&self, text: &Box<str>, _: &Arc<Referring>) -> u64 {
        /// What was read, with its counters and its place in the cache; its texts are parts of the key.
        const ENTRY: usize = size_of::<Referring>() + 64;
        (2 * text.len() + ENTRY) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referrer_is_read_once_and_tells_the_same() {
        let referrers = Referrers::new();
        for text in ["https://t.me/newsroom/1204", "", "nonsense", "https://www.google.com/search?q=x"] {
            let first = referrers.read(text);
            assert_eq!(*first, Referring::read(text), "{text}");
            assert!(Arc::ptr_eq(&first, &referrers.read(text)), "{text}");
        }
        assert!(referrers.read("").place.is_none());
    }

    #[test]
    fn what_strangers_send_takes_bounded_room() {
        let referrers = Referrers::new();
        (0..40_000).for_each(|nth| drop(referrers.read(&format!("https://host{nth}.example/{nth}"))));
        assert!(referrers.0.weight() <= CACHE_BYTES);
    }
}
