//! What a disk does to the files of a spool while nobody has it open.

use std::path::{Path, PathBuf};

use rand::RngExt;
use tiraj_frames::{EventColumns, read_frames};
use tiraj_spool::{DiskFileSystem, Options, SegmentId};

use super::plan::Dice;

/// Where the version, the length of the header and its checksum stand; see the format in the crate's documentation.
const VERSION: usize = 8;
const HEADER_LENGTH: usize = 12;
const CHECKSUM: usize = 4;

/// The segment files that are not empty, oldest first.
fn segments(spool: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(spool).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "segment")
                && path.metadata().unwrap().len() > 0
        })
        .collect();
    segments.sort();
    segments
}

/// Leaves the newest segment as a write that was cut short does: with a part of a frame, or with anything.
pub(super) fn tear_tail(spool: &Path, dice: &mut Dice) {
    use std::io::Write;
    let newest = segments(spool).pop().expect("a spool that was written to has a segment");
    let bytes = std::fs::read(&newest).unwrap();
    let length = dice.random_range(1..2000);
    let tail: Vec<u8> = match dice.random_range(0..3) {
        // A prefix that promises more than follows, right in all but its end.
        0 => [&4096_u32.to_le_bytes()[..], &0_u32.to_le_bytes(), &bytes[..length.min(bytes.len())]].concat(),
        1 => (0..length).map(|_| dice.random()).collect(),
        // What some file systems leave of a write whose length reached the disk before its bytes.
        _ => vec![0; length],
    };
    std::fs::File::options().append(true).open(newest).unwrap().write_all(&tail).unwrap();
}

/// A frame of events in a spool.
pub(super) struct Frame {
    path: PathBuf,
    payload: Vec<u8>,
    /// The numbers of its events' ids.
    pub(super) ids: Vec<u64>,
}

/// The frames of events in a spool, oldest first, read from a copy.
pub(super) fn read_spool(spool: &Path, copy: &Path) -> Vec<Frame> {
    std::fs::create_dir(copy).unwrap();
    for entry in std::fs::read_dir(spool).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    let options = Options {
        segment_bytes: u64::MAX,
        total_bytes: u64::MAX,
        preamble: tiraj_frames::preamble(),
        consumers: vec!["reader"],
    };
    let (_writer, log, _) = tiraj_spool::open(copy, options, std::sync::Arc::new(DiskFileSystem)).unwrap();
    let mut frames = Vec::new();
    for id in log.sealed_from(SegmentId(0)) {
        let segment = log.read(id).unwrap();
        let preamble = segment.preamble().unwrap();
        for (_, payload) in segment.frames() {
            // Frames of another kind hold no events.
            let Ok(batches) = read_frames(preamble, [payload]) else { continue };
            let ids = batches.iter().flat_map(|batch| {
                let columns = EventColumns::new(batch).unwrap();
                (0..columns.len()).map(move |row| columns.id(row)).collect::<Vec<_>>()
            });
            let path = spool.join(format!("{:020}.segment", id.0));
            frames.push(Frame { path, payload: payload.to_vec(), ids: ids.collect() });
        }
    }
    std::fs::remove_dir_all(copy).unwrap();
    frames
}

impl Frame {
    /// Flips one bit of it.
    pub(super) fn flip_bit(&self, dice: &mut Dice) {
        let mut bytes = std::fs::read(&self.path).unwrap();
        let mut windows = bytes.windows(self.payload.len());
        let start = windows.position(|window| window == self.payload).unwrap();
        bytes[start + dice.random_range(0..self.payload.len())] ^= 1 << dice.random_range(0..8);
        std::fs::write(&self.path, bytes).unwrap();
    }
}

/// The newest segment, made to look as if a newer version had written it. Dropped, it is as it was.
pub(super) struct NewerSegment {
    path: PathBuf,
    original: Vec<u8>,
}

impl NewerSegment {
    pub(super) fn make(spool: &Path) -> Self {
        let path = segments(spool).pop().expect("a spool that was written to has a segment");
        let original = std::fs::read(&path).unwrap();
        let mut newer = original.clone();
        newer[VERSION] += 1;
        let length = u32::from_le_bytes(newer[HEADER_LENGTH..][..4].try_into().unwrap()) as usize;
        let checksum = crc32c::crc32c(&newer[..length - CHECKSUM]);
        newer[length - CHECKSUM..length].copy_from_slice(&checksum.to_le_bytes());
        std::fs::write(&path, newer).unwrap();
        Self { path, original }
    }
}

impl Drop for NewerSegment {
    fn drop(&mut self) {
        std::fs::write(&self.path, &self.original).unwrap();
    }
}

/// The names and contents of all files of a folder.
pub(super) fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files.sort();
    files
}
