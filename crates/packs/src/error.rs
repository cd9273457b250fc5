//! What can go wrong on the way from npm to the cache.

use std::io;
use std::path::PathBuf;

/// Why something was not fetched. Each message names the mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// There is nowhere to keep anything.
    #[error("no cache folder is known: set HOME or XDG_CACHE_HOME")]
    CacheUnknown,
    /// `npm` is not installed.
    #[error(
        "npm is needed to fetch {what} and was not found: install Node.js with npm \
         (Debian: `apt-get install npm`) and run `{command}` again"
    )]
    NpmMissing {
        /// What was to be fetched.
        what: &'static str,
        /// The command that fetches it.
        command: &'static str,
    },
    /// `npm` ended with an error.
    #[error("npm could not fetch {package}: check the network and run `{command}` again; npm said: {said}")]
    NpmFailed {
        /// The package that was asked for.
        package: String,
        /// The command that fetches it.
        command: &'static str,
        /// The end of npm's own message.
        said: String,
    },
    /// What was fetched is not what is pinned, or what the registry states.
    #[error(
        "{package} was fetched, but its SHA-512 is {found} where {pinned} is pinned: nothing was installed; \
         run `{command}` again, and if it stays so, do not trust the source"
    )]
    DigestMismatch {
        /// The package that was fetched.
        package: String,
        /// Digest of the fetched file.
        found: Box<crate::Digest>,
        /// The digest that it should have.
        pinned: Box<crate::Digest>,
        /// The command that fetches it.
        command: &'static str,
    },
    /// The package does not hold the file, or one of another size, or the registry's word cannot be read.
    #[error("{package} does not hold the expected {what} ({reason}): nothing was installed")]
    Unexpected {
        /// The package.
        package: String,
        /// What was looked for.
        what: String,
        /// What is missing or different.
        reason: String,
    },
    /// A file or folder could not be read or written.
    #[error(
        "cannot {action} {}: check that it exists, that its permissions allow it and that the disk has room",
        path.display()
    )]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl FetchError {
    /// For `map_err` on a file operation.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}
