//! The few things the spool asks of a filesystem, so that tests can hand it one that crashes.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::SystemTime;

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name; bytes that are not UTF-8 are replaced, which no name of ours has.
    pub name: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Whether it is a plain file, and not a folder or anything else.
    pub is_file: bool,
}

/// What the spool asks of a filesystem.
pub trait FileSystem: Send + Sync + 'static {
    /// Makes the folder and those above it, unless they are there.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;
    /// Everything in the folder, in any order.
    fn list(&self, dir: &Path) -> io::Result<Vec<Entry>>;
    /// Opens a file for writing, new or emptied.
    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>>;
    /// The whole content of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// When the file was written last.
    fn written(&self, path: &Path) -> io::Result<SystemTime>;
    /// Cuts a file to this many bytes, or leaves it if it is not longer.
    fn truncate(&self, path: &Path, bytes: u64) -> io::Result<()>;
    /// Renames a file, in one step, over whatever bore the new name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Deletes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns when all changes of names in the folder are on disk.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
}

/// A file that is being written.
pub trait WritableFile: Send {
    /// Writes all bytes at the offset; after an error any part of them may have been written.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts the file to this many bytes.
    fn truncate(&mut self, bytes: u64) -> io::Result<()>;
    /// Returns when content and length are on disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// The filesystem of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskFileSystem;

impl FileSystem for DiskFileSystem {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<Entry>> {
        let entry = |found: io::Result<fs::DirEntry>| {
            let found = found?;
            let metadata = found.metadata()?;
            let name = found.file_name().to_string_lossy().into_owned();
            Ok(Entry { name, bytes: metadata.len(), is_file: metadata.is_file() })
        };
        fs::read_dir(dir)?.map(entry).collect()
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        Ok(Box::new(File::create(path)?))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn written(&self, path: &Path) -> io::Result<SystemTime> {
        fs::metadata(path)?.modified()
    }

    fn truncate(&self, path: &Path, bytes: u64) -> io::Result<()> {
        let file = File::options().write(true).open(path)?;
        if file.metadata()?.len() > bytes { file.set_len(bytes) } else { Ok(()) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }
}

impl WritableFile for File {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn truncate(&mut self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}
