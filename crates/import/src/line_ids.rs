//! Identities for lines that have none, so that a log can be read twice and counted once.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use siphasher::sip::SipHasher13;

/// Fixed for ever: another key would count every line of an earlier import a second time.
const KEY: (u64, u64) = (0x7469_7261_6a2d_6c6f, 0x672d_6c69_6e65_2d31);

/// A hash of a line's bytes, given without its line ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineHash(u64);

impl LineHash {
    /// The hash of a line.
    #[must_use]
    pub fn of(line: &[u8]) -> Self {
        let mut hasher = SipHasher13::new_with_keys(KEY.0, KEY.1);
        hasher.write(line);
        Self(hasher.finish())
    }
}

/// The identity of a line: a hash of its bytes, and how often the same bytes stood before it in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineId([u8; 12]);

impl LineId {
    fn new(hash: u64, occurrence: u32) -> Self {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&hash.to_le_bytes());
        bytes[8..].copy_from_slice(&occurrence.to_le_bytes());
        Self(bytes)
    }
}

/// As 24 hexadecimal digits: the text to send as the event's id.
impl std::fmt::Display for LineId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Gives the lines of *one file* their identities.
///
/// Two equal lines of a file are two views (one reader, the same second), so equal lines are numbered. The
/// numbers begin anew with every file: a file read again, a file that has grown, and a rotated file that
/// overlaps the one before give the same identities to the same lines, in whatever order files are read.
/// The price: where equal lines stand in two files and are *not* the same view (a rotation in the middle of
/// that second; two servers with one client address), they count once.
///
/// Memory: 9 to 18 bytes a line that was numbered, and 17 to 34 more for each distinct line that repeats.
#[derive(Debug, Default)]
pub struct LineIds {
    seen: HashSet<u64, AsIs>,
    repeats: HashMap<u64, u32, AsIs>,
}

impl LineIds {
    /// The identity of a line of the file. Equal lines may come in any order, since nothing tells them apart.
    pub fn number(&mut self, LineHash(hash): LineHash) -> LineId {
        if self.seen.insert(hash) {
            return LineId::new(hash, 0);
        }
        let occurrence = self.repeats.entry(hash).or_default();
        *occurrence = occurrence.saturating_add(1);
        LineId::new(hash, *occurrence)
    }
}

type AsIs = BuildHasherDefault<AlreadyHashed>;

/// The keys are hashes under a keyed function: hashing them again would only cost time.
#[derive(Debug, Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |state, byte| state.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(lines: &[&str]) -> Vec<LineId> {
        let mut ids = LineIds::default();
        lines.iter().map(|line| ids.number(LineHash::of(line.as_bytes()))).collect()
    }

    #[test]
    fn equal_lines_of_a_file_are_told_apart() {
        let unique: HashSet<_> = ids(&["a", "b", "a", "a"]).into_iter().collect();
        assert_eq!(unique.len(), 4);
    }

    #[test]
    fn a_file_read_again_grown_or_overlapping_adds_nothing_twice() {
        let first: HashSet<_> = ids(&["a", "b", "a"]).into_iter().collect();
        let grown: HashSet<_> = ids(&["a", "b", "a", "c"]).into_iter().collect();
        let rotated: HashSet<_> = ids(&["b", "a", "c"]).into_iter().collect();
        assert_eq!(grown.difference(&first).count(), 1);
        assert_eq!(rotated.difference(&grown).count(), 0);
    }

    #[test]
    fn identities_never_change() {
        assert_eq!(ids(&["frozen", "frozen"])[1].to_string(), "90b61d789f4d5f6f01000000");
    }
}
