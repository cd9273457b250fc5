//! npm, as far as it is needed: what is the newest release, and bring me a tarball.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::Deserialize;

use crate::{Digest, FetchError};

/// Why npm is run, for its errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Errand {
    /// What is wanted, in words.
    pub(crate) what: &'static str,
    /// The command that the user runs to try again.
    pub(crate) command: &'static str,
}

/// The program.
#[derive(Debug, Clone)]
pub struct Npm {
    program: OsString,
}

/// A published release of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its version.
    pub version: String,
    /// The digest of its tarball, as the registry states it.
    pub digest: Digest,
}

impl Default for Npm {
    /// The one on the search path.
    fn default() -> Self {
        Self::at("npm")
    }
}

impl Npm {
    /// The one at a path.
    #[must_use]
    pub fn at(program: impl Into<OsString>) -> Self {
        Self { program: program.into() }
    }

    /// Puts the tarball of `specifier` (`name@version`) into `folder`.
    pub(crate) fn pack(&self, specifier: &str, folder: &Path, errand: Errand) -> Result<PathBuf, FetchError> {
        let mut command = Command::new(&self.program);
        command
            .args(["pack", "--silent", "--pack-destination"])
            .args([folder.as_os_str(), specifier.as_ref()]);
        let output = self.run(command.current_dir(folder), errand)?;
        let tarball = find_tarball(folder).map_err(FetchError::file("read", folder))?;
        match tarball {
            Some(tarball) if output.status.success() => Ok(tarball),
            _ => Err(failed(specifier, errand, &output)),
        }
    }

    /// The newest release of the package `name`.
    pub(crate) fn newest(&self, name: &str, errand: Errand) -> Result<Release, FetchError> {
        let mut command = Command::new(&self.program);
        let specifier = format!("{name}@latest");
        command.args(["view", "--silent", "--json", &specifier, "version", "dist.integrity"]);
        let output = self.run(&mut command, errand)?;
        if !output.status.success() {
            return Err(failed(&specifier, errand, &output));
        }
        read_release(&output.stdout).ok_or_else(|| FetchError::Unexpected {
            package: specifier,
            what: "version and SHA-512 of a release".into(),
            reason: last_words(&output.stdout),
        })
    }

    fn run(&self, command: &mut Command, errand: Errand) -> Result<Output, FetchError> {
        command.stdin(Stdio::null()).output().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => FetchError::NpmMissing { what: errand.what, command: errand.command },
            _ => FetchError::File { action: "run", path: PathBuf::from(&self.program), source },
        })
    }
}

/// Reads what `npm view` prints. The version becomes part of a path, so nothing but a version will do.
fn read_release(answer: &[u8]) -> Option<Release> {
    #[derive(Deserialize)]
    struct Answer {
        version: String,
        #[serde(rename = "dist.integrity")]
        integrity: String,
    }
    let answer: Answer = serde_json::from_slice(answer).ok()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let is_version =
        answer.version.starts_with(|c: char| c.is_ascii_digit()) && answer.version.chars().all(is_plain);
    let digest = Digest::from_integrity(&answer.integrity)?;
    is_version.then_some(Release { version: answer.version, digest })
}

fn failed(package: &str, errand: Errand, output: &Output) -> FetchError {
    let talk = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    FetchError::NpmFailed { package: package.to_owned(), command: errand.command, said: last_words(talk) }
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
fn last_words(talk: &[u8]) -> String {
    let text = String::from_utf8_lossy(talk).into_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_a_version_and_a_digest() {
        let integrity = crate::AGENTS.digest.integrity();
        let answer = |version: &str, integrity: &str| {
            read_release(format!(r#"{{"version": "{version}", "dist.integrity": "{integrity}"}}"#).as_bytes())
        };
        assert_eq!(answer("1.2.3-rc.1", &integrity).unwrap().version, "1.2.3-rc.1");
        for (version, integrity) in [("../1", &*integrity), ("1/../..", &integrity), ("1.0.0", "sha1-AAAA")] {
            assert_eq!(answer(version, integrity), None, "{version} {integrity}");
        }
        assert_eq!(read_release(b""), None);
    }
}
