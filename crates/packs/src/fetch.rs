//! Fetching one file of an npm package, checked against its digest before anything of it is used.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use sha2::Sha512;

use crate::npm::Errand;
use crate::{Digest, FetchError, Npm, Progress};

/// One file of one npm package, and where it is kept.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is, in words: `the engine`.
    pub what: &'static str,
    /// The command with which a user fetches it, for messages.
    pub command: &'static str,
    /// The package with its version, as npm wants it: `name@version`.
    pub specifier: String,
    /// The digest of its tarball.
    pub digest: Digest,
    /// The file's path in the package.
    pub file: &'static str,
    /// The file's size, where it is known.
    pub bytes: Option<u64>,
    /// How much is fetched, in words: `170 MB`; empty where nobody knows.
    pub size: &'static str,
    /// Where the file is kept.
    pub target: PathBuf,
}

/// Puts an item in its place unless `is_whole` says that it is there already.
///
/// Of several fetches at once, also by several processes, one works and the others wait for it. The file appears
/// under its name only when it is checked and on the disk.
///
/// # Errors
/// No npm, no network, a wrong digest, no room: each names its mend.
pub fn fetch(
    item: &Item,
    npm: &Npm,
    is_whole: &dyn Fn(&Path) -> bool,
    progress: &dyn Progress,
) -> Result<(), FetchError> {
    if is_whole(&item.target) {
        return Ok(());
    }
    let folder = item.target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(FetchError::file("create", folder))?;
    let path = folder.join("install.lock");
    let guard = File::options()
        .append(true)
        .create(true)
        .open(&path)
        .map_err(FetchError::file("open the lock file", &path))?;
    if guard.try_lock().is_err() {
        progress.begin(&format!("Waiting for another installation of {}", item.what), None);
        guard.lock().map_err(FetchError::file("lock", &path))?;
    }
    let job = Job { item, npm, progress };
    let result = if is_whole(&item.target) { Ok(()) } else { job.run(folder) };
    progress.finish();
    result
}

struct Job<'a> {
    item: &'a Item,
    npm: &'a Npm,
    progress: &'a dyn Progress,
}

impl Job<'_> {
    fn run(&self, folder: &Path) -> Result<(), FetchError> {
        let target = &self.item.target;
        let workshop = tempfile::Builder::new()
            .prefix("installing-")
            .tempdir_in(folder)
            .map_err(FetchError::file("create a folder in", folder))?;
        let tarball = self.download(workshop.path())?;
        self.verify(&tarball)?;
        let unpacked = workshop.path().join("unpacked");
        self.unpack(&tarball, &unpacked)?;
        fs::rename(&unpacked, target).map_err(FetchError::file("put in place", target))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(FetchError::file("sync", folder))
    }

    fn download(&self, workshop: &Path) -> Result<PathBuf, FetchError> {
        let Item { what, command, specifier, size, .. } = self.item;
        let size = if size.is_empty() { String::new() } else { format!(" ({size})") };
        self.progress.begin(&format!("Fetching {what}, {specifier}{size}, with npm"), None);
        self.npm.pack(specifier, workshop, Errand { what, command })
    }

    fn verify(&self, tarball: &Path) -> Result<(), FetchError> {
        let mut file = File::open(tarball).map_err(FetchError::file("open", tarball))?;
        let size = file.metadata().map_err(FetchError::file("read", tarball))?.len();
        self.progress.begin(&format!("Checking the digest of {}", self.item.what), Some(size));
        let mut hasher = Sha512::default();
        self.copy(&mut file, |bytes| {
            sha2::Digest::update(&mut hasher, bytes);
            Ok(())
        })
        .map_err(FetchError::file("read", tarball))?;
        let found = Digest::of(hasher);
        if found == self.item.digest {
            return Ok(());
        }
        Err(FetchError::DigestMismatch {
            package: self.item.specifier.clone(),
            found: Box::new(found),
            pinned: Box::new(self.item.digest),
            command: self.item.command,
        })
    }

    fn unpack(&self, tarball: &Path, target: &Path) -> Result<(), FetchError> {
        let file = File::open(tarball).map_err(FetchError::file("open", tarball))?;
        let wanted = Path::new("package").join(self.item.file);
        let mut archive = tar::Archive::new(GzDecoder::new(file));
        for entry in archive.entries().map_err(FetchError::file("read", tarball))? {
            let mut entry = entry.map_err(FetchError::file("read", tarball))?;
            if entry.path().is_ok_and(|path| path == wanted) {
                return self.write(&mut entry, target);
            }
        }
        Err(self.unexpected("it is not there".into()))
    }

    fn write(&self, source: &mut impl Read, target: &Path) -> Result<(), FetchError> {
        self.progress.begin(&format!("Unpacking {}", self.item.what), self.item.bytes);
        let mut file = File::create_new(target).map_err(FetchError::file("create", target))?;
        let written = self
            .copy(source, |bytes| file.write_all(bytes))
            .and_then(|written| file.sync_all().map(|()| written))
            .map_err(FetchError::file("write", target))?;
        match self.item.bytes {
            Some(bytes) if bytes != written => {
                Err(self.unexpected(format!("{written} bytes where {bytes} are expected")))
            }
            _ => Ok(()),
        }
    }

    /// Reads to the end in pieces, reporting each; returns the number of bytes.
    fn copy(&self, source: &mut impl Read, mut sink: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
        let mut buffer = vec![0; 1 << 20];
        let mut total = 0;
        loop {
            let length = match source.read(&mut buffer) {
                Ok(0) => return Ok(total),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            sink(&buffer[..length])?;
            total += length as u64;
            self.progress.advance(length as u64);
        }
    }

    fn unexpected(&self, reason: String) -> FetchError {
        let Item { specifier, file, .. } = self.item;
        FetchError::Unexpected { package: specifier.clone(), what: (*file).to_owned(), reason }
    }
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
