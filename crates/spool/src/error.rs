//! Why the spool refused: each variant says what the caller or the operator should do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::position::SegmentId;
use crate::{MAX_FRAME_BYTES, MAX_FRAMES_TOGETHER, MAX_PREAMBLE_BYTES};

/// Why a spool could not be opened. Nothing that lies in the folder was changed.
#[derive(Debug, Error)]
pub enum SpoolError {
    /// The folder could not be made, listed or synced.
    #[error("cannot use the spool folder {}; check that it exists and can be written", .path.display())]
    Folder {
        /// The folder of the spool.
        path: PathBuf,
        /// What the filesystem said.
        #[source]
        source: io::Error,
    },
    /// A segment is of a newer format.
    #[error(
        "{} was written by a newer Tiraj (spool format {found}, this one knows up to {known}); \
         start the newer one again, or let it empty the spool before going back",
        .path.display()
    )]
    Newer {
        /// The segment file.
        path: PathBuf,
        /// The format of the file.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },
    /// The preamble does not fit into a segment's header.
    #[error("a preamble of {bytes} bytes is longer than the {MAX_PREAMBLE_BYTES} that a segment can carry")]
    PreambleTooLong {
        /// Length of the preamble.
        bytes: usize,
    },
}

/// Why a frame was not appended. The writer stays usable: the next append starts afresh.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The frame is longer than [`MAX_FRAME_BYTES`]; it will never be accepted.
    #[error("a frame of {bytes} bytes is longer than the allowed {MAX_FRAME_BYTES}; split it")]
    TooLong {
        /// Length of the frame.
        bytes: usize,
    },
    /// More than [`MAX_FRAMES_TOGETHER`] frames were to be appended together; they will never be accepted.
    #[error("{frames} frames are more than the {MAX_FRAMES_TOGETHER} that one append takes; split them")]
    TooMany {
        /// How many there were.
        frames: usize,
    },
    /// The spool has reached its size limit; segments must be acknowledged first.
    #[error("the spool has reached its limit of {limit} bytes; it empties when its consumers catch up")]
    Full {
        /// The limit, `Options::total_bytes`.
        limit: u64,
    },
    /// The disk or the quota is used up.
    #[error("no space is left for the spool; free some on its disk")]
    DiskFull(#[source] io::Error),
    /// The disk failed.
    #[error("the spool cannot be written; check its disk")]
    Io(#[source] io::Error),
}

impl AppendError {
    /// Whether the caller should try again later, when there is room.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::DiskFull(_))
    }
}

impl From<io::Error> for AppendError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(error),
            _ => Self::Io(error),
        }
    }
}

/// Why a segment could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// No sealed segment bears this number: it is not sealed yet, was deleted, or never existed.
    #[error("segment {0} is not among the sealed ones")]
    Unknown(SegmentId),
    /// The disk failed.
    #[error("segment {segment} cannot be read; check the disk of the spool")]
    Io {
        /// The segment.
        segment: SegmentId,
        /// What the filesystem said.
        #[source]
        source: io::Error,
    },
}

/// Why an acknowledgement did not take full effect.
#[derive(Debug, Error)]
pub enum AcknowledgeError {
    /// `Options::consumers` does not name this consumer.
    #[error("the spool has no consumer named {0:?}")]
    UnknownConsumer(String),
    /// The segment is still being written.
    #[error("segment {0} is not sealed yet")]
    NotSealed(SegmentId),
    /// The acknowledgement counts, but the file could not be deleted; acknowledging again tries again.
    #[error("segment {segment} was acknowledged but cannot be deleted; check the disk of the spool")]
    Delete {
        /// The segment.
        segment: SegmentId,
        /// What the filesystem said.
        #[source]
        source: io::Error,
    },
}
