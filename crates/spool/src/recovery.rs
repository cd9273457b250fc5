//! Opening a spool: what an earlier process left is checked, reported, sealed and offered again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tracing::{info, warn};

use crate::catalogue::Sealed;
use crate::damage::Damage;
use crate::error::SpoolError;
use crate::file_system::FileSystem;
use crate::folder::{Folder, Listing};
use crate::graveyard::Graveyard;
use crate::header::{self, Header, MAX_PREAMBLE_BYTES};
use crate::log::Log;
use crate::position::{Extent, SegmentId};
use crate::segment::{End, Segment};
use crate::writer::{Next, Writer};

/// How a spool behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// A segment that would grow beyond this many bytes is sealed first; a longer frame gets a segment of its own.
    pub segment_bytes: u64,
    /// The limit on the bytes of all segments together; an append that would lead beyond it is refused as full.
    pub total_bytes: u64,
    /// Opaque bytes for the header of each segment, at most [`MAX_PREAMBLE_BYTES`].
    pub preamble: Vec<u8>,
    /// The names of those who must acknowledge a segment before it is deleted.
    pub consumers: Vec<&'static str>,
}

/// What was found when a spool was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Segments with frames, which are offered to every consumer again.
    pub segments: usize,
    /// Valid frames in them.
    pub frames: u64,
    /// Bytes of these segments.
    pub bytes: u64,
    /// What is destroyed, missing or not ours, in the order of the segments.
    pub damages: Vec<Damage>,
}

/// Opens the spool in `dir`, which is made if need be. Reads all segments, and begins a new one.
///
/// No other process may have the folder open.
pub fn open(
    dir: &Path,
    options: Options,
    fs: Arc<dyn FileSystem>,
) -> Result<(Writer, Log, Recovery), SpoolError> {
    let Options { segment_bytes, total_bytes, preamble, consumers } = options;
    if preamble.len() > MAX_PREAMBLE_BYTES {
        return Err(SpoolError::PreambleTooLong { bytes: preamble.len() });
    }
    let unusable = |source| SpoolError::Folder { path: dir.to_owned(), source };
    let folder = Folder::prepare(dir, fs).map_err(unusable)?;
    let listing = folder.list().map_err(unusable)?;
    let mut survey = Survey::take(&folder, &listing)?;
    folder.discard_draft();

    let graveyard = Graveyard::new(listing.tombstones.clone(), std::mem::take(&mut survey.unreadable));
    let damages = survey.name_damages(&listing);
    let damaged = damages.iter().filter_map(Damage::segments).collect();
    let log = Log::new(folder, consumers, total_bytes, graveyard, damaged);
    let empty = survey.register(&log);
    let next = Next::after(survey.newest.take(), listing.next_number());
    let writer = Writer::new(log.clone(), preamble, segment_bytes, next);
    for (id, header_bytes) in empty {
        if let Err(error) = log.delete(id, header_bytes) {
            warn!(%error, segment = id.0, "cannot delete a spool segment without frames");
        }
    }
    let recovery = survey.report(damages);
    recovery.record();
    Ok((writer, log, recovery))
}

/// What the segments on disk hold.
#[derive(Default)]
struct Survey {
    /// From the oldest segment to the newest.
    found: Vec<Summary>,
    /// The segment that was being written when the earlier process ended.
    newest: Option<Segment>,
    unreadable: BTreeSet<SegmentId>,
    unreadable_bytes: u64,
    damages: Vec<Damage>,
}

/// A segment without its bytes, so that a survey takes the memory of one segment at a time.
struct Summary {
    id: SegmentId,
    extent: Extent,
    frames: usize,
    file_bytes: u64,
    header_bytes: u64,
}

