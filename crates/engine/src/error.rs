//! What can go wrong around the engine. Errors of a query are [`Exception`](crate::exception::Exception)s.

use std::io;
use std::path::PathBuf;

/// Why the engine could not be found, fetched or opened. Each message names the mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// No file where the library should be.
    #[error(
        "no engine library at {}: run `tiraj engine install`, or name a copy of libchdb in TIRAJ_ENGINE_LIB",
        path.display()
    )]
    LibraryMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there but is not all of it, or is no shared library at all.
    #[error(
        "the engine library {} is damaged ({reason}): run `tiraj engine install` to replace it",
        path.display()
    )]
    LibraryDamaged {
        /// The damaged file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system's loader refused the file.
    #[error(
        "cannot load the engine library {}: run `tiraj engine install`, or correct TIRAJ_ENGINE_LIB",
        path.display()
    )]
    LibraryUnloadable {
        /// The file that was refused.
        path: PathBuf,
        /// The loader's reason.
        source: libloading::Error,
    },
    /// A shared library, but not a libchdb with the functions that are needed.
    #[error(
        "{} is not libchdb 26.7 or newer: run `tiraj engine install`, or correct TIRAJ_ENGINE_LIB",
        path.display()
    )]
    LibraryForeign {
        /// The file that was loaded.
        path: PathBuf,
        /// Names the missing function.
        source: libloading::Error,
    },
    /// There is no pinned package for this machine.
    #[error("no engine package is pinned for {platform}: build libchdb 26.7 and name it in TIRAJ_ENGINE_LIB")]
    PlatformUnsupported {
        /// Operating system and processor.
        platform: String,
    },
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] tiraj_packs::FetchError),
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
    /// Another process has the data folder.
    #[error(
        "the data folder {} is in use by {}: stop it, or choose another folder",
        path.display(),
        owner(*pid)
    )]
    FolderLocked {
        /// The data folder.
        path: PathBuf,
        /// The process that holds it, if it left its number.
        pid: Option<u32>,
    },
    /// This process has an engine open already.
    #[error(
        "this process already has the engine open on {}: a process has one data folder; \
         shut that engine down first",
        path.display()
    )]
    AlreadyOpen {
        /// The folder that is open.
        path: PathBuf,
    },
    /// The engine did not start. libchdb gives no reason to its caller.
    #[error(
        "the engine could not open the data folder {}: it may be damaged or of a newer version \
         (stderr may say more)",
        path.display()
    )]
    NotStarted {
        /// The data folder.
        path: PathBuf,
    },
}

fn owner(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

impl EngineError {
    /// For `map_err` on a file operation.
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}
