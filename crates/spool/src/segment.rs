//! A segment as it is read back: its preamble, the frames that are valid, and what is wrong with the rest.

use crate::damage::Damage;
use crate::frame::{self, Found, PREFIX_BYTES};
use crate::header::Valid;
use crate::position::{Extent, Position, SegmentId};

/// The content of a sealed segment.
#[derive(Debug)]
pub struct Segment {
    id: SegmentId,
    header: Option<Valid>,
    bytes: Vec<u8>,
    frames: Vec<Found>,
    damages: Vec<Damage>,
    extent: Extent,
}

/// What is known about the place where a segment ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// It was acknowledged up to here.
    Certified(Extent),
    /// It is the newest one: whatever lies behind its last valid frame was being written.
    Open,
    /// The header that would say it is lost.
    Unknown,
}

impl Segment {
    /// Finds the frames in the bytes of a segment file whose header was decoded before.
    pub(crate) fn parse(id: SegmentId, bytes: Vec<u8>, header: Option<Valid>, end: End) -> Self {
        let header = header.filter(|header| header.segment == id);
        let mut scan = Scan::new(id, &bytes, header.as_ref(), end);
        scan.run();
        let Scan { frames, damages, .. } = scan;
        let extent = match end {
            End::Certified(extent) => extent,
            End::Open => Extent { bytes: scan.valid as u64, frames: scan.ordinal },
            End::Unknown => Extent { bytes: bytes.len() as u64, frames: scan.ordinal },
        };
        Self { id, header, bytes, frames, damages, extent }
    }

    /// The number of the segment.
    pub const fn id(&self) -> SegmentId {
        self.id
    }

    /// `Options::preamble` of the process that wrote the segment; `None` when the header is destroyed. The frames of
    /// such a segment may still make sense to a reader that tries its own preamble.
    pub fn preamble(&self) -> Option<&[u8]> {
        self.header.as_ref().map(|header| header.preamble.as_slice())
    }

    /// The valid frames, in the order of their appends.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = (Position, &[u8])> {
        self.frames.iter().map(|found| {
            let position = Position { segment: self.id, frame: found.ordinal };
            (position, &self.bytes[found.payload.clone()])
        })
    }

    /// What is wrong with the segment; nothing, as a rule.
    pub fn damages(&self) -> &[Damage] {
        &self.damages
    }

    pub(crate) const fn extent(&self) -> Extent {
        self.extent
    }

    /// What the header says about the segment before this one.
    pub(crate) fn predecessor(&self) -> Option<Extent> {
        self.header.as_ref().and_then(|header| header.predecessor)
    }

    /// Bytes of the header; 0 when it is destroyed.
    pub(crate) fn header_bytes(&self) -> u64 {
        self.header.as_ref().map_or(0, |header| header.bytes as u64)
    }

    /// The file up to the end of the segment.
    pub(crate) fn valid_bytes(&self) -> &[u8] {
        self.region(0, self.extent.bytes)
    }

    /// The bytes of a damaged region, as far as the file has them.
    pub(crate) fn region(&self, offset: u64, bytes: u64) -> &[u8] {
        let at =
            |position: u64| usize::try_from(position).map_or(self.bytes.len(), |p| p.min(self.bytes.len()));
        &self.bytes[at(offset)..at(offset.saturating_add(bytes))]
    }

    pub(crate) const fn file_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// A walk through the frames of one segment.
struct Scan<'a> {
    id: SegmentId,
    end: End,
    /// The bytes that may hold frames; what follows the certified end is cut off.
    bytes: &'a [u8],
    /// Where the next frame is looked for.
    offset: usize,
    /// End of the last valid frame, or of the header.
    valid: usize,
    /// Ordinal of the next frame, when none is lost.
    ordinal: u32,
    frames: Vec<Found>,
    damages: Vec<Damage>,
}