impl Survey {
    /// Reads the segments from the newest to the oldest, because each header tells where the segment before it ends.
    fn take(folder: &Folder, listing: &Listing) -> Result<Self, SpoolError> {
        let mut survey = Self::default();
        let reserve = listing.reserve();
        let (mut by_header, mut above) = (End::Open, reserve);
        for (&id, &bytes) in listing.segments.iter().rev().filter(|&(&id, _)| Some(id) != reserve) {
            let end = if listing.tombstones.contains(&id.next()) {
                end_by_tombstone(folder, id.next())
            } else if above.is_none_or(|above| above == id.next()) {
                by_header
            } else {
                End::Unknown
            };
            by_header = survey.visit(folder, id, bytes, end)?;
            above = Some(id);
        }
        survey.found.reverse();
        survey.damages.reverse();
        Ok(survey)
    }

    /// Reads one segment and returns what its header says about the end of the one before.
    fn visit(
        &mut self,
        folder: &Folder,
        id: SegmentId,
        file_bytes: u64,
        end: End,
    ) -> Result<End, SpoolError> {
        let bytes = match folder.read(id) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable.insert(id);
                self.unreadable_bytes += file_bytes;
                self.damages.push(Damage::Unreadable { segment: id, error: error.kind() });
                return Ok(End::Unknown);
            }
        };
        let header = match header::decode(&bytes) {
            Header::Valid(valid) => Some(valid),
            Header::Broken => None,
            Header::Newer(found) => {
                return Err(SpoolError::Newer {
                    path: folder.segment_path(id),
                    found,
                    known: header::VERSION,
                });
            }
        };
        let segment = Segment::parse(id, bytes, header, end);
        folder.set_aside(&segment);
        self.damages.extend(segment.damages().iter().rev().cloned());
        self.found.push(Summary {
            id,
            extent: segment.extent(),
            frames: segment.frames().len(),
            file_bytes: segment.file_bytes(),
            header_bytes: segment.header_bytes(),
        });
        let end_before = segment.predecessor().map_or(End::Unknown, End::Certified);
        if matches!(end, End::Open) {
            self.newest = Some(segment);
        }
        Ok(end_before)
    }

    /// Enters the segments into the catalogue and returns those without a frame, with the lengths of their headers.
    fn register(&self, log: &Log) -> Vec<(SegmentId, u64)> {
        let mut catalogue = log.catalogue();
        catalogue.add_unreadable(self.unreadable_bytes);
        let (full, empty): (Vec<_>, Vec<_>) = self.found.iter().partition(|summary| summary.frames > 0);
        for summary in full {
            let Summary { id, extent, file_bytes, header_bytes, .. } = *summary;
            catalogue.add_sealed(id, Sealed::new(extent, file_bytes, header_bytes));
        }
        empty.into_iter().map(|summary| (summary.id, summary.header_bytes)).collect()
    }

    fn name_damages(&mut self, listing: &Listing) -> Vec<Damage> {
        let gaps = listing.gaps().into_iter().map(|(first, last)| Damage::MissingSegments { first, last });
        let foreign = listing.foreign.iter().map(|name| Damage::ForeignFile { name: name.clone() });
        gaps.chain(foreign).chain(std::mem::take(&mut self.damages)).collect()
    }

    fn report(self, damages: Vec<Damage>) -> Recovery {
        let full = || self.found.iter().filter(|summary| summary.frames > 0);
        let (segments, frames) = (full().count(), full().map(|summary| summary.frames as u64).sum());
        let bytes = full().map(|summary| summary.file_bytes).sum();
        Recovery { segments, frames, bytes, damages }
    }
}

/// The end of the segment before one that was acknowledged out of order, as its tombstone has kept it.
fn end_by_tombstone(folder: &Folder, id: SegmentId) -> End {
    match folder.read_tombstone(id).map(|bytes| header::decode(&bytes)) {
        Ok(Header::Valid(valid)) if valid.segment == id => {
            valid.predecessor.map_or(End::Unknown, End::Certified)
        }
        _ => End::Unknown,
    }
}

impl Recovery {
    fn record(&self) {
        let Self { segments, frames, bytes, damages } = self;
        info!(segments, frames, bytes, damages = damages.len(), "opened the spool");
        for damage in damages {
            warn!(%damage, "the spool is damaged");
        }
    }
}
