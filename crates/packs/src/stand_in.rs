//! For tests: a stand-in for npm, a shell script that puts a prepared tarball where npm would.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::Sha512;
use tempfile::TempDir;

use crate::{Digest, Npm, Progress};

/// Remembers what it was told.
#[derive(Default)]
pub(crate) struct Told(pub(crate) Mutex<Vec<String>>);

impl Progress for Told {
    fn begin(&self, step: &str, _: Option<u64>) {
        self.0.lock().expect("not poisoned").push(step.to_owned());
    }

    fn advance(&self, _: u64) {}

    fn finish(&self) {}
}

/// A package of one file.
pub(crate) fn tarball(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    archive.append_data(&mut header, name, content).expect("in memory");
    archive.into_inner().expect("in memory").finish().expect("in memory")
}

pub(crate) fn digest(bytes: &[u8]) -> Digest {
    let mut hasher = Sha512::default();
    sha2::Digest::update(&mut hasher, bytes);
    Digest::of(hasher)
}

/// A folder with a stand-in for npm in it, and room for a cache.
pub(crate) struct Registry {
    folder: TempDir,
}

impl Registry {
    /// npm delivers `tarball`, and says that `newest` is the newest version.
    pub(crate) fn new(tarball: &[u8], newest: &str) -> Self {
        let registry = Self { folder: tempfile::tempdir().expect("a folder") };
        registry.publish(tarball, newest);
        registry.npm_does("echo run >> \"$0.runs\"; cp \"$(dirname \"$0\")/package.tgz\" \"$4/fetched.tgz\"");
        registry
    }

    pub(crate) fn publish(&self, tarball: &[u8], newest: &str) {
        let integrity = digest(tarball).integrity();
        let answer = format!(r#"{{"version": "{newest}", "dist.integrity": "{integrity}"}}"#);
        fs::write(self.path().join("package.tgz"), tarball).expect("writes");
        fs::write(self.path().join("view.json"), answer).expect("writes");
    }

    /// Has `npm pack` run a script.
    pub(crate) fn npm_does(&self, script: &str) {
        let view = "if [ \"$1\" = view ]; then exec cat \"$(dirname \"$0\")/view.json\"; fi";
        let path = self.path().join("npm");
        fs::write(&path, format!("#!/bin/sh\n{view}\n{script}\n")).expect("writes");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("own file");
    }

    pub(crate) fn npm(&self) -> Npm {
        Npm::at(self.path().join("npm"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path().join("cache")
    }

    /// How many times `npm pack` ran.
    pub(crate) fn runs(&self) -> usize {
        fs::read_to_string(self.path().join("npm.runs")).unwrap_or_default().lines().count()
    }
}