impl<'a> Scan<'a> {
    fn new(id: SegmentId, bytes: &'a [u8], header: Option<&Valid>, end: End) -> Self {
        let limit = match end {
            End::Certified(extent) => {
                usize::try_from(extent.bytes).map_or(bytes.len(), |end| end.min(bytes.len()))
            }
            End::Open | End::Unknown => bytes.len(),
        };
        let offset = header.map_or(0, |header| header.bytes);
        let bytes = &bytes[..limit.max(offset)];
        Self { id, end, bytes, offset, valid: offset, ordinal: 0, frames: Vec::new(), damages: Vec::new() }
    }

    fn run(&mut self) {
        if self.bytes.is_empty() {
            self.damages.push(Damage::EmptySegment { segment: self.id, frames: self.missing() });
            return;
        }
        if self.offset == 0 {
            self.skip_hole();
        }
        while self.offset < self.bytes.len() {
            match frame::decode(self.bytes, self.id, self.offset) {
                Some(found) => self.take(found),
                None => self.skip_hole(),
            }
        }
        self.check_end();
    }

    fn take(&mut self, found: Found) {
        self.offset = found.payload.end;
        self.valid = self.offset;
        self.ordinal = found.ordinal.saturating_add(1);
        self.frames.push(found);
    }

    /// Goes on to the next valid frame, or to the end, and says what lies between.
    fn skip_hole(&mut self) {
        let next =
            frame::find(self.bytes, self.id, self.offset, self.ordinal).filter(|next| !self.is_torn(*next));
        let end = next.unwrap_or(self.bytes.len());
        let damage = match next {
            Some(next) => self.hole(end, self.ordinal_at(next) - self.ordinal),
            None if self.offset == 0 => self.hole(end, self.missing()),
            None => self.last_hole(),
        };
        self.damages.extend(damage);
        self.offset = end;
    }

    /// Whether the hole before `next` is part of an append that a crash cut short: in the newest segment, when no append
    /// after it has left a frame.
    fn is_torn(&self, next: usize) -> bool {
        if self.offset == 0 || !matches!(self.end, End::Open) {
            return false;
        }
        let (mut next, mut last_append) = (Some(next), self.ordinal);
        while let Some(found) = next.and_then(|offset| frame::decode(self.bytes, self.id, offset)) {
            last_append = found.append;
            next = frame::find(self.bytes, self.id, found.payload.end, found.ordinal.saturating_add(1));
        }
        last_append <= self.ordinal
    }

    fn hole(&self, end: usize, frames: u32) -> Option<Damage> {
        let (segment, offset, bytes) = (self.id, self.offset as u64, (end - self.offset) as u64);
        Some(match offset {
            0 => Damage::BrokenHeader { segment, bytes, frames },
            _ => Damage::BrokenFrames { segment, offset, bytes, frames },
        })
    }

    /// A hole that reaches the end of a file which is shorter than certified is left to `check_end`.
    fn last_hole(&self) -> Option<Damage> {
        match self.end {
            End::Open => {
                let bytes = (self.bytes.len() - self.offset) as u64;
                Some(Damage::TornTail { segment: self.id, offset: self.offset as u64, bytes })
            }
            End::Certified(extent) if extent.bytes > self.bytes.len() as u64 => None,
            End::Certified(_) | End::Unknown => self.hole(self.bytes.len(), self.missing()),
        }
    }

    fn check_end(&mut self) {
        let End::Certified(extent) = self.end else { return };
        if extent.bytes > self.bytes.len() as u64 {
            let offset = self.valid as u64;
            let bytes = extent.bytes - offset;
            self.damages.push(Damage::LostTail { segment: self.id, offset, bytes, frames: self.missing() });
        }
    }

    fn ordinal_at(&self, offset: usize) -> u32 {
        frame::decode(self.bytes, self.id, offset).map_or(self.ordinal, |found| found.ordinal)
    }

    /// Frames between those found and the certified end.
    fn missing(&self) -> u32 {
        match self.end {
            End::Certified(extent) => extent.frames.saturating_sub(self.ordinal),
            End::Open | End::Unknown => 0,
        }
    }
}

/// Bytes that frames of these payloads take in a segment.
pub(crate) fn record_bytes(payloads: &[&[u8]]) -> u64 {
    payloads.iter().map(|payload| (PREFIX_BYTES + payload.len()) as u64).sum()
}
