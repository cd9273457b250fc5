//! The handle that consumers share: which segments are sealed, their content, and acknowledging them.

use std::collections::BTreeSet;
use std::io;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use crate::catalogue::{Catalogue, Sealed};
use crate::error::{AcknowledgeError, ReadError};
use crate::folder::Folder;
use crate::graveyard::Graveyard;
use crate::header::{self, Header};
use crate::position::SegmentId;
use crate::segment::{End, Segment};

type OnSeal = Box<dyn Fn(SegmentId) + Send + Sync>;

/// A handle on the sealed segments of a spool. Clones are cheap and see the same spool.
#[derive(Clone)]
pub struct Log {
    shared: Arc<Shared>,
}

/// How full the spool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of all segments together, the active one and headers included; `damaged/` is not.
    pub bytes: u64,
    /// The limit on `bytes`, `Options::total_bytes`.
    pub limit: u64,
    /// Number of segments, the active one included.
    pub segments: usize,
    /// The oldest sealed segment that some consumer has not acknowledged.
    pub oldest: Option<SegmentId>,
}

/// A sealed segment, from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub segment: SegmentId,
    /// Frames that were acknowledged in it.
    pub frames: u32,
    /// Bytes on disk, header included.
    pub bytes: u64,
    /// When its file was written last; `None` where the filesystem does not say.
    pub written: Option<SystemTime>,
    /// The consumers that have not acknowledged it.
    pub consumers: Vec<&'static str>,
}

struct Shared {
    folder: Folder,
    consumers: BTreeSet<&'static str>,
    limit: u64,
    catalogue: Mutex<Catalogue>,
    /// Held while files are renamed and deleted, so that appends do not wait for it behind the catalogue's lock.
    graveyard: Mutex<Graveyard>,
    subscribers: RwLock<Vec<OnSeal>>,
    /// The segments of which something was destroyed or missing when the spool was opened.
    damaged: Vec<RangeInclusive<SegmentId>>,
}

