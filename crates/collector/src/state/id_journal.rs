//! The recent event ids on disk: a file an hour, appended to, deleted a day later.
//!
//! The folder `recent-ids` holds `HOUR.ids`, where `HOUR` counts from 1970. A file is a run of blocks: the number of
//! ids (u32) with the highest bit set, CRC32C of what follows (u32), the number of the segment that they came in (u64), the
//! ids (u64 each), all little-endian. Where the highest bit is not set there is no segment: an earlier version wrote it.
//! A block that is cut short or broken ends the file; it is what a crash leaves, and its ids come again from the segments
//! that were not acknowledged. An id that stands there twice does no harm.
//!
//! The segment is for the day on which a disk destroys it before the loader had it: then its ids are of events that are
//! nowhere, and whoever sends them again must be believed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tiraj_spool::SegmentId;

use super::bytes_reader::BytesReader;
use super::recent_ids::{RecentIds, WINDOW_HOURS};
use crate::durable_file;

const FOLDER: &str = "recent-ids";
const EXTENSION: &str = "ids";

/// Set in the number of ids where the segment stands before them.
const HAS_SEGMENT: u32 = 1 << 31;

/// The ids of the last day on disk.
#[derive(Debug)]
pub(super) struct IdJournal {
    folder: PathBuf,
}

impl IdJournal {
    /// Opens the journal of a data folder and reads what is still of use. Ids of damaged segments are struck out; those
    /// that are left in them have to be noted anew. What cannot be read is reported: it costs that a repeat of these
    /// events may count again.
    pub(super) fn open(
        data: &Path,
        hour: i64,
        is_damaged: impl Fn(SegmentId) -> bool,
    ) -> io::Result<(Self, RecentIds)> {
        let journal = Self { folder: data.join(FOLDER) };
        fs::create_dir_all(&journal.folder)?;
        let mut recent = RecentIds::default();
        for (of, path) in journal.files()? {
            if of < hour - WINDOW_HOURS {
                continue;
            }
            match read_file(&path, &is_damaged) {
                Ok(ids) => recent.remember(of, ids),
                Err(error) => tracing::warn!(path = %path.display(), %error, "cannot read recent event ids"),
            }
        }
        Ok((journal, recent))
    }

    /// Appends ids that came in the given hour, by segment, and deletes the files whose time is over. Durable on return.
    pub(super) fn append(&self, hour: i64, segments: &[(SegmentId, Vec<u64>)]) -> io::Result<()> {
        let full = segments.iter().filter(|(_, ids)| !ids.is_empty());
        let blocks: Vec<u8> = full.flat_map(|(segment, ids)| encode(*segment, ids)).collect();
        if blocks.is_empty() {
            return Ok(());
        }
        let path = self.folder.join(format!("{hour}.{EXTENSION}"));
        let is_new = !path.exists();
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(&blocks)?;
        file.sync_data()?;
        if is_new {
            durable_file::sync_folder(&path)?;
            self.delete_before(hour - WINDOW_HOURS)?;
        }
        Ok(())
    }

    fn delete_before(&self, first: i64) -> io::Result<()> {
        self.files()?
            .into_iter()
            .filter(|(of, _)| *of < first)
            .try_for_each(|(_, path)| fs::remove_file(path))
    }

    /// The files by hour, oldest first.
    fn files(&self) -> io::Result<Vec<(i64, PathBuf)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let hour = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            if let Some(hour) = hour.filter(|_| path.extension().is_some_and(|ext| ext == EXTENSION)) {
                files.push((hour, path));
            }
        }
        files.sort();
        Ok(files)
    }
}

fn encode(segment: SegmentId, ids: &[u64]) -> Vec<u8> {
    let content: Vec<u8> =
        [&segment.0].into_iter().chain(ids).flat_map(|number| number.to_le_bytes()).collect();
    let count = u32::try_from(ids.len()).expect("the ids of a segment number less than two billion");
    let mut block = Vec::with_capacity(8 + content.len());
    block.extend((count | HAS_SEGMENT).to_le_bytes());
    block.extend(crc32c::crc32c(&content).to_le_bytes());
    block.extend(content);
    block
}

