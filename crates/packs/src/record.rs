//! Which release of a pack is in use, where that is not the pinned one.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Digest, FetchError, Release};

/// A release that was fetched after the program was built, as a small JSON file beside the packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) version: String,
    /// The tarball's digest in npm's notation.
    integrity: String,
    /// The size of the file that was in it.
    pub(crate) bytes: u64,
}

impl Record {
    pub(crate) fn new(release: &Release, bytes: u64) -> Self {
        Self { version: release.version.clone(), integrity: release.digest.integrity(), bytes }
    }

    /// What is recorded at `path`. One that cannot be read is none: the pinned release is used then.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Replaces what is recorded at `path`, wholly or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<(), FetchError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&text)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error).map(drop)
        };
        write().map_err(FetchError::file("write", path))
    }

    pub(crate) fn digest(&self) -> Option<Digest> {
        Digest::from_integrity(&self.integrity)
    }
}

/// Whether version `a` came out after `b`, by their numbers from left to right.
pub(crate) fn is_newer(a: &str, b: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
    };
    numbers(a) > numbers(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_newer("0.18.10", "0.18.9"));
        assert!(is_newer("2.3.2026061719", "2.3.2025121200"));
        assert!(!is_newer("0.18.0", "0.18.0"));
        assert!(!is_newer("0.9.0", "0.18.0"));
    }
}
