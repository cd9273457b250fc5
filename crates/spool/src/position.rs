//! Where a frame lies: the number of its segment and its ordinal in it.

use std::fmt;

/// The number of a segment. Given once, in rising order, and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub u64);

impl SegmentId {
    /// The number of the first segment of a new spool.
    pub const FIRST: Self = Self(1);

    /// The number after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The number before this one; the one before the first is 0, which no segment bears.
    pub(crate) const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a frame lies. Positions rise in the order of the appends, across segments and restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The segment that holds the frame.
    pub segment: SegmentId,
    /// The ordinal of the frame in its segment, from 0; stays the same when frames before it are lost.
    pub frame: u32,
}

/// How much of a segment was acknowledged to the appender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Bytes from the start of the file, header included.
    pub(crate) bytes: u64,
    /// Frames, lost ones included.
    pub(crate) frames: u32,
}
