//! What was received, counted by site and minute: the terms of the ledger.

use std::collections::BTreeMap;

use jiff::Timestamp;
use smol_str::SmolStr;

use crate::DropReason;

/// A minute by UTC: minutes since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Minute(pub i64);

impl Minute {
    /// The minute in which a moment lies.
    #[must_use]
    pub fn of(moment: Timestamp) -> Self {
        // The larger units are rounded towards 1970.
        Self::of_millisecond(moment.as_nanosecond().div_euclid(1_000_000).try_into().unwrap_or_default())
    }

    /// The minute in which a time in milliseconds since 1970 lies.
    #[must_use]
    pub const fn of_millisecond(time_ms: i64) -> Self {
        Self(time_ms.div_euclid(60_000))
    }

    /// Its first moment; the nearest that there is where its number is absurd.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.0.checked_mul(60).and_then(|second| Timestamp::from_second(second).ok()).unwrap_or(nearest)
    }
}

/// The site for which something was received, and when. What belongs to no registered site has the site "", so that
/// strangers cannot make up keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteMinute {
    /// The name of a registered site, or "".
    pub site: SmolStr,
    /// The minute of receipt, by the collector's clock.
    pub minute: Minute,
}

/// What was received and answered for. What was answered "try again" was not received: its sender has it still.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Events that were recorded.
    pub accepted: u64,
    /// Events whose id had been recorded before.
    pub repeated: u64,
    /// Events that were refused, by reason. [`DropReason::Duplicate`] is not among them: those are `repeated`.
    pub dropped: BTreeMap<DropReason, u64>,
}

impl Received {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.accepted + self.repeated + self.dropped.values().sum::<u64>()
    }

    /// Adds what else was received.
    pub fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.repeated += other.repeated;
        for (reason, count) in &other.dropped {
            *self.dropped.entry(*reason).or_default() += count;
        }
    }
}

/// What was received, by site and minute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<SiteMinute, Received>);

impl Tally {
    /// What was received for a site in a minute, to add to.
    pub fn entry(&mut self, site: impl Into<SmolStr>, minute: Minute) -> &mut Received {
        self.0.entry(SiteMinute { site: site.into(), minute }).or_default()
    }

    /// Adds what another tally holds.
    pub fn add(&mut self, other: &Self) {
        for (key, received) in other {
            self.0.entry(key.clone()).or_default().add(received);
        }
    }

    /// Whether nothing was received.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many sites and minutes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Everything by site.
    #[must_use]
    pub fn by_site(&self) -> BTreeMap<SmolStr, Received> {
        let mut sites: BTreeMap<SmolStr, Received> = BTreeMap::new();
        for (key, received) in self {
            sites.entry(key.site.clone()).or_default().add(received);
        }
        sites
    }

    /// The newest minute of all.
    #[must_use]
    pub fn newest(&self) -> Option<Minute> {
        self.0.keys().map(|key| key.minute).max()
    }

    /// The same with other minutes: fewer of them make it shorter.
    #[must_use]
    pub fn moved(self, to: impl Fn(Minute) -> Minute) -> Self {
        let mut moved = Self::default();
        for (key, received) in self {
            moved.entry(key.site, to(key.minute)).add(&received);
        }
        moved
    }

    /// Everything, by site and then by minute.
    pub fn iter(&self) -> impl Iterator<Item = (&SiteMinute, &Received)> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Tally {
    type Item = (&'a SiteMinute, &'a Received);
    type IntoIter = std::collections::btree_map::Iter<'a, SiteMinute, Received>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Tally {
    type Item = (SiteMinute, Received);
    type IntoIter = std::collections::btree_map::IntoIter<SiteMinute, Received>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(tally: &mut Tally, site: &str, minute: i64, reason: DropReason, count: u64) {
        *tally.entry(site, Minute(minute)).dropped.entry(reason).or_default() += count;
    }

    #[test]
    fn minutes_are_whole_also_before_1970() {
        for (moment, minute) in [
            ("1970-01-01T00:00:59.999Z", 0),
            ("1970-01-01T00:01:00Z", 1),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2026-11-26T00:00:30Z", 29_927_520),
        ] {
            let moment: Timestamp = moment.parse().unwrap();
            assert_eq!(Minute::of(moment), Minute(minute), "{moment}");
            assert_eq!(Minute::of_millisecond(moment.as_millisecond()), Minute(minute), "{moment}");
        }
        assert_eq!(Minute(29_927_520).start().to_string(), "2026-11-26T00:00:00Z");
        assert_eq!(Minute(i64::MAX).start(), Timestamp::MAX);
    }

    #[test]
    fn tallies_add_up_key_by_key() {
        let (mut one, mut two) = (Tally::default(), Tally::default());
        one.entry("a", Minute(1)).accepted = 2;
        refused(&mut one, "a", 1, DropReason::Time, 1);
        two.entry("a", Minute(1)).repeated = 3;
        refused(&mut two, "a", 1, DropReason::Time, 1);
        refused(&mut two, "", 2, DropReason::Malformed, 4);
        one.add(&two);
        assert_eq!(one.entry("a", Minute(1)).total(), 7);
        assert_eq!(one.len(), 2);
    }

    #[test]
    fn moving_minutes_loses_nothing() {
        let mut tally = Tally::default();
        for minute in 1..=3 {
            refused(&mut tally, "a", minute, DropReason::Blocked, 1);
            refused(&mut tally, "", minute, DropReason::UnknownSite, 2);
        }
        let newest = tally.newest().unwrap();
        let moved = tally.moved(|_| newest);
        let shown: Vec<_> =
            moved.iter().map(|(key, got)| (key.site.as_str(), key.minute.0, got.total())).collect();
        assert_eq!(shown, [("", 3, 6), ("a", 3, 3)]);
    }
}
