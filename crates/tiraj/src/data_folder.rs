//! The data folder: what lies where in it, and its one owner.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A folder of data, which this process may or may not own.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder(PathBuf);

/// The right to write in a data folder, until it is dropped or the process ends in any way.
#[derive(Debug)]
pub(crate) struct Ownership(#[expect(dead_code, reason = "held for its lock")] File);

impl DataFolder {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Data of the embedded engine.
    pub(crate) fn engine(&self) -> PathBuf {
        self.0.join("clickhouse")
    }

    /// Links to the files of tables that are held fast for a backup.
    pub(crate) fn frozen(&self) -> PathBuf {
        self.engine().join(tiraj_store::FROZEN)
    }

    /// Segments that are not loaded yet.
    pub(crate) fn spool(&self) -> PathBuf {
        self.0.join("spool")
    }

    /// View totals and salts.
    pub(crate) fn collector(&self) -> PathBuf {
        self.0.join("collector")
    }

    /// View totals that could not be read and were moved aside.
    pub(crate) fn damaged_totals(&self) -> PathBuf {
        self.collector().join("views.damaged")
    }

    /// Batches that the store will never take.
    pub(crate) fn dead_letters(&self) -> PathBuf {
        self.0.join("dead-letters")
    }

    /// The register of sites.
    pub(crate) fn sites(&self) -> PathBuf {
        self.0.join("sites.json")
    }

    /// The register of tokens.
    pub(crate) fn tokens(&self) -> PathBuf {
        self.0.join("tokens.json")
    }

    /// Weekly reports as they were published.
    pub(crate) fn reports(&self) -> PathBuf {
        self.0.join("reports")
    }

    /// The register of schedules.
    pub(crate) fn schedules(&self) -> PathBuf {
        self.0.join("schedules.json")
    }

    /// The log of deliveries.
    pub(crate) fn deliveries(&self) -> PathBuf {
        self.0.join("deliveries.json")
    }

    /// The key by which links and messages of deliveries are signed.
    pub(crate) fn delivery_key(&self) -> PathBuf {
        self.0.join("delivery-key")
    }

    /// Is there while nothing is delivered by itself.
    pub(crate) fn deliveries_held(&self) -> PathBuf {
        self.0.join("deliveries-held")
    }

    /// The people of the newsroom.
    pub(crate) fn people(&self) -> PathBuf {
        self.0.join("people.json")
    }

    /// Where they are signed in.
    pub(crate) fn sessions(&self) -> PathBuf {
        self.0.join("sessions.json")
    }

    /// Links to a site's pages.
    pub(crate) fn share_links(&self) -> PathBuf {
        self.0.join("share-links.json")
    }

    /// Who did what.
    pub(crate) fn audit(&self) -> PathBuf {
        self.0.join("audit")
    }

    /// The number of this node.
    pub(crate) fn node(&self) -> PathBuf {
        self.0.join("node")
    }

    /// By what this node claims its number.
    pub(crate) fn node_identity(&self) -> PathBuf {
        self.0.join("node-identity")
    }

    /// Is there while the public counters lack something that the store holds.
    pub(crate) fn counters_behind(&self) -> PathBuf {
        self.0.join("counters-behind")
    }

    /// The numbers of bulk loads.
    pub(crate) fn bulk_numbers(&self) -> PathBuf {
        self.0.join("bulk-number")
    }

    /// Where the owner listens for commands.
    pub(crate) fn socket(&self) -> PathBuf {
        self.0.join("tiraj.sock")
    }

    /// Makes the folder where it is new, and takes it.
    pub(crate) fn take(&self) -> anyhow::Result<Ownership> {
        let shown = self.0.display();
        std::fs::create_dir_all(&self.0)
            .with_context(|| format!("cannot make the data folder {shown}; choose another with --data"))?;
        let path = self.0.join("lock");
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).with_context(
                || format!("cannot write in the data folder {shown}; choose another with --data"),
            )?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(
                "the data folder {shown} belongs to the running process {}; stop it, or use another folder",
                read_text(&mut file)
            ),
            Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the data folder"),
        }
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())?;
        Ok(Ownership(file))
    }

    /// Takes the right to reclassify, which one command at a time has: what it found lies in one table.
    pub(crate) fn take_reclassification(&self) -> anyhow::Result<File> {
        self.take_right("reclassify")
    }

    /// Takes the right to back up, which one command at a time has: what is held fast lies in one folder.
    pub(crate) fn take_backup(&self) -> anyhow::Result<File> {
        self.take_right("backup")
    }

    fn take_right(&self, command: &str) -> anyhow::Result<File> {
        let path = self.0.join(format!("{command}.lock"));
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file.with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                bail!("another `tiraj {command}` is under way; wait for its end")
            }
            Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data folder"),
        }
    }
}

fn read_text(file: &mut File) -> String {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    text
}

/// Replaces a file as a whole, or not at all.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    replace(path, bytes, 0o666)
}

/// The same for a file that only its owner may read.
pub(crate) fn write_privately(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    replace(path, bytes, 0o600)
}

/// The rights in `mode` are those of a new file before the process's mask.
fn replace(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    let failed = || format!("cannot write {}; check the disk and the rights of its folder", path.display());
    let new = path.with_extension("new");
    // A draft that a crash left may have other rights.
    let _ = std::fs::remove_file(&new);
    let mut file = File::options().write(true).create_new(true).mode(mode).open(&new).with_context(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(failed)?;
    std::fs::rename(&new, path).with_context(failed)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reclassification_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(folder.path());
        let first = folder.take_reclassification().unwrap();
        assert!(folder.take_reclassification().unwrap_err().to_string().contains("under way"));
        drop(first);
        assert!(folder.take_reclassification().is_ok());
    }

    #[test]
    fn a_folder_has_one_owner_at_a_time() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(&parent.path().join("data"));
        let owner = folder.take().unwrap();
        let refusal = folder.take().unwrap_err().to_string();
        assert!(refusal.contains(&format!("the running process {}", std::process::id())), "{refusal}");
        drop(owner);
        assert!(folder.take().is_ok());
    }
}