impl Log {
    pub(crate) fn new(
        folder: Folder,
        consumers: Vec<&'static str>,
        limit: u64,
        graveyard: Graveyard,
        damaged: Vec<RangeInclusive<SegmentId>>,
    ) -> Self {
        let shared = Shared {
            folder,
            consumers: consumers.into_iter().collect(),
            limit,
            catalogue: Mutex::default(),
            graveyard: Mutex::new(graveyard),
            subscribers: RwLock::default(),
            damaged,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Calls `on_seal` with the number of each segment that is sealed from now on, on the thread of the writer, which
    /// waits for it: set a flag or wake a task. Subscribe first and list [`Log::sealed_from`] then to miss none.
    pub fn subscribe(&self, on_seal: impl Fn(SegmentId) + Send + Sync + 'static) {
        let mut subscribers = self.shared.subscribers.write().unwrap_or_else(PoisonError::into_inner);
        subscribers.push(Box::new(on_seal));
    }

    /// The sealed segments that still exist, from `first` on, in order. Those are what a consumer that starts has to
    /// read: opening a spool seals what was active before.
    pub fn sealed_from(&self, first: SegmentId) -> Vec<SegmentId> {
        self.catalogue().sealed_from(first)
    }

    /// The sealed segments that still exist, and who has to read each.
    pub fn waiting(&self) -> Vec<Waiting> {
        let consumers = &self.shared.consumers;
        let describe = |(segment, sealed): (SegmentId, &Sealed)| Waiting {
            segment,
            frames: sealed.extent.frames,
            bytes: sealed.file_bytes,
            written: None,
            consumers: consumers.difference(&sealed.acknowledged).copied().collect(),
        };
        let mut waiting: Vec<Waiting> = self.catalogue().all_sealed().map(describe).collect();
        // The disk is asked when nobody waits for the lock any more.
        waiting.iter_mut().for_each(|waiting| waiting.written = self.folder().written(waiting.segment));
        waiting
    }

    /// How many sealed segments a consumer other than the given one has not acknowledged.
    pub fn awaited_beside(&self, consumer: &str) -> usize {
        let others = |sealed: &Sealed| {
            self.shared
                .consumers
                .iter()
                .any(|other| *other != consumer && !sealed.acknowledged.contains(other))
        };
        self.catalogue().all_sealed().filter(|(_, sealed)| others(sealed)).count()
    }

    /// Whether the segment still exists and is sealed.
    pub fn holds(&self, segment: SegmentId) -> bool {
        self.catalogue().sealed(segment).is_some()
    }

    /// Reads a sealed segment into memory and checks every frame. Broken bytes are set aside.
    pub fn read(&self, segment: SegmentId) -> Result<Segment, ReadError> {
        let extent = self.catalogue().sealed(segment).ok_or(ReadError::Unknown(segment))?.extent;
        let bytes = self.folder().read(segment).map_err(|source| ReadError::Io { segment, source })?;
        let header = match header::decode(&bytes) {
            Header::Valid(valid) => Some(valid),
            Header::Newer(_) | Header::Broken => None,
        };
        let read = Segment::parse(segment, bytes, header, End::Certified(extent));
        self.folder().set_aside(&read);
        Ok(read)
    }

    /// Notes that `consumer` needs the segment no more; the last consumer's call deletes it. Any order is fine, and so
    /// is repeating it: a segment that is gone already counts as acknowledged.
    pub fn acknowledge(&self, consumer: &str, segment: SegmentId) -> Result<(), AcknowledgeError> {
        let Some(consumer) = self.shared.consumers.get(consumer) else {
            return Err(AcknowledgeError::UnknownConsumer(consumer.to_owned()));
        };
        let mut catalogue = self.catalogue();
        if catalogue.is_active(segment) {
            return Err(AcknowledgeError::NotSealed(segment));
        }
        let sealed = catalogue.acknowledge(consumer, segment);
        let done = sealed.filter(|sealed| sealed.acknowledged == self.shared.consumers);
        let header_bytes = done.map(|sealed| sealed.header_bytes);
        drop(catalogue);
        if let Some(header_bytes) = header_bytes {
            self.delete(segment, header_bytes)
                .map_err(|source| AcknowledgeError::Delete { segment, source })?;
        }
        Ok(())
    }

    /// Whether something of the segment was destroyed or missing when the spool was opened. What a consumer wrote down of
    /// such a segment may speak of frames that are no more.
    pub fn is_damaged(&self, segment: SegmentId) -> bool {
        self.shared.damaged.iter().any(|segments| segments.contains(&segment))
    }

    /// The oldest segment for which [`Log::is_damaged`] holds.
    pub fn oldest_damaged(&self) -> Option<SegmentId> {
        self.shared.damaged.iter().map(|segments| *segments.start()).min()
    }

    /// How full the spool is.
    pub fn usage(&self) -> Usage {
        let catalogue = self.catalogue();
        let (bytes, segments, oldest) = (catalogue.bytes(), catalogue.len(), catalogue.oldest());
        Usage { bytes, limit: self.shared.limit, segments, oldest }
    }

    pub(crate) fn catalogue(&self) -> MutexGuard<'_, Catalogue> {
        self.shared.catalogue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.shared.folder
    }

    pub(crate) fn announce(&self, id: SegmentId) {
        let subscribers = self.shared.subscribers.read().unwrap_or_else(PoisonError::into_inner);
        subscribers.iter().for_each(|on_seal| on_seal(id));
    }

    /// Replaces a segment that an earlier process was writing by a copy of what is valid in it, unless it was deleted.
    pub(crate) fn secure(&self, segment: &Segment) -> io::Result<()> {
        let _no_deletion = self.graveyard();
        if self.catalogue().sealed(segment.id()).is_none() {
            return Ok(());
        }
        self.folder().replace(segment.id(), segment.valid_bytes())
    }

    /// Deletes the file of a segment that nobody needs.
    pub(crate) fn delete(&self, id: SegmentId, header_bytes: u64) -> io::Result<()> {
        let mut graveyard = self.graveyard();
        graveyard.bury(self.folder(), id, header_bytes)?;
        let oldest = {
            let mut catalogue = self.catalogue();
            catalogue.remove(id);
            catalogue.oldest()
        };
        graveyard.sweep(self.folder(), oldest);
        Ok(())
    }

    fn graveyard(&self) -> MutexGuard<'_, Graveyard> {
        self.shared.graveyard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
