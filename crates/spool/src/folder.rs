//! The folder of a spool: the names in it, and the order of the steps that change it durably.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use tracing::warn;

use crate::file_system::{Entry, FileSystem, WritableFile};
use crate::position::SegmentId;
use crate::segment::Segment;

const SEGMENT: &str = "segment";
const TOMBSTONE: &str = "done";
const DRAFT: &str = "segment.new";
const DAMAGED: &str = "damaged";

/// The folder of a spool.
#[derive(Clone)]
pub(crate) struct Folder {
    dir: PathBuf,
    fs: Arc<dyn FileSystem>,
}

/// What lies in the folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Segment files with their lengths, the reserve included.
    pub(crate) segments: BTreeMap<SegmentId, u64>,
    pub(crate) tombstones: BTreeSet<SegmentId>,
    pub(crate) foreign: Vec<String>,
}

impl Folder {
    /// Makes the folder unless it is there.
    pub(crate) fn prepare(dir: &Path, fs: Arc<dyn FileSystem>) -> io::Result<Self> {
        fs.create_dir(dir)?;
        match dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => fs.sync_dir(parent)?,
            None => fs.sync_dir(Path::new("."))?,
        }
        Ok(Self { dir: dir.to_owned(), fs })
    }

    pub(crate) fn list(&self) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for entry in self.fs.list(&self.dir)? {
            listing.sort_in(entry);
        }
        Ok(listing)
    }

    pub(crate) fn segment_path(&self, id: SegmentId) -> PathBuf {
        self.dir.join(format!("{id:020}.{SEGMENT}"))
    }

    fn tombstone_path(&self, id: SegmentId) -> PathBuf {
        self.dir.join(format!("{id:020}.{TOMBSTONE}"))
    }

    pub(crate) fn read(&self, id: SegmentId) -> io::Result<Vec<u8>> {
        self.fs.read(&self.segment_path(id))
    }

    /// When the file of a segment was written last, if the filesystem says.
    pub(crate) fn written(&self, id: SegmentId) -> Option<SystemTime> {
        self.fs.written(&self.segment_path(id)).ok()
    }

    pub(crate) fn read_tombstone(&self, id: SegmentId) -> io::Result<Vec<u8>> {
        self.fs.read(&self.tombstone_path(id))
    }

    /// Begins a segment and lays the reserve behind it. When this returns, both names and the header are on disk.
    pub(crate) fn begin(&self, id: SegmentId, header: &[u8]) -> io::Result<Box<dyn WritableFile>> {
        let file = self.put(id, header)?;
        self.fs.create(&self.segment_path(id.next()))?;
        self.fs.sync_dir(&self.dir)?;
        Ok(file)
    }

    /// Puts a copy of a segment in its place. When this returns, the copy is on disk.
    pub(crate) fn replace(&self, id: SegmentId, bytes: &[u8]) -> io::Result<()> {
        self.put(id, bytes)?;
        self.fs.sync_dir(&self.dir)
    }

    /// Writes and syncs under another name first, so that a segment file never has half of a header.
    fn put(&self, id: SegmentId, bytes: &[u8]) -> io::Result<Box<dyn WritableFile>> {
        let draft = self.dir.join(DRAFT);
        let write = || {
            let mut file = self.fs.create(&draft)?;
            file.write_at(0, bytes)?;
            file.sync()?;
            self.fs.rename(&draft, &self.segment_path(id))?;
            Ok(file)
        };
        write().inspect_err(|_| self.discard_draft())
    }

    /// Removes what a crash or a failed write left, so that the next draft is a fresh file.
    pub(crate) fn discard_draft(&self) {
        match self.fs.remove(&self.dir.join(DRAFT)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                warn!(%error, "cannot remove the draft of a spool segment");
            }
            _ => {}
        }
    }

    /// Turns a segment into a tombstone, which is its header alone: that still certifies the segment before. The name is
    /// on disk before the frames go, or a crash between the two would leave a segment that looks destroyed.
    pub(crate) fn bury(&self, id: SegmentId, header_bytes: u64) -> io::Result<()> {
        let tombstone = self.tombstone_path(id);
        match self.fs.rename(&self.segment_path(id), &tombstone) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            renamed => renamed?,
        }
        self.fs.sync_dir(&self.dir)?;
        self.fs.truncate(&tombstone, header_bytes)
    }

    pub(crate) fn remove_tombstone(&self, id: SegmentId) -> io::Result<()> {
        self.fs.remove(&self.tombstone_path(id))
    }

    /// Copies the broken bytes of a segment to the side. A copy that fails is worth a warning, not more: the disk is
    /// in trouble already and the good frames must still get out.
    pub(crate) fn set_aside(&self, segment: &Segment) {
        for damage in segment.damages() {
            let Some((id, offset, length)) = damage.region() else { continue };
            let bytes = segment.region(offset, length);
            let path = self.dir.join(DAMAGED).join(format!("{id:020}-{offset:010}.bytes"));
            if let Err(error) = self.keep(&path, bytes) {
                warn!(%error, path = %path.display(), "cannot set broken bytes of the spool aside");
            }
        }
    }

    fn keep(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let damaged = self.dir.join(DAMAGED);
        self.fs.create_dir(&damaged)?;
        let mut file = self.fs.create(path)?;
        file.write_at(0, bytes)?;
        file.sync()?;
        self.fs.sync_dir(&damaged)
    }
}

