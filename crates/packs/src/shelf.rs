//! The packs in the user's cache.

use std::fs;
use std::path::{Path, PathBuf};

use crate::npm::Errand;
use crate::pack::COMMAND;
use crate::record::{Record, is_newer};
use crate::{Digest, FetchError, Npm, Pack, Progress, Release, fetch};

/// The folder of packs. Which release is in use: a recorded one that is newer than the pinned, else the pinned one.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    npm: Npm,
}

/// A pack that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The release in use.
    pub version: String,
    /// The digest of its tarball.
    pub digest: Digest,
    /// Its file.
    pub path: PathBuf,
}

impl Shelf {
    /// The packs in `cache` (see [`cache_dir`](crate::cache_dir)), fetched with `npm`.
    #[must_use]
    pub fn new(cache: &Path, npm: Npm) -> Self {
        Self { folder: cache.join("packs"), npm }
    }

    /// The release in use, if it is there.
    #[must_use]
    pub fn find(&self, pack: &Pack) -> Option<Installed> {
        self.recorded(pack).or_else(|| self.pinned(pack))
    }

    /// Fetches the pinned release where neither it nor a newer one is there.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub fn install(&self, pack: &Pack, progress: &dyn Progress) -> Result<Installed, FetchError> {
        if let Some(installed) = self.recorded(pack) {
            return Ok(installed);
        }
        let release = Release { version: pack.version.to_owned(), digest: pack.digest };
        self.bring(pack, release, Some(pack.bytes), progress)
    }

    /// Fetches the newest published release, checks it against the digest that the registry states, and puts it in
    /// use. Where that is the one in use, or the registry has only older ones, nothing changes.
    ///
    /// # Errors
    /// When it cannot be fetched or recorded.
    pub fn update(&self, pack: &Pack, progress: &dyn Progress) -> Result<Installed, FetchError> {
        progress.begin(&format!("Asking npm for the newest {}", pack.package), None);
        let newest = self.npm.newest(pack.package, Errand { what: pack.what, command: COMMAND });
        progress.finish();
        let newest = newest?;
        let present = self.find(pack);
        let in_use = present.as_ref().map_or(pack.version, |present| &present.version);
        if !is_newer(&newest.version, in_use) {
            return present.map_or_else(|| self.install(pack, progress), Ok);
        }
        let brought = self.bring(pack, newest.clone(), None, progress)?;
        let bytes = fs::metadata(&brought.path).map_err(FetchError::file("read", &brought.path))?.len();
        Record::new(&newest, bytes).write(&self.record_path(pack))?;
        self.discard(pack, present.as_ref());
        Ok(brought)
    }

    fn bring(
        &self,
        pack: &Pack,
        release: Release,
        bytes: Option<u64>,
        progress: &dyn Progress,
    ) -> Result<Installed, FetchError> {
        let item = pack.item(&self.folder, &release.version, release.digest);
        // Of an unpinned release nobody has recorded what is there, so what is there is not trusted.
        let is_whole = |path: &Path| bytes.is_some_and(|bytes| has_size(path, bytes));
        fetch(&item, &self.npm, &is_whole, progress)?;
        Ok(Installed { version: release.version, digest: release.digest, path: item.target })
    }

    /// Deletes what is no longer in use; a failure costs only room.
    fn discard(&self, pack: &Pack, old: Option<&Installed>) {
        if let Some(folder) = old.filter(|old| old.version != pack.version).and_then(|old| old.path.parent())
        {
            let _ = fs::remove_dir_all(folder);
        }
    }

    fn recorded(&self, pack: &Pack) -> Option<Installed> {
        let record =
            Record::read(&self.record_path(pack)).filter(|it| is_newer(&it.version, pack.version))?;
        let path = pack.path(&self.folder, &record.version);
        let digest = record.digest()?;
        has_size(&path, record.bytes).then_some(Installed { version: record.version, digest, path })
    }

    fn pinned(&self, pack: &Pack) -> Option<Installed> {
        let path = pack.path(&self.folder, pack.version);
        let installed = Installed { version: pack.version.to_owned(), digest: pack.digest, path };
        has_size(&installed.path, pack.bytes).then_some(installed)
    }

    fn record_path(&self, pack: &Pack) -> PathBuf {
        self.folder.join(format!("{}.json", pack.name))
    }
}

