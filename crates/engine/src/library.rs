//! Where libchdb is, and whether the file is fit to be loaded.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::EngineError;
use crate::package::{LIBRARY, Package, VERSION};

/// A copy of libchdb that is there and whole. Made by [`Library::locate`] or [`install`](crate::install).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    path: PathBuf,
}

impl Library {
    /// Finds the library: `explicit` (the value of `TIRAJ_ENGINE_LIB`) if given, else the pinned version in
    /// `cache` (see [`cache_dir`](crate::cache_dir)). The file is checked for completeness, not loaded.
    ///
    /// # Errors
    /// [`EngineError::LibraryMissing`], [`EngineError::LibraryDamaged`], or [`EngineError::File`].
    pub fn locate(explicit: Option<&Path>, cache: &Path) -> Result<Self, EngineError> {
        match explicit {
            Some(path) => Self::check(path.to_owned(), None),
            None => {
                let expected = Package::for_this_machine().ok().map(|package| package.library_bytes);
                Self::check(cached(cache), expected)
            }
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn check(path: PathBuf, expected_bytes: Option<u64>) -> Result<Self, EngineError> {
        if !path.is_file() {
            return Err(EngineError::LibraryMissing { path });
        }
        let mut file = File::open(&path).map_err(EngineError::file("open", &path))?;
        let size = file.metadata().map_err(EngineError::file("read", &path))?.len();
        let mut header = Vec::new();
        file.by_ref().take(64).read_to_end(&mut header).map_err(EngineError::file("read", &path))?;
        match defect(&header, size, expected_bytes) {
            Some(reason) => Err(EngineError::LibraryDamaged { path, reason }),
            None => Ok(Self { path }),
        }
    }
}

/// Where the library of the pinned version is kept.
pub(crate) fn cached(cache: &Path) -> PathBuf {
    cache.join("engine").join(VERSION).join(LIBRARY)
}

/// Why a file is not a whole library. The loader maps segments without looking at the file's size, and a file
/// that was cut off kills the process with SIGBUS; so this must be known before.
fn defect(header: &[u8], size: u64, expected: Option<u64>) -> Option<String> {
    if let Some(expected) = expected.filter(|expected| *expected != size) {
        return Some(format!("{size} bytes where {expected} are expected"));
    }
    if cfg!(target_os = "linux") { elf_defect(header, size) } else { None }
}

/// The table of sections is the last thing in an ELF file: its offset is at byte 40, the size of an entry at
/// 58, their number at 60 (ELF-64, little-endian).
fn elf_defect(header: &[u8], size: u64) -> Option<String> {
    if header.len() < 64 || !header.starts_with(b"\x7fELF\x02\x01") {
        return Some("not a 64-bit shared library".to_owned());
    }
    let number = |at: usize, bytes: usize| {
        header[at..at + bytes].iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    let end = number(40, 8).saturating_add(number(58, 2) * number(60, 2));
    (end > size).then(|| format!("cut off at {size} of {end} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(sections_at: u64, entry_bytes: u16, entries: u16) -> Vec<u8> {
        let mut header = vec![0; 64];
        header[..6].copy_from_slice(b"\x7fELF\x02\x01");
        header[40..48].copy_from_slice(&sections_at.to_le_bytes());
        header[58..60].copy_from_slice(&entry_bytes.to_le_bytes());
        header[60..62].copy_from_slice(&entries.to_le_bytes());
        header
    }

    #[test]
    fn a_whole_file_has_no_defect() {
        assert_eq!(elf_defect(&elf(1000, 64, 2), 1128), None);
        assert_eq!(defect(&elf(1000, 64, 2), 1128, Some(1128)), None);
    }

    #[test]
    fn a_file_that_is_short_or_foreign_is_named_so() {
        let cases = [
            (elf(1000, 64, 2), 1127, None, "cut off at 1127 of 1128 bytes"),
            (elf(u64::MAX, 64, 2), 1127, None, "cut off"),
            (elf(1000, 64, 2), 1128, Some(2000), "1128 bytes where 2000 are expected"),
            (b"<html>".to_vec(), 6, None, "not a 64-bit shared library"),
            (Vec::new(), 0, None, "not a 64-bit shared library"),
        ];
        for (header, size, expected, reason) in cases {
            let found = defect(&header, size, expected).expect("a defect");
            assert!(found.contains(reason), "{found}");
        }
    }

    #[test]
    fn a_missing_library_names_the_mend() {
        let error = Library::locate(None, Path::new("/nonexistent")).expect_err("nothing is there");
        assert!(matches!(error, EngineError::LibraryMissing { .. }));
        assert!(error.to_string().contains("tiraj engine install"), "{error}");
    }
}