impl Listing {
    fn sort_in(&mut self, entry: Entry) {
        let Entry { name, bytes, is_file } = entry;
        match name.split_once('.').and_then(|(number, kind)| Some((parse_number(number)?, kind))) {
            Some((id, SEGMENT)) if is_file => {
                self.segments.insert(id, bytes);
            }
            Some((id, TOMBSTONE)) if is_file => {
                self.tombstones.insert(id);
            }
            _ if name == DRAFT || name == DAMAGED => {}
            _ => self.foreign.push(name),
        }
    }

    /// The number of the reserve, if it is there: an empty file with the highest number.
    pub(crate) fn reserve(&self) -> Option<SegmentId> {
        self.segments.last_key_value().filter(|&(_, &bytes)| bytes == 0).map(|(&id, _)| id)
    }

    /// The number of the segment to begin next.
    pub(crate) fn next_number(&self) -> SegmentId {
        let highest = self.segments.keys().chain(&self.tombstones).max();
        self.reserve().or(highest.map(|id| id.next())).unwrap_or(SegmentId::FIRST)
    }

    /// The gaps in the run of numbers, as first and last missing one.
    pub(crate) fn gaps(&self) -> Vec<(SegmentId, SegmentId)> {
        let oldest = self.segments.keys().next();
        let is_below = |id: &SegmentId| oldest.is_none_or(|oldest| id < oldest);
        let marker = self.tombstones.iter().rfind(|id| is_below(id));
        let above = self.tombstones.iter().filter(|id| !is_below(id));
        let present: BTreeSet<&SegmentId> = self.segments.keys().chain(above).collect();
        let mut expected = marker.map_or(SegmentId::FIRST, |id| id.next());
        let mut gaps = Vec::new();
        for &id in present {
            if id > expected {
                gaps.push((expected, id.previous()));
            }
            expected = id.next();
        }
        gaps
    }
}

/// Only numbers as we write them: twenty digits, so that no two names bear the same one.
fn parse_number(digits: &str) -> Option<SegmentId> {
    let written = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    written.then(|| digits.parse().ok().map(SegmentId))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(names: &[(&str, u64)]) -> Listing {
        let mut listing = Listing::default();
        for &(name, bytes) in names {
            listing.sort_in(Entry { name: name.to_owned(), bytes, is_file: true });
        }
        listing
    }

    #[test]
    fn only_names_as_we_write_them_are_ours() {
        let strange = ["1.segment", "0000000000000000000a.segment", "00000000000000000001.bak", "notes"];
        let found = listing(&strange.map(|name| (name, 1)));
        assert!(found.segments.is_empty() && found.tombstones.is_empty());
        assert_eq!(found.foreign, strange);
    }

    #[test]
    fn gaps_are_told_from_tombstones() {
        let found = listing(&[
            ("00000000000000000002.done", 0),
            ("00000000000000000004.segment", 9),
            ("00000000000000000005.done", 0),
            ("00000000000000000008.segment", 0),
        ]);
        let id = SegmentId;
        assert_eq!(found.gaps(), [(id(3), id(3)), (id(6), id(7))]);
        assert_eq!(found.reserve(), Some(id(8)));
        assert_eq!(found.next_number(), id(8));
    }

    #[test]
    fn a_lone_tombstone_marks_where_the_run_begins() {
        assert_eq!(listing(&[("00000000000000000003.done", 0)]).gaps(), []);
    }

    #[test]
    fn numbers_rise_past_a_lost_reserve() {
        assert_eq!(listing(&[]).next_number(), SegmentId(1));
        assert_eq!(listing(&[("00000000000000000004.segment", 9)]).next_number(), SegmentId(5));
        assert_eq!(listing(&[("00000000000000000004.done", 0)]).next_number(), SegmentId(5));
    }
}
