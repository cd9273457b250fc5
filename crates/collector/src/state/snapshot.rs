//! What was counted since the last base was written, on disk.
//!
//! The file `views.snapshot` of the data folder, format version 3; all integers little-endian, a text is its length
//! (u32) and its UTF-8 bytes:
//!
//! | type | field |
//! |---|---|
//! | 8 bytes | magic, `TIRAJVWS` |
//! | u32 | format version |
//! | u64 | the segment through which the spool is folded in; 0 for none |
//! | u64 | the number of the base that the totals below are counted on top of; 0 for none; absent in version 1 |
//! | i64 | what came by other nodes: the moment up to which they were heard, in microseconds since 1970, 0 for never; here and below absent before version 3 |
//! | u32 | number of nodes whose segments are included; for each its number (u16) and the newest segment (u64) |
//! | u32 | number of nodes whose changes past the spool are included; for each its number (u16) and that of the newest change (u64) |
//! | u32 | number of sites; for each its name (text), the number of its pages (u32), and for each path (text), views (u64) |
//! | u32 | CRC32C of everything before |
//!
//! The file is replaced as a whole, durably, and never changed in place.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use tiraj_spool::SegmentId;

use super::bytes_reader::BytesReader;
use super::included::Included;
use super::totals::Totals;
use crate::durable_file;

const MAGIC: &[u8; 8] = b"TIRAJVWS";
const VERSION: u32 = 3;
const FILE: &str = "views.snapshot";

/// Why a snapshot keeps the collector from starting.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is of a newer format.
    #[error("{} was written by a newer Tiraj (format {found}, this one knows {VERSION}); start the newer one again", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The disk does not give it out.
    #[error("cannot read {}; check the data folder's disk and permissions", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Totals on top of a base, and the segment through which they are complete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) totals: Totals,
    pub(super) through: u64,
    /// The number of the base; 0 for none.
    pub(super) base: u64,
    /// What of other nodes is included.
    pub(super) included: Included,
}

/// What is readable in the folder; `None` where there is no snapshot or a broken one, which is moved aside.
pub(super) fn load(folder: &Path) -> Result<Option<Snapshot>, SnapshotError> {
    let path = folder.join(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(SnapshotError::Io { path, source }),
    };
    match decode(&bytes) {
        Ok(snapshot) => Ok(Some(snapshot)),
        Err(Broken::Newer(found)) => Err(SnapshotError::Newer { path, found }),
        Err(Broken::Damaged) => {
            set_aside(folder);
            Ok(None)
        }
    }
}

/// Writes totals down. Durable on return.
pub(super) fn save(
    folder: &Path,
    base: u64,
    totals: &Totals,
    through: SegmentId,
    included: &Included,
) -> io::Result<()> {
    durable_file::replace(&folder.join(FILE), &encode(base, totals, through.0, included))
}

/// Moves a snapshot aside whose base is not usable.
pub(super) fn set_aside(folder: &Path) {
    let path = folder.join(FILE);
    tracing::error!(path = %path.display(), "the view totals are damaged, counting anew until they are rebuilt");
    let _ = std::fs::rename(&path, path.with_extension("damaged"));
}

fn encode(base: u64, totals: &Totals, through: u64, included: &Included) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend(through.to_le_bytes());
    out.extend(base.to_le_bytes());
    out.extend(included.heard_us.to_le_bytes());
    for nodes in [&included.segments, &included.changes] {
        put_nodes(&mut out, nodes);
    }
    out.extend(count(totals.sites().len()));
    for (site, pages) in totals.sites() {
        put_text(&mut out, site);
        out.extend(count(pages.len()));
        for (path, views) in pages {
            put_text(&mut out, path);
            out.extend(views.to_le_bytes());
        }
    }
    let checksum = crc32c::crc32c(&out);
    out.extend(checksum.to_le_bytes());
    out
}

