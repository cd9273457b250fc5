//! Fetching libchdb with npm.

use std::path::Path;

use tiraj_packs::{Npm, Progress};

use crate::EngineError;
use crate::library::Library;
use crate::package::Package;

/// Puts the pinned library into `cache` (see [`cache_dir`](crate::cache_dir)) and returns it.
///
/// Does nothing if it is there already. Of several installations at once, also by several processes, one
/// works and the others wait for it. The file appears under its name only when it is whole, checked and on
/// the disk.
///
/// # Errors
/// No package for this machine, no npm, no network, a wrong digest, no room: each names its mend.
pub fn install(cache: &Path, progress: &dyn Progress) -> Result<Library, EngineError> {
    install_package(Package::for_this_machine()?, &Npm::default(), cache, progress)
}

fn install_package(
    package: &Package,
    npm: &Npm,
    cache: &Path,
    progress: &dyn Progress,
) -> Result<Library, EngineError> {
    let item = package.item(cache);
    let check = |path: &Path| Library::check(path.to_owned(), Some(package.library_bytes));
    tiraj_packs::fetch(&item, npm, &|path| check(path).is_ok(), progress)?;
    check(&item.target)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tiraj_packs::{FetchError, StderrProgress};

    use super::*;

    /// Installs without npm over a file of these bytes, where a library has 64.
    fn install_over(present: &[u8]) -> Result<Library, EngineError> {
        let cache = tempfile::tempdir().expect("a folder");
        let package = Package::sample(64);
        let target = package.item(cache.path()).target;
        fs::create_dir_all(target.parent().expect("has one")).expect("makes");
        fs::write(&target, present).expect("writes");
        install_package(&package, &Npm::at("/nonexistent/npm"), cache.path(), &StderrProgress::new())
    }

    #[test]
    fn a_whole_library_is_taken_as_it_is() {
        let mut library = vec![0; 64];
        library[..6].copy_from_slice(b"\x7fELF\x02\x01");
        assert!(install_over(&library).expect("is there").path().ends_with("libchdb.so"));
    }

    #[test]
    fn a_damaged_library_is_fetched_anew() {
        for damaged in [b"\x7fELF".to_vec(), vec![0; 64]] {
            let error = install_over(&damaged).expect_err("there is no npm");
            assert!(matches!(error, EngineError::Fetch(FetchError::NpmMissing { .. })), "{error}");
            assert!(error.to_string().contains("tiraj engine install"), "{error}");
        }
    }
}
