//! Names of browsers that nobody has in a table: they are kept once several readers go by them.
//!
//! What an unknown program calls itself could single out the one person who uses it. So the name is forgotten until it
//! has come from [`CROWD`] addresses since the start of the process; then it is a browser like others.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;

use quick_cache::sync::Cache;
use smol_str::SmolStr;

/// From how many addresses a name must have come.
const CROWD: usize = 10;

/// How many names are remembered, about 120 bytes each.
const NAMES: usize = 4_096;

/// The names that came, and from whom as far as it takes to count them.
#[derive(Debug)]
pub(super) struct RareNames {
    seen: Cache<SmolStr, Sightings>,
    /// Keyed anew at each start, so that a number tells nothing of an address.
    hasher: RandomState,
}

/// The hashed addresses that a name came from; the first [`CROWD`] of them.
#[derive(Debug, Clone, Copy, Default)]
struct Sightings {
    addresses: [u64; CROWD],
    count: usize,
}

impl RareNames {
    pub(super) fn new() -> Self {
        Self { seen: Cache::new(NAMES), hasher: RandomState::new() }
    }

    /// Notes that a name came from an address, and says whether it is a crowd's by now.
    pub(super) fn is_a_crowds(&self, name: &str, address: Option<IpAddr>) -> bool {
        let mut sightings = self.seen.get(name).unwrap_or_default();
        if sightings.count == CROWD {
            return true;
        }
        let Some(address) = address else { return false };
        let hash = self.hasher.hash_one(address);
        if !sightings.addresses[..sightings.count].contains(&hash) {
            sightings.addresses[sightings.count] = hash;
            sightings.count += 1;
            // Of two that are noted at once one may be lost; it comes again.
            self.seen.insert(SmolStr::new(name), sightings);
        }
        sightings.count == CROWD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_when_ten_addresses_brought_it() {
        let names = RareNames::new();
        let from = |last: u8| names.is_a_crowds("Fennel", Some([192, 0, 2, last].into()));
        assert!((0..20).all(|_| !from(1)), "one reader is no crowd, however often");
        assert!((2..10).all(|last| !from(last)));
        assert!(!names.is_a_crowds("Fennel", None));
        assert!(from(10) && from(1) && names.is_a_crowds("Fennel", None));
        assert!(!names.is_a_crowds("Other", Some([192, 0, 2, 1].into())));
    }
}
