//! Segments that are done with: turning them into tombstones, and dropping the tombstones that mark nothing any more.

use std::collections::BTreeSet;
use std::io;

use tracing::{debug, warn};

use crate::folder::Folder;
use crate::position::SegmentId;

/// The tombstones in the folder, and the segment files that belong to no one in this process.
#[derive(Debug, Default)]
pub(crate) struct Graveyard {
    tombstones: BTreeSet<SegmentId>,
    /// Segments that could not be read or deleted. They stay in the run of numbers, although nobody is offered them.
    unburied: BTreeSet<SegmentId>,
}

impl Graveyard {
    pub(crate) const fn new(tombstones: BTreeSet<SegmentId>, unburied: BTreeSet<SegmentId>) -> Self {
        Self { tombstones, unburied }
    }

    /// Turns a segment into a tombstone.
    pub(crate) fn bury(&mut self, folder: &Folder, id: SegmentId, header_bytes: u64) -> io::Result<()> {
        self.unburied.insert(id);
        folder.bury(id, header_bytes)?;
        self.unburied.remove(&id);
        self.tombstones.insert(id);
        debug!(segment = id.0, "deleted a spool segment");
        Ok(())
    }

    /// Keeps one tombstone below the oldest segment, which marks where the run of numbers begins.
    pub(crate) fn sweep(&mut self, folder: &Folder, oldest: Option<SegmentId>) {
        let oldest = oldest.into_iter().chain(self.unburied.first().copied()).min();
        let below = |&&id: &&SegmentId| oldest.is_none_or(|oldest| id < oldest);
        let Some(marker) = self.tombstones.iter().rfind(below).copied() else { return };
        let kept = self.tombstones.split_off(&marker);
        for id in std::mem::replace(&mut self.tombstones, kept) {
            if let Err(error) = folder.remove_tombstone(id) {
                warn!(%error, segment = id.0, "cannot remove the tombstone of a spool segment");
            }
        }
    }
}
