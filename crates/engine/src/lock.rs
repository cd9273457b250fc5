//! Who may open a data folder: one process, and within it one engine.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::EngineError;

/// The folder that this process has open: libchdb holds one at a time.
static OPEN: Mutex<Option<PathBuf>> = Mutex::new(None);

fn open_folder() -> MutexGuard<'static, Option<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The right to open the engine on a folder. Released by drop, and by the system when the process dies.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
    _claim: Claim,
}

impl FolderLock {
    /// Makes the folder if it is new, and takes it.
    pub(crate) fn take(folder: &Path) -> Result<Self, EngineError> {
        let claim = Claim::take(folder)?;
        fs::create_dir_all(folder).map_err(EngineError::file("create the data folder", folder))?;
        let path = folder.join("engine.lock");
        let mut file = open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(EngineError::FolderLocked { path: folder.to_owned(), pid: read_pid(&mut file) });
            }
            Err(TryLockError::Error(source)) => {
                return Err(EngineError::File { action: "lock", path, source });
            }
        }
        write_pid(&mut file).map_err(EngineError::file("write", path))?;
        Ok(Self { _file: file, _claim: claim })
    }
}

/// Opens a lock file without touching what its holder wrote in it.
fn open(path: &Path) -> Result<File, EngineError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(EngineError::file("open the lock file", path))
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// This process's one open folder.
#[derive(Debug)]
struct Claim;

impl Claim {
    fn take(folder: &Path) -> Result<Self, EngineError> {
        let mut open = open_folder();
        if let Some(path) = &*open {
            return Err(EngineError::AlreadyOpen { path: path.clone() });
        }
        *open = Some(folder.to_owned());
        Ok(Self)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        *open_folder() = None;
    }
}
