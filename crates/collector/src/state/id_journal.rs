//! The recent event ids on disk: a file an hour, appended to, deleted a day later.
//!
//! The folder `recent-ids` holds `HOUR.ids`, where `HOUR` counts from 1970. A file is a run of blocks: the number of
//! ids (u32), CRC32C of the ids (u32), the ids (u64 each), all little-endian. A block that is cut short or broken ends
//! the file; it is what a crash leaves, and its ids come again from the segments that were not acknowledged.
//! An id that stands there twice does no harm.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::bytes_reader::BytesReader;
use super::recent_ids::{RecentIds, WINDOW_HOURS};
use crate::durable_file;

const FOLDER: &str = "recent-ids";
const EXTENSION: &str = "ids";

/// The ids of the last day on disk.
#[derive(Debug)]
pub(super) struct IdJournal {
    folder: PathBuf,
}

impl IdJournal {
    /// Opens the journal of a data folder and reads what is still of use. What cannot be read is reported: it costs
    /// that a repeat of these events may count again.
    pub(super) fn open(data: &Path, hour: i64) -> io::Result<(Self, RecentIds)> {
        let journal = Self { folder: data.join(FOLDER) };
        fs::create_dir_all(&journal.folder)?;
        let mut recent = RecentIds::default();
        for (of, path) in journal.files()? {
            if of < hour - WINDOW_HOURS {
                continue;
            }
            match read_file(&path) {
                Ok(ids) => recent.remember(of, ids),
                Err(error) => tracing::warn!(path = %path.display(), %error, "cannot read recent event ids"),
            }
        }
        Ok((journal, recent))
    }

    /// Appends ids that came in the given hour, and deletes the files whose time is over. Durable on return.
    pub(super) fn append(&self, hour: i64, ids: &[u64]) -> io::Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let path = self.folder.join(format!("{hour}.{EXTENSION}"));
        let is_new = !path.exists();
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(&encode(ids))?;
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

fn encode(ids: &[u64]) -> Vec<u8> {
    let content: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
    let count = u32::try_from(ids.len()).expect("ids of a few segments number less than four billion");
    let mut block = Vec::with_capacity(8 + content.len());
    block.extend(count.to_le_bytes());
    block.extend(crc32c::crc32c(&content).to_le_bytes());
    block.extend(content);
    block
}

/// The ids of all whole blocks. Cuts the rest off, so that the next block does not follow garbage.
fn read_file(path: &Path) -> io::Result<Vec<u64>> {
    let bytes = fs::read(path)?;
    let mut rest = BytesReader(&bytes);
    let mut ids = Vec::new();
    let mut whole = 0;
    while let Some(block) = read_block(&mut rest) {
        ids.extend(block);
        whole = bytes.len() - rest.0.len();
    }
    if whole < bytes.len() {
        OpenOptions::new().write(true).open(path)?.set_len(whole as u64)?;
    }
    Ok(ids)
}

fn read_block<'a>(rest: &mut BytesReader<'a>) -> Option<impl Iterator<Item = u64> + use<'a>> {
    let (count, checksum) = (rest.u32()?, rest.u32()?);
    let content = rest.take((count as usize).checked_mul(8)?)?;
    let (ids, _) = content.as_chunks::<8>();
    (crc32c::crc32c(content) == checksum).then(|| ids.iter().map(|id| u64::from_le_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(dir: &Path, hour: i64, ids: &[u64]) -> Vec<bool> {
        let (_, recent) = IdJournal::open(dir, hour).unwrap();
        ids.iter().map(|id| recent.contains(*id)).collect()
    }

    #[test]
    fn ids_come_back_for_a_day() {
        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = IdJournal::open(dir.path(), 100).unwrap();
        journal.append(100, &[1, 2]).unwrap();
        journal.append(100, &[3]).unwrap();
        journal.append(101, &[4]).unwrap();
        assert_eq!(contains(dir.path(), 101, &[1, 2, 3, 4, 5]), [true, true, true, true, false]);
        assert_eq!(contains(dir.path(), 125, &[1, 3, 4]), [false, false, true]);
        journal.append(125, &[6]).unwrap();
        let left: Vec<_> = journal.files().unwrap().into_iter().map(|(hour, _)| hour).collect();
        assert_eq!(left, [101, 125]);
    }

    #[test]
    fn a_torn_block_costs_only_itself() {
        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = IdJournal::open(dir.path(), 100).unwrap();
        journal.append(100, &[1]).unwrap();
        let path = dir.path().join(FOLDER).join("100.ids");
        let whole = fs::read(&path).unwrap();
        for torn in [&[9][..], &encode(&[2])[..12], &[0xFF; 20]] {
            fs::write(&path, [&whole, torn].concat()).unwrap();
            assert_eq!(contains(dir.path(), 100, &[1, 2]), [true, false]);
            journal.append(100, &[3]).unwrap();
            assert_eq!(contains(dir.path(), 100, &[1, 3]), [true, true]);
            fs::write(&path, &whole).unwrap();
        }
    }
}
