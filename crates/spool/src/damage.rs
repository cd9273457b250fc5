//! What can be wrong with a spool: what was destroyed, where, and how much of it.

use std::ops::RangeInclusive;
use std::{fmt, io};

use crate::position::SegmentId;

/// Something that was found destroyed, missing or not ours. None of it keeps the spool from working.
///
/// Offsets and lengths are bytes of the segment file; `frames` counts lost frames, 0 where nobody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields mean the same in every variant, as said above")]
pub enum Damage {
    /// The newest segment ends in bytes that are no frame: a write that a crash cut short, never acknowledged.
    TornTail { segment: SegmentId, offset: u64, bytes: u64 },
    /// Bytes within the acknowledged part of a segment are no valid frame.
    BrokenFrames { segment: SegmentId, offset: u64, bytes: u64, frames: u32 },
    /// A sealed segment is shorter than it was when it was acknowledged. `bytes` are those missing and broken.
    LostTail { segment: SegmentId, offset: u64, bytes: u64, frames: u32 },
    /// The header of a segment is destroyed, with all bytes up to the first frame that was found.
    BrokenHeader { segment: SegmentId, bytes: u64, frames: u32 },
    /// A segment file has no content.
    EmptySegment { segment: SegmentId, frames: u32 },
    /// Segment files are gone that nobody had acknowledged, `first` to `last`.
    MissingSegments { first: SegmentId, last: SegmentId },
    /// The disk does not give a segment out. It stays where it is and is tried again at the next start.
    Unreadable { segment: SegmentId, error: io::ErrorKind },
    /// A file that the spool did not write. It is left alone.
    ForeignFile { name: String },
}

impl Damage {
    /// The segments of which something is destroyed or missing.
    pub(crate) fn segments(&self) -> Option<RangeInclusive<SegmentId>> {
        match *self {
            Self::TornTail { segment, .. }
            | Self::BrokenFrames { segment, .. }
            | Self::LostTail { segment, .. }
            | Self::BrokenHeader { segment, .. }
            | Self::EmptySegment { segment, .. }
            | Self::Unreadable { segment, .. } => Some(segment..=segment),
            Self::MissingSegments { first, last } => Some(first..=last),
            Self::ForeignFile { .. } => None,
        }
    }

    /// The broken bytes that are worth keeping: segment, offset and length.
    pub(crate) fn region(&self) -> Option<(SegmentId, u64, u64)> {
        match *self {
            Self::TornTail { segment, offset, bytes }
            | Self::BrokenFrames { segment, offset, bytes, .. }
            | Self::LostTail { segment, offset, bytes, .. } => Some((segment, offset, bytes)),
            Self::BrokenHeader { segment, bytes, .. } => Some((segment, 0, bytes)),
            _ => None,
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { segment, offset, bytes } => {
                write!(f, "segment {segment} ends in {bytes} unacknowledged bytes at {offset}")
            }
            Self::BrokenFrames { segment, offset, bytes, frames } => {
                write!(f, "segment {segment} has {bytes} broken bytes at {offset}, {frames} frames lost")
            }
            Self::LostTail { segment, offset, bytes, frames } => {
                write!(f, "segment {segment} lost its last {bytes} bytes at {offset}, {frames} frames lost")
            }
            Self::BrokenHeader { segment, bytes, frames } => {
                write!(f, "segment {segment} has {bytes} broken bytes at its head, {frames} frames lost")
            }
            Self::EmptySegment { segment, frames } => {
                write!(f, "segment {segment} is an empty file, {frames} frames lost")
            }
            Self::MissingSegments { first, last } if first == last => {
                write!(f, "segment {first} is missing")
            }
            Self::MissingSegments { first, last } => write!(f, "segments {first} to {last} are missing"),
            Self::Unreadable { segment, error } => write!(f, "segment {segment} cannot be read: {error}"),
            Self::ForeignFile { name } => write!(f, "{name:?} is not a file of the spool"),
        }
    }
}