/// The ids of all whole blocks but those of damaged segments. Cuts these out and a broken end off, so that the next block
/// does not follow garbage.
fn read_file(path: &Path, is_damaged: impl Fn(SegmentId) -> bool) -> io::Result<Vec<u64>> {
    let bytes = fs::read(path)?;
    let mut rest = BytesReader(&bytes);
    let (mut ids, mut kept) = (Vec::new(), Vec::new());
    let mut start = 0;
    while let Some(block) = read_block(&mut rest) {
        let end = bytes.len() - rest.0.len();
        if !block.segment.is_some_and(&is_damaged) {
            ids.extend(block.ids);
            kept.push(&bytes[start..end]);
        }
        start = end;
    }
    let kept = kept.concat();
    if kept.len() < bytes.len() {
        durable_file::replace(path, &kept)?;
    }
    Ok(ids)
}

struct Block {
    /// `None` in blocks of an earlier version.
    segment: Option<SegmentId>,
    ids: Vec<u64>,
}

fn read_block(rest: &mut BytesReader) -> Option<Block> {
    let (head, checksum) = (rest.u32()?, rest.u32()?);
    let (count, has_segment) = (head & !HAS_SEGMENT, head & HAS_SEGMENT != 0);
    let content = rest.take((count as usize + usize::from(has_segment)).checked_mul(8)?)?;
    if crc32c::crc32c(content) != checksum {
        return None;
    }
    let mut numbers = content.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
    let segment = has_segment.then(|| numbers.next().map(SegmentId)).flatten();
    Some(Block { segment, ids: numbers.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(dir: &Path, hour: i64, ids: &[u64]) -> Vec<bool> {
        let (_, recent) = IdJournal::open(dir, hour, |_| false).unwrap();
        ids.iter().map(|id| recent.contains(*id)).collect()
    }

    fn open(dir: &Path) -> IdJournal {
        IdJournal::open(dir, 100, |_| false).unwrap().0
    }

    fn came_in(segment: u64, ids: &[u64]) -> [(SegmentId, Vec<u64>); 1] {
        [(SegmentId(segment), ids.to_vec())]
    }

    #[test]
    fn ids_come_back_for_a_day() {
        let dir = tempfile::tempdir().unwrap();
        let journal = open(dir.path());
        journal.append(100, &came_in(1, &[1, 2])).unwrap();
        journal.append(100, &came_in(2, &[3])).unwrap();
        journal.append(101, &came_in(3, &[4])).unwrap();
        assert_eq!(contains(dir.path(), 101, &[1, 2, 3, 4, 5]), [true, true, true, true, false]);
        assert_eq!(contains(dir.path(), 125, &[1, 3, 4]), [false, false, true]);
        journal.append(125, &came_in(4, &[6])).unwrap();
        let left: Vec<_> = journal.files().unwrap().into_iter().map(|(hour, _)| hour).collect();
        assert_eq!(left, [101, 125]);
    }

    #[test]
    fn a_torn_block_costs_only_itself() {
        let dir = tempfile::tempdir().unwrap();
        let journal = open(dir.path());
        journal.append(100, &came_in(1, &[1])).unwrap();
        let path = dir.path().join(FOLDER).join("100.ids");
        let whole = fs::read(&path).unwrap();
        for torn in [&[9][..], &encode(SegmentId(2), &[2])[..20], &[0xFF; 20]] {
            fs::write(&path, [&whole, torn].concat()).unwrap();
            assert_eq!(contains(dir.path(), 100, &[1, 2]), [true, false]);
            journal.append(100, &came_in(2, &[3])).unwrap();
            assert_eq!(contains(dir.path(), 100, &[1, 3]), [true, true]);
            fs::write(&path, &whole).unwrap();
        }
    }

    #[test]
    fn ids_of_a_damaged_segment_are_struck_out_for_good() {
        let dir = tempfile::tempdir().unwrap();
        let journal = open(dir.path());
        journal
            .append(100, &[(SegmentId(1), vec![1]), (SegmentId(2), vec![2]), (SegmentId(3), vec![3])])
            .unwrap();
        let (_, recent) = IdJournal::open(dir.path(), 100, |id| id == SegmentId(2)).unwrap();
        assert_eq!([1, 2, 3].map(|id| recent.contains(id)), [true, false, true]);
        assert_eq!(contains(dir.path(), 100, &[1, 2, 3]), [true, false, true]);
    }

    #[test]
    fn blocks_of_an_earlier_version_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let journal = open(dir.path());
        let ids = [7_u64, 8].map(u64::to_le_bytes).concat();
        let block = [&2_u32.to_le_bytes()[..], &crc32c::crc32c(&ids).to_le_bytes(), &ids].concat();
        fs::write(dir.path().join(FOLDER).join("100.ids"), block).unwrap();
        journal.append(100, &came_in(1, &[9])).unwrap();
        assert_eq!(contains(dir.path(), 100, &[7, 8, 9]), [true; 3]);
    }
}
