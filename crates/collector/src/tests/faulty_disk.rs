//! The machine's disk, except that it can be full and that a sync can be held up.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use tiraj_spool::{DiskFileSystem, Entry, FileSystem, WritableFile};

#[derive(Default)]
struct Faults {
    is_full: AtomicBool,
    /// Told when a sync begins, and what lets it go on.
    gate: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

/// Clones are the same disk.
#[derive(Clone, Default)]
pub(crate) struct FaultyDisk(Arc<Faults>);

impl FaultyDisk {
    pub(crate) fn set_full(&self, is_full: bool) {
        self.0.is_full.store(is_full, Ordering::SeqCst);
    }

    /// Holds up the next sync: the receiver is told when it begins, the sender lets it go on.
    pub(crate) fn hold_next_sync(&self) -> (Receiver<()>, Sender<()>) {
        let ((begun_tx, begun), (go, go_rx)) = (channel(), channel());
        *self.0.gate.lock().unwrap() = Some((begun_tx, go_rx));
        (begun, go)
    }
}

impl FileSystem for FaultyDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        DiskFileSystem.create_dir(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<Entry>> {
        DiskFileSystem.list(dir)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        let file = DiskFileSystem.create(path)?;
        Ok(Box::new(FaultyFile { file, faults: self.0.clone() }))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        DiskFileSystem.read(path)
    }

    fn written(&self, path: &Path) -> io::Result<SystemTime> {
        DiskFileSystem.written(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        DiskFileSystem.rename(from, to)
    }

    fn truncate(&self, path: &Path, bytes: u64) -> io::Result<()> {
        DiskFileSystem.truncate(path, bytes)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        DiskFileSystem.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        DiskFileSystem.sync_dir(dir)
    }
}

struct FaultyFile {
    file: Box<dyn WritableFile>,
    faults: Arc<Faults>,
}

impl WritableFile for FaultyFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if self.faults.is_full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.write_at(offset, bytes)
    }

    fn truncate(&mut self, bytes: u64) -> io::Result<()> {
        self.file.truncate(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        let gate = self.faults.gate.lock().unwrap().take();
        if let Some((begun, go)) = gate {
            begun.send(()).unwrap();
            go.recv().unwrap();
        }
        self.file.sync()
    }
}
