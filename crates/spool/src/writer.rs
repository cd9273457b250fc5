//! The one writer of a spool: appends that are durable when they return, and sealing.

use std::io;

use tracing::{debug, error, warn};

use crate::catalogue::Sealed;
use crate::error::AppendError;
use crate::file_system::WritableFile;
use crate::frame::{self, Place};
use crate::header;
use crate::log::Log;
use crate::position::{Extent, Position, SegmentId};
use crate::segment::{Segment, record_bytes};
use crate::{MAX_FRAME_BYTES, MAX_FRAMES_TOGETHER};

/// The writer of a spool. There is one for each open spool.
pub struct Writer {
    log: Log,
    preamble: Vec<u8>,
    segment_bytes: u64,
    active: Option<OpenSegment>,
    next: Next,
    /// Reused for each append.
    record: Vec<u8>,
}

/// How far the segment that is being written has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active {
    /// Its number.
    pub segment: SegmentId,
    /// Frames appended to it.
    pub frames: u32,
    /// Bytes on disk, header included.
    pub bytes: u64,
}

/// The segment to begin next.
pub(crate) struct Next {
    id: SegmentId,
    /// What its header certifies about the segment before it.
    predecessor: Option<Extent>,
    /// The segment that an earlier process was writing. It must be on disk before a header certifies it, and what was
    /// read proves nothing about that: the process may have been killed between a write and its sync, or the sync may
    /// have failed, and then the last frame is in the page cache alone.
    unsecured: Option<Segment>,
}

impl Next {
    /// What follows on what an earlier process left.
    pub(crate) fn after(newest: Option<Segment>, id: SegmentId) -> Self {
        let unsecured = newest.filter(|segment| segment.id().next() == id);
        Self { id, predecessor: unsecured.as_ref().map(Segment::extent), unsecured }
    }
}

struct OpenSegment {
    id: SegmentId,
    file: Box<dyn WritableFile>,
    extent: Extent,
    header_bytes: u64,
}

/// Why a frame did not get into a segment, and whether the segment can go on.
struct Failed {
    error: io::Error,
    usable: bool,
}

impl Writer {
    /// A writer that begins its first segment as soon as it can.
    pub(crate) fn new(log: Log, preamble: Vec<u8>, segment_bytes: u64, next: Next) -> Self {
        let mut writer = Self { log, preamble, segment_bytes, active: None, next, record: Vec::new() };
        writer.begin_ahead();
        writer
    }

    /// Appends a frame of at most [`MAX_FRAME_BYTES`] and returns when it is on disk.
    ///
    /// After any error the frame was not acknowledged and the writer is usable; see the crate's promises for what may
    /// come back. Seals the active segment first when the frame would make it longer than `Options::segment_bytes`.
    pub fn append(&mut self, frame: &[u8]) -> Result<Position, AppendError> {
        self.append_together(&[frame])
    }

    /// Appends frames, at most [`MAX_FRAMES_TOGETHER`], with one write and one sync: behind one another in one segment, all
    /// of them or none acknowledged. Returns the position of the first. Everything else is as for [`Writer::append`].
    pub fn append_together(&mut self, frames: &[&[u8]]) -> Result<Position, AppendError> {
        check_size(frames)?;
        let overflows = self.overflows(frames);
        self.check_limit(frames, overflows)?;
        if overflows {
            self.seal();
        }
        let mut active = self.take_active()?;
        match active.append(frames, &mut self.record) {
            Ok(position) => {
                self.put_back(active);
                Ok(position)
            }
            Err(Failed { error, usable }) => {
                if usable {
                    self.put_back(active);
                } else {
                    self.abandon(&active, record_bytes(frames), &error);
                }
                Err(error.into())
            }
        }
    }

    /// Seals the active segment, if it has frames, and offers it to the consumers.
    ///
    /// Cannot fail: when the next segment cannot be begun now, the next append tries again.
    pub fn seal(&mut self) -> Option<SegmentId> {
        let active = self.active.take_if(|active| active.extent.frames > 0)?;
        self.close(&active, 0);
        self.begin_ahead();
        self.log.announce(active.id);
        Some(active.id)
    }

    /// The segment that is being written, if one could be begun.
    pub fn active(&self) -> Option<Active> {
        self.active.as_ref().map(|active| Active {
            segment: active.id,
            frames: active.extent.frames,
            bytes: active.extent.bytes,
        })
    }

