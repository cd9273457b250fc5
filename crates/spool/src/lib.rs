//! A durable, append-only log of opaque frames.
//!
//! One [`Writer`] appends frames and returns only after `fdatasync`. Frames gather in *segments*, one file each. A
//! sealed segment never changes again; every named consumer reads it through the shared [`Log`] and acknowledges it,
//! and the last acknowledgement deletes it. The crate knows nothing about what a frame means.
//!
//! # Promises
//!
//! - A frame whose append returned `Ok` comes back after any crash, in order, once, until its segment was deleted.
//! - Frames that are appended together are acknowledged together, behind one another in one segment. Each has a checksum of
//!   its own: what a disk destroys later takes one of them and leaves the others.
//! - A frame whose append returned an error *may* come back, as a whole, if the process ends before the next segment
//!   is begun; of frames appended together only with all before it. It never comes back broken, and no acknowledged frame
//!   ever follows garbage.
//! - The frames of a sealed segment stay the same across restarts, with the exception just named, and its number is
//!   never given to another segment.
//! - Acknowledgements live in memory: after a restart every segment still on disk is offered to every consumer again.
//! - What a disk has destroyed is found, named in a [`Damage`], copied to `damaged/`, and never hides what follows.
//! - A sealed segment is never written to again. Recovery replaces the one that was active by a copy of what is valid in
//!   it, because what reads well after a crash may be in the page cache alone.
//!
//! # The folder
//!
//! Numbers are written with twenty digits, so that names sort as numbers do.
//!
//! | name | what it is |
//! |---|---|
//! | `NUMBER.segment` | a segment; with a length of zero and the highest number, the *reserve* |
//! | `NUMBER.done` | a tombstone: the header of a segment that every consumer acknowledged, or that held no frame |
//! | `segment.new` | a segment that is being begun; meaningless after a crash |
//! | `damaged/NUMBER-OFFSET.bytes` | bytes that were no frame; ours to write, the operator's to delete |
//!
//! The numbers present form an unbroken run, from the highest tombstone below all segments (or from 1) to the reserve.
//! That one rule gives two things. A number missing from the run is a lost segment, even when segments around it were
//! acknowledged out of order, because those left tombstones. And numbers are not reused, even when everything was
//! deleted or the newest segment was lost, because the reserve behind it still bears a higher number.
//!
//! # A segment, format version 2
//!
//! All integers are little-endian. The header:
//!
//! | offset | type | field |
//! |---|---|---|
//! | 0 | 8 bytes | magic, `TIRAJSPL` |
//! | 8 | u32 | format version |
//! | 12 | u32 | length of the header with its checksum, `L` |
//! | 16 | u64 | number of the segment |
//! | 24 | u64 | bytes of the segment before it, all ones when unknown |
//! | 32 | u32 | frames of the segment before it, all ones when unknown |
//! | 36 | `L` - 40 bytes | preamble: the caller's bytes, which make a segment readable by itself |
//! | `L` - 4 | u32 | CRC32C of everything before |
//!
//! Magic, version, length and the checksum at the end stay where they are in every version, so that a newer file is
//! told from a broken one. A newer file is refused and left as it is.
//!
//! Frames follow without gaps until the end of the segment:
//!
//! | offset | type | field |
//! |---|---|---|
//! | 0 | u32 | lowest 27 bits: length of the payload, at most [`MAX_FRAME_BYTES`]; above: frames of the same append before it |
//! | 4 | u32 | ordinal of the frame in its segment, from 0 |
//! | 8 | u32 | CRC32C of segment number (u64), offset in the file (u64), the two words above and payload |
//! | 12 | bytes | payload |
//!
//! The checksum covers the place of a frame, so that bytes *inside* a payload can never pass for a frame when a reader
//! searches for the next one behind a broken one: not even if a sender of events put them there on purpose. The
//! ordinal keeps positions right behind frames that were lost. The place in the append tells a write that a crash cut short,
//! whose end may have reached the disk without its beginning, from frames that were acknowledged and destroyed. In version 1
//! every append brought one frame; its files are read as they are.
//!
//! # How a segment ends
//!
//! No footer marks the end. The header of the *next* segment states how many bytes and frames were acknowledged, and it is
//! written when the segment is sealed. A footer would have to go through the file whose last write or `fdatasync` has just
//! failed; the next header goes through a new one. So the loss of a sealed segment's tail is detected
//! ([`Damage::LostTail`]), bytes behind the stated end are ignored, and only the newest segment may have a torn tail,
//! which is what a crash leaves ([`Damage::TornTail`]). A torn tail is the newest append only, frames of it that follow a broken
//! one included.
//!
//! # What is taken for granted
//!
//! One process at a time opens a folder (the owner of the data folder holds that lock). Changes to a directory reach the
//! disk in the order in which they were made, as journaling filesystems do; otherwise a crash while a segment is begun
//! may be reported as an [`Damage::EmptySegment`] in which nothing was lost.

mod catalogue;
mod damage;
mod error;
mod file_system;
mod folder;
mod frame;
mod graveyard;
mod header;
mod log;
mod position;
mod recovery;
mod segment;
mod writer;

#[cfg(test)]
mod tests;

pub use damage::Damage;
pub use error::{AcknowledgeError, AppendError, ReadError, SpoolError};
pub use file_system::{DiskFileSystem, Entry, FileSystem, WritableFile};
pub use frame::{MAX_FRAME_BYTES, MAX_FRAMES_TOGETHER};
pub use header::MAX_PREAMBLE_BYTES;
pub use log::{Log, Usage, Waiting};
pub use position::{Position, SegmentId};
pub use recovery::{Options, Recovery, open};
pub use segment::Segment;
pub use writer::{Active, Writer};
