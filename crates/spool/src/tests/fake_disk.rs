//! A disk in memory that forgets on a crash what was not synced, fills up, and fails on demand.
//!
//! Unsynced writes of a file reach the disk as a prefix of them, the last one torn; unsynced names likewise. A sync that
//! fails loses what it should have written for good, although the file still reads as if it were there: what Linux does.

mod state;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use state::{Change, Disk, File, Rename};

use crate::{Entry, FileSystem, WritableFile};

/// A disk; clones are the same one.
#[derive(Clone, Default)]
pub(super) struct FakeDisk(Arc<Mutex<Disk>>);

/// The disk fails once, or from then on, after so many changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) after: u32,
    pub(super) lasting: bool,
}

impl FakeDisk {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap()
    }

    /// The machine stops; the disk holds what was synced and, as the seed has it, some of the rest.
    pub(super) fn crash(&self, seed: u64) {
        self.disk().crash(seed);
    }

    pub(super) fn set_fault(&self, fault: Option<Fault>) {
        self.disk().fault = fault;
    }

    /// Lets every read of this file fail.
    pub(super) fn make_unreadable(&self, path: &str) {
        self.disk().unreadable = Some(path.into());
    }

    /// Whether the disk may refuse something.
    pub(super) fn is_unsound(&self) -> bool {
        let disk = self.disk();
        disk.fault.is_some() || disk.capacity.is_some()
    }

    /// Leaves this many free bytes, or as many as anyone wants.
    pub(super) fn set_free(&self, free: Option<usize>) {
        let mut disk = self.disk();
        disk.capacity = free.map(|free| disk.used() + free);
    }
}

impl FileSystem for FakeDisk {
    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<Entry>> {
        let disk = self.disk();
        let inside = disk.names.iter().filter(|(path, _)| path.parent() == Some(dir));
        let entry = |(path, &file): (&PathBuf, &usize)| Entry {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes: disk.files[file].cached.len() as u64,
            is_file: true,
        };
        Ok(inside.map(entry).collect())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        let mut disk = self.disk();
        disk.tick()?;
        let file = disk.file(path).unwrap_or(disk.files.len());
        if file == disk.files.len() {
            disk.files.push(File::default());
            disk.rename(Rename::Link(path.to_owned(), file));
        } else {
            disk.files[file].change(Change::Truncate(0));
        }
        Ok(Box::new(FakeFile { disk: self.clone(), file }))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let disk = self.disk();
        if disk.unreadable.as_deref() == Some(path) {
            return Err(io::Error::other("the disk failed"));
        }
        disk.file(path).map(|file| disk.files[file].cached.clone())
    }

    fn written(&self, _: &Path) -> io::Result<SystemTime> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn truncate(&self, path: &Path, bytes: u64) -> io::Result<()> {
        let mut disk = self.disk();
        disk.tick()?;
        let file = disk.file(path)?;
        let length = disk.files[file].cached.len().min(usize::try_from(bytes).unwrap());
        disk.files[file].change(Change::Truncate(length));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut disk = self.disk();
        disk.tick()?;
        disk.file(from)?;
        disk.rename(Rename::Move(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut disk = self.disk();
        disk.tick()?;
        disk.file(path)?;
        disk.rename(Rename::Remove(path.to_owned()));
        Ok(())
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        let mut disk = self.disk();
        disk.tick()?;
        disk.sync_names();
        Ok(())
    }
}

struct FakeFile {
    disk: FakeDisk,
    file: usize,
}

impl WritableFile for FakeFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.disk.disk().write(self.file, usize::try_from(offset).unwrap(), bytes)
    }

    fn truncate(&mut self, bytes: u64) -> io::Result<()> {
        let mut disk = self.disk.disk();
        disk.tick()?;
        disk.files[self.file].change(Change::Truncate(usize::try_from(bytes).unwrap()));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.disk().sync(self.file)
    }
}
