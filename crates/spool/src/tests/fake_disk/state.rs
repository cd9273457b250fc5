//! What a fake disk holds: content and names, each as the process sees them and as they would survive.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::Fault;

#[derive(Default)]
pub(super) struct Disk {
    pub(super) files: Vec<File>,
    pub(super) names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    renames: Vec<Rename>,
    pub(super) capacity: Option<usize>,
    pub(super) fault: Option<Fault>,
    pub(super) unreadable: Option<PathBuf>,
    dice: Dice,
}

#[derive(Default)]
pub(super) struct File {
    pub(super) cached: Vec<u8>,
    synced: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone)]
pub(super) enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone)]
pub(super) enum Rename {
    Link(PathBuf, usize),
    Move(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// Where the randomness of a loss comes from: the same seed, the same crash.
#[derive(Default)]
struct Dice(u64);

impl Dice {
    /// A number from 0 to `most`.
    fn roll(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % (most + 1)
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write(offset, bytes) => {
                let end = offset + bytes.len();
                content.resize(content.len().max(end), 0);
                content[*offset..end].copy_from_slice(bytes);
            }
            Self::Truncate(length) => content.resize(*length, 0),
        }
    }

    /// What may be left of a write: its beginning, or its whole length with zeros where pages did not get there.
    fn torn(mut self, dice: &mut Dice) -> Self {
        if let Self::Write(_, bytes) = &mut self {
            let cut = dice.roll(bytes.len());
            match dice.roll(2) {
                0 => bytes.truncate(cut),
                1 => bytes[..cut].fill(0),
                _ => bytes[cut..].fill(0),
            }
        }
        self
    }
}

impl Rename {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Link(path, file) => drop(names.insert(path.clone(), *file)),
            Self::Move(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(path) => drop(names.remove(path)),
        }
    }
}

impl File {
    pub(super) fn change(&mut self, change: Change) {
        change.apply(&mut self.cached);
        self.pending.push(change);
    }

    fn sync(&mut self) {
        self.pending.drain(..).for_each(|change| change.apply(&mut self.synced));
    }

    /// Some of the pending changes reach the disk, the others never will.
    fn lose(&mut self, dice: &mut Dice) {
        let whole = dice.roll(self.pending.len());
        let torn = self.pending.get(whole).cloned().map(|change| change.torn(dice));
        self.pending.drain(..).take(whole).chain(torn).for_each(|change| change.apply(&mut self.synced));
    }
}

impl Disk {
    /// Fails if a fault is due; called once for each change.
    pub(super) fn tick(&mut self) -> io::Result<()> {
        match &mut self.fault {
            Some(Fault { after: 0, lasting }) => {
                if !*lasting {
                    self.fault = None;
                }
                Err(io::Error::other("the disk failed"))
            }
            Some(fault) => {
                fault.after -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub(super) fn rename(&mut self, rename: Rename) {
        rename.apply(&mut self.names);
        self.renames.push(rename);
    }

    pub(super) fn file(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn used(&self) -> usize {
        self.names.values().map(|&file| self.files[file].cached.len()).sum()
    }

    pub(super) fn write(&mut self, file: usize, offset: usize, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.tick() {
            self.files[file].change(Change::Write(offset, bytes[..bytes.len() / 2].to_vec()));
            return Err(error);
        }
        let grown = (offset + bytes.len()).saturating_sub(self.files[file].cached.len());
        let free = self.capacity.map_or(usize::MAX, |capacity| capacity.saturating_sub(self.used()));
        let fitting = bytes.len() - grown.saturating_sub(free);
        self.files[file].change(Change::Write(offset, bytes[..fitting].to_vec()));
        if fitting < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    pub(super) fn sync(&mut self, file: usize) -> io::Result<()> {
        let result = self.tick();
        match result {
            Ok(()) => self.files[file].sync(),
            Err(_) => self.files[file].lose(&mut self.dice),
        }
        result
    }

    pub(super) fn crash(&mut self, seed: u64) {
        self.fault = None;
        self.dice = Dice(seed);
        let Self { files, names, synced_names, renames, dice, .. } = self;
        let kept = dice.roll(renames.len());
        renames.drain(..).take(kept).for_each(|rename| rename.apply(synced_names));
        names.clone_from(synced_names);
        for file in files {
            file.lose(dice);
            file.cached.clone_from(&file.synced);
        }
    }

    pub(super) fn sync_names(&mut self) {
        self.renames.drain(..).for_each(|rename| rename.apply(&mut self.synced_names));
    }
}
