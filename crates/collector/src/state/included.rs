//! How much of what other collectors on the same store have loaded is part of the totals.

use std::collections::BTreeMap;

/// What came by other nodes and is included in the totals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Included {
    /// Up to which moment the other nodes were heard, in microseconds since 1970 by the store's clock; 0 where none ever was.
    pub heard_us: i64,
    /// Of each node the newest segment that is included, with all before it.
    pub segments: BTreeMap<u16, u64>,
    /// Of each node the newest change past the spool that is included.
    pub changes: BTreeMap<u16, u64>,
}

impl Included {
    /// Whether the other nodes were ever heard.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.heard_us != 0
    }
}
