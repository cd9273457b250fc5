//! Making a data folder of a backup.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail, ensure};
use tar::{Archive, EntryType};

use super::digest::Passed;
use super::{END, End, FORMAT, HEAD, Head};

/// The longest first or last entry, in bytes.
const LONGEST: u64 = 1 << 16;

/// Makes a data folder, which must not be there or be empty, of a backup. It is made beside, and gets its name only once the whole backup
/// was read and is what its last entry says. `passed` is told how many bytes are written.
pub(crate) fn restore(backup: impl Read, folder: &Path, passed: impl FnMut(u64)) -> anyhow::Result<Head> {
    ensure!(
        is_free(folder)?,
        "{} is not empty, and a backup is never restored over anything; choose another folder with --data",
        folder.display()
    );
    let beside = beside(folder)?;
    remove(&beside)?;
    let unpacked = unpack(backup, &beside, passed).and_then(|head| {
        sync(&beside)?;
        // An empty folder makes room for the whole one.
        let _ = fs::remove_dir(folder);
        fs::rename(&beside, folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(head)
    });
    if unpacked.is_err() {
        remove(&beside)?;
    }
    unpacked
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// A folder on the same disk, for what is not whole yet.
fn beside(folder: &Path) -> anyhow::Result<PathBuf> {
    let name = folder.file_name().with_context(|| format!("{} names no folder", folder.display()))?;
    let mut name = name.to_owned();
    name.push(".restoring");
    Ok(folder.with_file_name(name))
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn unpack(backup: impl Read, folder: &Path, mut told: impl FnMut(u64)) -> anyhow::Result<Head> {
    let (mut archive, mut passed, mut head) = (Archive::new(backup), Passed::default(), None);
    let broken = "the backup is damaged; take another one";
    for entry in archive.entries().context(broken)? {
        let mut entry = entry.context(broken)?;
        let place = entry.path().context(broken)?.to_string_lossy().into_owned();
        let bytes = entry.size();
        if place == END {
            check_end(&mut entry, &passed)?;
            return head.context(broken);
        }
        ensure!(entry.header().entry_type() == EntryType::Regular, "{broken}: `{place}` is no file");
        let mut content = passed.begin(&place, bytes, &mut entry);
        if head.is_none() {
            ensure!(place == HEAD, "this is no backup of `tiraj backup`");
            head = Some(read_head(&mut content)?);
            continue;
        }
        let path = folder.join(inner(&place)?);
        let failed = || format!("cannot write {}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(folder)).with_context(failed)?;
        let mut file =
            File::options().write(true).create_new(true).mode(0o600).open(&path).with_context(failed)?;
        let copied = io::copy(&mut content, &mut file).with_context(failed)?;
        ensure!(copied == bytes, "the backup ends within `{place}`; it is cut off, take another one");
        told(bytes);
    }
    bail!("the backup has no end: it is cut off; take another one")
}

fn read_head(content: &mut impl Read) -> anyhow::Result<Head> {
    let mut text = Vec::new();
    content.take(LONGEST).read_to_end(&mut text)?;
    let format =
        serde_json::from_slice::<serde_json::Value>(&text).ok().and_then(|head| head["format"].as_u64());
    match format {
        Some(format) if format > u64::from(FORMAT) => {
            bail!(
                "the backup is of a newer format ({format}, this Tiraj knows {FORMAT}); restore it with the newer one"
            )
        }
        _ => serde_json::from_slice(&text).context("this is no backup of `tiraj backup`"),
    }
}

fn check_end(entry: &mut impl Read, passed: &Passed) -> anyhow::Result<()> {
    let mut text = Vec::new();
    entry.take(LONGEST).read_to_end(&mut text)?;
    let end: Option<End> = serde_json::from_slice(&text).ok();
    ensure!(
        end.as_ref() == Some(&passed.end()),
        "the backup is damaged: its content is not what its digest says; take another one"
    );
    Ok(())
}

/// A place within the folder, and nowhere else.
fn inner(place: &str) -> anyhow::Result<&Path> {
    let path = Path::new(place);
    let is_inner = path.components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(is_inner && !place.is_empty(), "the backup names a file outside of the data folder: `{place}`");
    Ok(path)
}

/// Waits until the disk has everything.
fn sync(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { sync(&path)? } else { File::open(&path)?.sync_all()? }
    }
    Ok(File::open(folder)?.sync_all()?)
}
