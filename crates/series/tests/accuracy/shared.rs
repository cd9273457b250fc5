//! Where the material lies.

use std::path::{Path, PathBuf};

/// A folder of `shared/data`, which stands beside the project or above it, or where `TIRAJ_SHARED_DATA` says.
pub(crate) fn find(what: &str) -> Option<PathBuf> {
    let named = std::env::var_os("TIRAJ_SHARED_DATA").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data"));
    let found = named.into_iter().chain(above).map(|folder| folder.join(what)).find(|path| path.exists());
    if found.is_none() {
        eprintln!("NOT RUN: shared/data/{what} is absent, so nothing was measured on it");
    }
    found
}