fn has_size(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{Registry, Told, digest, tarball};

    const OLD: &[u8] = b"old rules";
    const NEW: &[u8] = b"rules that are newer";

    fn package(content: &[u8]) -> Vec<u8> {
        tarball("package/regexes.yaml", content)
    }

    /// A pack whose pinned release is 0.18.0 with the old rules, in a registry that has just that.
    fn bench() -> (Registry, Shelf, Pack) {
        let registry = Registry::new(&package(OLD), "0.18.0");
        let shelf = Shelf::new(&registry.cache(), registry.npm());
        let pack = Pack { digest: digest(&package(OLD)), bytes: OLD.len() as u64, ..crate::AGENTS };
        (registry, shelf, pack)
    }

    fn content(installed: &Installed) -> Vec<u8> {
        fs::read(&installed.path).expect("is there")
    }

    #[test]
    fn the_pinned_release_is_installed_once() {
        let (registry, shelf, pack) = bench();
        assert_eq!(shelf.find(&pack), None);
        let installed = shelf.install(&pack, &Told::default()).expect("installs");
        assert_eq!(content(&installed), OLD);
        assert!(installed.path.ends_with("packs/uap-core-0.18.0/regexes.yaml"));
        assert_eq!(shelf.find(&pack), Some(installed.clone()));
        assert_eq!(shelf.install(&pack, &Told::default()).expect("is there"), installed);
        assert_eq!(shelf.update(&pack, &Told::default()).expect("is the newest"), installed);
        assert_eq!(registry.runs(), 1);
    }

    #[test]
    fn an_update_comes_into_use_and_stays() {
        let (registry, shelf, pack) = bench();
        shelf.install(&pack, &Told::default()).expect("installs");
        for (version, rules) in [("0.19.0", NEW), ("0.20.0", OLD)] {
            registry.publish(&package(rules), version);
            let updated = shelf.update(&pack, &Told::default()).expect("updates");
            assert_eq!((updated.version.as_str(), content(&updated)), (version, rules.to_vec()));
            assert_eq!(shelf.install(&pack, &Told::default()).expect("is there"), updated);
        }
        let folders = fs::read_dir(registry.cache().join("packs")).expect("made");
        assert_eq!(folders.count(), 3, "the pinned release, the newest one and the record");
    }

    #[test]
    fn an_update_that_lost_its_file_gives_way_to_the_pinned_release() {
        let (registry, shelf, pack) = bench();
        shelf.install(&pack, &Told::default()).expect("installs");
        registry.publish(&package(NEW), "0.19.0");
        let updated = shelf.update(&pack, &Told::default()).expect("updates");
        fs::write(updated.path, b"cut").expect("writes");
        assert_eq!(shelf.find(&pack).expect("is there").version, "0.18.0");
        assert_eq!(content(&shelf.update(&pack, &Told::default()).expect("updates again")), NEW);
    }

    #[test]
    fn an_update_that_is_not_what_the_registry_states_changes_nothing() {
        let (registry, shelf, pack) = bench();
        let installed = shelf.install(&pack, &Told::default()).expect("installs");
        registry.publish(&package(NEW), "0.19.0");
        fs::write(registry.path().join("package.tgz"), package(b"forged")).expect("writes");
        let error = shelf.update(&pack, &Told::default()).expect_err("is refused");
        assert!(matches!(error, FetchError::DigestMismatch { .. }), "{error}");
        assert_eq!(shelf.find(&pack), Some(installed));
    }

    #[test]
    fn a_newer_pin_wins_over_an_older_update() {
        let (registry, shelf, pack) = bench();
        registry.publish(&package(NEW), "0.19.0");
        shelf.update(&pack, &Told::default()).expect("updates");
        registry.publish(&package(OLD), "0.20.0");
        let newer = Pack { version: "0.20.0", ..pack };
        assert_eq!(content(&shelf.install(&newer, &Told::default()).expect("installs")), OLD);
    }
}