    /// Refuses what would not fit. The limit holds at any time: the headers that this append and the next seal may have
    /// to write are counted as well.
    fn check_limit(&self, frames: &[&[u8]], overflows: bool) -> Result<(), AppendError> {
        let headers = if overflows || self.active.is_none() { 2 } else { 1 };
        let needed = headers * header::length(&self.preamble) as u64 + record_bytes(frames);
        let usage = self.log.usage();
        if usage.bytes + needed > usage.limit {
            Err(AppendError::Full { limit: usage.limit })
        } else {
            Ok(())
        }
    }

    fn overflows(&self, frames: &[&[u8]]) -> bool {
        let grown = |extent: Extent| extent.bytes + record_bytes(frames);
        self.active.as_ref().is_some_and(|OpenSegment { extent, .. }| {
            extent.frames > 0 && grown(*extent) > self.segment_bytes
        })
    }

    fn take_active(&mut self) -> io::Result<OpenSegment> {
        match self.active.take() {
            Some(active) => Ok(active),
            None => self.begin(),
        }
    }

    fn put_back(&mut self, active: OpenSegment) {
        self.log.catalogue().set_active(Some((active.id, active.extent.bytes)));
        self.active = Some(active);
    }

    fn begin(&mut self) -> io::Result<OpenSegment> {
        if let Some(segment) = &self.next.unsecured {
            self.log.secure(segment)?;
            self.next.unsecured = None;
        }
        let Next { id, predecessor, .. } = self.next;
        let header = header::encode(id, predecessor, &self.preamble);
        let file = self.log.folder().begin(id, &header)?;
        let header_bytes = header.len() as u64;
        Ok(OpenSegment { id, file, extent: Extent { bytes: header_bytes, frames: 0 }, header_bytes })
    }

    /// Begins the next segment before anyone needs it, because its header is what certifies the one before.
    fn begin_ahead(&mut self) {
        match self.begin() {
            Ok(active) => self.put_back(active),
            Err(error) => warn!(%error, segment = self.next.id.0, "cannot begin a spool segment yet"),
        }
    }

    /// Hands a segment over to the consumers.
    fn close(&mut self, active: &OpenSegment, trailing_bytes: u64) {
        let OpenSegment { id, extent, header_bytes, .. } = *active;
        self.next = Next { id: id.next(), predecessor: Some(extent), unsecured: None };
        let mut catalogue = self.log.catalogue();
        catalogue.set_active(None);
        if extent.frames > 0 {
            catalogue.add_sealed(id, Sealed::new(extent, extent.bytes + trailing_bytes, header_bytes));
        }
        debug!(segment = id.0, frames = extent.frames, bytes = extent.bytes, "closed a spool segment");
    }

    /// Gives up on a file that failed to sync: what the kernel says about it from now on proves nothing.
    fn abandon(&mut self, active: &OpenSegment, trailing_bytes: u64, cause: &io::Error) {
        error!(error = %cause, segment = active.id.0, "the spool's disk failed, going on in a new segment");
        self.close(active, trailing_bytes);
        self.begin_ahead();
        if active.extent.frames > 0 {
            self.log.announce(active.id);
        } else if let Err(error) = self.log.delete(active.id, active.header_bytes) {
            warn!(%error, segment = active.id.0, "cannot delete a spool segment without frames");
        }
    }
}

/// Refuses what no segment will ever take.
fn check_size(frames: &[&[u8]]) -> Result<(), AppendError> {
    if frames.len() > MAX_FRAMES_TOGETHER {
        return Err(AppendError::TooMany { frames: frames.len() });
    }
    match frames.iter().find(|frame| frame.len() > MAX_FRAME_BYTES) {
        Some(frame) => Err(AppendError::TooLong { bytes: frame.len() }),
        None => Ok(()),
    }
}

impl OpenSegment {
    fn append(&mut self, payloads: &[&[u8]], record: &mut Vec<u8>) -> Result<Position, Failed> {
        let Extent { bytes: offset, frames: first } = self.extent;
        record.clear();
        let mut ordinal = first;
        for payload in payloads {
            let offset = offset + record.len() as u64;
            let place = Place { segment: self.id, offset, ordinal, before: ordinal - first };
            frame::encode(place, payload, record);
            ordinal += 1;
        }
        if let Err(error) = self.file.write_at(offset, record) {
            let usable = self.file.truncate(offset).is_ok();
            return Err(Failed { error, usable });
        }
        if let Err(error) = self.file.sync() {
            // Only a courtesy: the header of the next segment is what keeps the frame from coming back.
            let _ = self.file.truncate(offset);
            return Err(Failed { error, usable: false });
        }
        self.extent = Extent { bytes: offset + record.len() as u64, frames: ordinal };
        Ok(Position { segment: self.id, frame: first })
    }
}
