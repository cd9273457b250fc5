//! The engine's packages, pinned by digest.

use std::env::consts::{ARCH, OS};

use crate::EngineError;

/// Version of the npm packages, and the name of the cache's subfolder.
pub(crate) const VERSION: &str = "26.7.3-stable.1";

/// File name of the library, in the package and in the cache, on every system.
pub(crate) const LIBRARY: &str = "libchdb.so";

/// One npm package that holds a libchdb.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    os: &'static str,
    arch: &'static str,
    pub(crate) name: &'static str,
    /// SHA-512 of the package's tarball in hex; npm's `dist.integrity` is the same in base64.
    pub(crate) sha512: &'static str,
    /// Size of the library in it.
    pub(crate) library_bytes: u64,
}

/// The siblings `linux-arm64-gnu`, `darwin-arm64` and `darwin-x64` want adding by someone who has seen their
/// digests.
const PACKAGES: &[Package] = &[Package {
    os: "linux",
    arch: "x86_64",
    name: "@chdb/lib-linux-x64-gnu",
    sha512: "5cff7b98caa7739b59a4a432c11f0dedc2d3b073624e61ebdf4a42e66ce8de35\
             a6ba48ca9f62016bad1cd81fe059435cb858ce3235a8a2b408082a81563e70a7",
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

    /// What npm is asked for.
    pub(crate) fn specifier(&self) -> String {
        format!("{}@{VERSION}", self.name)
    }

    #[cfg(test)]
    pub(crate) fn sample(sha512: &'static str, library_bytes: u64) -> Self {
        Self { os: OS, arch: ARCH, name: "@chdb/sample", sha512, library_bytes }
    }
}