fn put_nodes(out: &mut Vec<u8>, nodes: &BTreeMap<u16, u64>) {
    out.extend(count(nodes.len()));
    for (node, number) in nodes {
        out.extend(node.to_le_bytes());
        out.extend(number.to_le_bytes());
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend(count(text.len()));
    out.extend(text.as_bytes());
}

fn count(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("fewer than four billion pages fit in memory").to_le_bytes()
}

#[derive(Debug, PartialEq, Eq)]
enum Broken {
    Newer(u32),
    Damaged,
}

fn decode(bytes: &[u8]) -> Result<Snapshot, Broken> {
    let mut head = BytesReader(bytes);
    if head.take(MAGIC.len()) != Some(MAGIC) {
        return Err(Broken::Damaged);
    }
    // Before the checksum: a newer format may keep it elsewhere.
    let version = head.u32().unwrap_or(0);
    match version {
        1..=VERSION => {}
        0 => return Err(Broken::Damaged),
        newer => return Err(Broken::Newer(newer)),
    }
    let (content, checksum) = bytes.split_last_chunk::<4>().ok_or(Broken::Damaged)?;
    if crc32c::crc32c(content) != u32::from_le_bytes(*checksum) {
        return Err(Broken::Damaged);
    }
    read_totals(BytesReader(&content[MAGIC.len() + 4..]), version).ok_or(Broken::Damaged)
}

fn read_totals(mut content: BytesReader, version: u32) -> Option<Snapshot> {
    let through = content.u64()?;
    let base = if version == 1 { 0 } else { content.u64()? };
    let included = if version < 3 { Included::default() } else { read_included(&mut content)? };
    let mut totals = Totals::default();
    for _ in 0..content.u32()? {
        let site = content.text()?;
        for _ in 0..content.u32()? {
            totals.add(site, content.text()?, content.u64()?);
        }
    }
    content.0.is_empty().then_some(Snapshot { totals, through, base, included })
}

fn read_included(content: &mut BytesReader) -> Option<Included> {
    let heard_us = content.u64()?.cast_signed();
    Some(Included { heard_us, segments: read_nodes(content)?, changes: read_nodes(content)? })
}

fn read_nodes(content: &mut BytesReader) -> Option<BTreeMap<u16, u64>> {
    (0..content.u32()?).map(|_| Some((content.u16()?, content.u64()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals() -> Totals {
        let mut totals = Totals::default();
        totals.add("a.b", "/şuşa", 3);
        totals
    }

    /// Frozen: files of every version must be readable for ever.
    const FROZEN_1: &[u8] =
        b"TIRAJVWS\x01\0\0\0\x07\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0a.b\x01\0\0\0\x07\0\0\0/\xC5\x9Fu\xC5\x9Fa\
                              \x03\0\0\0\0\0\0\0";
    const FROZEN_2: &[u8] =
        b"TIRAJVWS\x02\0\0\0\x07\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0a.b\x01\0\0\0\x07\0\0\0/\xC5\x9Fu\xC5\x9Fa\
                            \x03\0\0\0\0\0\0\0";

    const FROZEN_3: &[u8] =
        b"TIRAJVWS\x03\0\0\0\x07\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\x01\0\0\0\x02\x01\x03\0\0\0\0\0\0\0\0\0\0\0\
            \x01\0\0\0\x03\0\0\0a.b\x01\0\0\0\x07\0\0\0/\xC5\x9Fu\xC5\x9Fa\x03\0\0\0\0\0\0\0";

    fn included() -> Included {
        Included { heard_us: 9, segments: BTreeMap::from([(0x0102, 3)]), changes: BTreeMap::new() }
    }

    #[test]
    fn the_format_is_as_written() {
        let bytes = encode(5, &totals(), 7, &included());
        assert_eq!(&bytes[..bytes.len() - 4], FROZEN_3);
        let read = |base, included| Ok(Snapshot { totals: totals(), through: 7, base, included });
        assert_eq!(decode(&bytes), read(5, included()));
        for (frozen, base) in [(FROZEN_1, 0), (FROZEN_2, 5)] {
            let older = [frozen, &crc32c::crc32c(frozen).to_le_bytes()].concat();
            assert_eq!(decode(&older), read(base, Included::default()));
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let bytes = encode(5, &totals(), 7, &included());
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&flipped).is_err(), "bit {bit}");
        }
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut]), Err(Broken::Damaged), "cut at {cut}");
        }
    }

    #[test]
    fn a_newer_file_is_refused_and_left_a_broken_one_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let mut newer = encode(5, &totals(), 7, &included());
        newer[8] = 4;
        std::fs::write(&path, &newer).unwrap();
        assert!(matches!(load(dir.path()), Err(SnapshotError::Newer { found: 4, .. })));
        assert_eq!(std::fs::read(&path).unwrap(), newer);

        std::fs::write(&path, "garbage").unwrap();
        assert_eq!(load(dir.path()).unwrap(), None);
        assert!(!path.exists());
        save(dir.path(), 5, &totals(), SegmentId(7), &included()).unwrap();
        assert_eq!(load(dir.path()).unwrap().unwrap().through, 7);
    }
}
