//! Which segments exist at this moment, how large they are and who still has to read them.

use std::collections::{BTreeMap, BTreeSet};

use crate::position::{Extent, SegmentId};

/// The segments of a spool, as everyone in the process sees them.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    sealed: BTreeMap<SegmentId, Sealed>,
    sealed_bytes: u64,
    active: Option<(SegmentId, u64)>,
    /// Bytes of files that lie in the folder but cannot be read.
    unreadable_bytes: u64,
}

/// A segment that no longer changes.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) extent: Extent,
    /// Bytes on disk, which may be more than those acknowledged.
    pub(crate) file_bytes: u64,
    /// Bytes of the header, which a tombstone keeps; 0 when it is destroyed.
    pub(crate) header_bytes: u64,
    /// Who needs the segment no more.
    pub(crate) acknowledged: BTreeSet<&'static str>,
}

impl Sealed {
    pub(crate) const fn new(extent: Extent, file_bytes: u64, header_bytes: u64) -> Self {
        Self { extent, file_bytes, header_bytes, acknowledged: BTreeSet::new() }
    }
}

impl Catalogue {
    pub(crate) fn add_unreadable(&mut self, bytes: u64) {
        self.unreadable_bytes += bytes;
    }

    pub(crate) fn add_sealed(&mut self, id: SegmentId, sealed: Sealed) {
        self.sealed_bytes += sealed.file_bytes;
        self.sealed.insert(id, sealed);
    }

    pub(crate) fn set_active(&mut self, active: Option<(SegmentId, u64)>) {
        self.active = active;
    }

    pub(crate) fn is_active(&self, id: SegmentId) -> bool {
        self.active.is_some_and(|(active, _)| active == id)
    }

    pub(crate) fn sealed(&self, id: SegmentId) -> Option<&Sealed> {
        self.sealed.get(&id)
    }

    pub(crate) fn all_sealed(&self) -> impl Iterator<Item = (SegmentId, &Sealed)> {
        self.sealed.iter().map(|(&id, sealed)| (id, sealed))
    }

    pub(crate) fn sealed_from(&self, first: SegmentId) -> Vec<SegmentId> {
        self.sealed.range(first..).map(|(&id, _)| id).collect()
    }

    /// Notes who has read a segment; `None` when no such segment is sealed.
    pub(crate) fn acknowledge(&mut self, consumer: &'static str, id: SegmentId) -> Option<&Sealed> {
        let sealed = self.sealed.get_mut(&id)?;
        sealed.acknowledged.insert(consumer);
        Some(sealed)
    }

    pub(crate) fn remove(&mut self, id: SegmentId) {
        if let Some(sealed) = self.sealed.remove(&id) {
            self.sealed_bytes -= sealed.file_bytes;
        }
    }

    /// Bytes of all segments together, the active one included.
    pub(crate) fn bytes(&self) -> u64 {
        self.sealed_bytes + self.unreadable_bytes + self.active.map_or(0, |(_, bytes)| bytes)
    }

    pub(crate) fn len(&self) -> usize {
        self.sealed.len() + usize::from(self.active.is_some())
    }

    pub(crate) fn oldest(&self) -> Option<SegmentId> {
        self.sealed.keys().next().copied()
    }
}
