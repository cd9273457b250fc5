//! Fetching libchdb with npm, checked against the pinned digest before anything of it is used.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha512};

use crate::library::{self, Library};
use crate::package::{LIBRARY, Package};
use crate::{EngineError, Progress, lock};

/// Puts the pinned library into `cache` (see [`cache_dir`](crate::cache_dir)) and returns it.
///
/// Does nothing if it is there already. Of several installations at once, also by several processes, one
/// works and the others wait for it. The file appears under its name only when it is whole, checked and on
/// the disk.
///
/// # Errors
/// No package for this machine, no npm, no network, a wrong digest, no room: each names its mend.
pub fn install(cache: &Path, progress: &dyn Progress) -> Result<Library, EngineError> {
    let package = Package::for_this_machine()?;
    Installation { npm: OsStr::new("npm"), package, target: library::cached(cache), progress }.run()
}

struct Installation<'a> {
    npm: &'a OsStr,
    package: &'a Package,
    target: PathBuf,
    progress: &'a dyn Progress,
}

impl Installation<'_> {
    fn run(&self) -> Result<Library, EngineError> {
        if let Ok(library) = self.installed() {
            return Ok(library);
        }
        let folder = self.target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(EngineError::file("create", folder))?;
        let path = folder.join("install.lock");
        let guard = lock::open(&path)?;
        if guard.try_lock().is_err() {
            self.progress.begin("Waiting for another installation of the engine", None);
            guard.lock().map_err(EngineError::file("lock", &path))?;
        }
        let result = self.installed().or_else(|_| self.fetch(folder));
        self.progress.finish();
        result
    }

    fn installed(&self) -> Result<Library, EngineError> {
        Library::check(self.target.clone(), Some(self.package.library_bytes))
    }

    fn fetch(&self, folder: &Path) -> Result<Library, EngineError> {
        let workshop = tempfile::Builder::new()
            .prefix("installing-")
            .tempdir_in(folder)
            .map_err(EngineError::file("create a folder in", folder))?;
        let tarball = self.download(workshop.path())?;
        self.verify(&tarball)?;
        let unpacked = workshop.path().join(LIBRARY);
        self.unpack(&tarball, &unpacked)?;
        fs::rename(&unpacked, &self.target).map_err(EngineError::file("put in place", &self.target))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(EngineError::file("sync", folder))?;
        self.installed()
    }

    fn download(&self, workshop: &Path) -> Result<PathBuf, EngineError> {
        let specifier = self.package.specifier();
        self.progress.begin(&format!("Fetching the engine, {specifier} (170 MB), with npm"), None);
        let output = Command::new(self.npm)
            .args(["pack", "--silent", "--pack-destination"])
            .args([workshop.as_os_str(), specifier.as_ref()])
            .current_dir(workshop)
            .stdin(Stdio::null())
            .output()
            .map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => EngineError::NpmMissing,
                _ => EngineError::File { action: "run", path: self.npm.into(), source },
            })?;
        let tarball = find_tarball(workshop).map_err(EngineError::file("read", workshop))?;
        match tarball {
            Some(tarball) if output.status.success() => Ok(tarball),
            _ => Err(EngineError::NpmFailed {
                package: specifier,
                said: last_words(&output.stderr, &output.stdout),
            }),
        }
    }

    fn verify(&self, tarball: &Path) -> Result<(), EngineError> {
        let mut file = File::open(tarball).map_err(EngineError::file("open", tarball))?;
        let size = file.metadata().map_err(EngineError::file("read", tarball))?.len();
        self.progress.begin("Checking the engine's digest", Some(size));
        let mut digest = Sha512::new();
        self.copy(&mut file, |bytes| {
            digest.update(bytes);
            Ok(())
        })
        .map_err(EngineError::file("read", tarball))?;
        let found: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.package.sha512 {
            return Ok(());
        }
        let (package, pinned) = (self.package.specifier(), self.package.sha512.to_owned());
        Err(EngineError::DigestMismatch { package, found, pinned })
    }

    fn unpack(&self, tarball: &Path, target: &Path) -> Result<(), EngineError> {
        let file = File::open(tarball).map_err(EngineError::file("open", tarball))?;
        let mut archive = tar::Archive::new(GzDecoder::new(file));
        for entry in archive.entries().map_err(EngineError::file("read", tarball))? {
            let mut entry = entry.map_err(EngineError::file("read", tarball))?;
            if entry.path().is_ok_and(|path| path == Path::new("package").join(LIBRARY)) {
                return self.write(&mut entry, target);
            }
        }
        Err(self.unexpected(format!("no {LIBRARY} in it")))
    }

    fn write(&self, source: &mut impl Read, target: &Path) -> Result<(), EngineError> {
        self.progress.begin("Unpacking the engine", Some(self.package.library_bytes));
        let mut file = File::create_new(target).map_err(EngineError::file("create", target))?;
        let written = self
            .copy(source, |bytes| file.write_all(bytes))
            .and_then(|written| file.sync_all().map(|()| written))
            .map_err(EngineError::file("write", target))?;
        if written == self.package.library_bytes {
            return Ok(());
        }
        Err(self.unexpected(format!("{written} bytes where {} are expected", self.package.library_bytes)))
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

    fn unexpected(&self, reason: String) -> EngineError {
        EngineError::PackageUnexpected { package: self.package.specifier(), reason }
    }
}

fn find_tarball(folder: &Path) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tgz") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The end of what npm printed, on one line.
fn last_words(stderr: &[u8], stdout: &[u8]) -> String {
    let text = String::from_utf8_lossy(if stderr.is_empty() { stdout } else { stderr }).into_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}

#[cfg(test)]
mod tests;
