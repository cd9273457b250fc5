//! The engine's packages, pinned by digest.

use std::env::consts::{ARCH, OS};
use std::path::Path;

use tiraj_packs::{Digest, Item};

use crate::{EngineError, library};

/// Version of the npm packages, and the name of the cache's subfolder.
pub(crate) const VERSION: &str = "26.7.3-stable.1";

/// File name of the library, in the package and in the cache, on every system.
pub(crate) const LIBRARY: &str = "libchdb.so";

/// One npm package that holds a libchdb.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    os: &'static str,
    arch: &'static str,
    name: &'static str,
    /// Of the package's tarball.
    digest: Digest,
    /// Size of the library in it.
    pub(crate) library_bytes: u64,
}

/// The siblings `linux-arm64-gnu`, `darwin-arm64` and `darwin-x64` want adding by someone who has seen their
/// digests.
const PACKAGES: &[Package] = &[Package {
    os: "linux",
    arch: "x86_64",
    name: "@chdb/lib-linux-x64-gnu",
    digest: Digest::pinned(
        "5cff7b98caa7739b59a4a432c11f0dedc2d3b073624e61ebdf4a42e66ce8de35\
         a6ba48ca9f62016bad1cd81fe059435cb858ce3235a8a2b408082a81563e70a7",
    ),
    library_bytes: 566_330_096,
}];

impl Package {
    /// The package for the machine that this code was built for.
    pub(crate) fn for_this_machine() -> Result<&'static Self, EngineError> {
        PACKAGES
            .iter()
            .find(|package| (package.os, package.arch) == (OS, ARCH))
            .ok_or_else(|| EngineError::PlatformUnsupported { platform: format!("{OS}-{ARCH}") })
    }

    /// The library as something to fetch into `cache`.
    pub(crate) fn item(&self, cache: &Path) -> Item {
        Item {
            what: "the engine",
            command: "tiraj engine install",
            specifier: format!("{}@{VERSION}", self.name),
            digest: self.digest,
            file: LIBRARY,
            bytes: Some(self.library_bytes),
            size: "170 MB",
            target: library::cached(cache),
        }
    }

    #[cfg(test)]
    pub(crate) fn sample(library_bytes: u64) -> Self {
        Self { name: "@chdb/sample", library_bytes, ..PACKAGES[0] }
    }
}
