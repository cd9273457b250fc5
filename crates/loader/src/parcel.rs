//! A segment made ready to be landed.
//!
//! Reading, decoding and encoding a segment takes a processor for as long as the store takes to insert it. So it is done on a
//! thread of its own, while the segment before it lands, and never on the threads that answer requests. A parcel holds
//! what is sent and no more: the bytes of the segment and its decoded frames are let go before the parcel waits.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use tiraj_frames::{Contents, Fault, FrameError};
use tiraj_model::{Article, BatchOrigin};
use tiraj_spool::{Log, ReadError, Segment, SegmentId};
use tiraj_store::{Batch, SiteHour};

use crate::batches::{BatchError, split_batches};
use crate::census::Census;
use crate::describe::describe;
use crate::descriptions::Descriptions;
use crate::touched::hours_of;

/// All that a segment brings.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// Its events, in batches.
    pub(crate) batches: Vec<Batch>,
    /// The same, counted for the ledger.
    pub(crate) census: Census,
    /// The hours that they touch.
    pub(crate) hours: BTreeSet<SiteHour>,
    /// What pages say of their articles, as far as that is new.
    pub(crate) articles: Vec<Article>,
    /// Whether the disk has destroyed a part of it.
    pub(crate) is_damaged: bool,
}

/// A segment whose events cannot be made into batches.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ParcelError {
    #[error("a segment cannot be made into batches")]
    Batch(#[from] BatchError),
    #[error("a segment cannot be read as events")]
    Frame(#[from] FrameError),
}

impl Parcel {
    /// Reads a segment; `None` where it is not to be had.
    pub(crate) fn make(
        log: &Log,
        descriptions: &Descriptions,
        node: u16,
        id: SegmentId,
    ) -> Result<Option<Self>, ParcelError> {
        let segment = match log.read(id) {
            Ok(segment) => segment,
            // Somebody deleted it in the meantime.
            Err(ReadError::Unknown(_)) => return Ok(None),
            // Waiting would hold up every later segment. The file stays, and is tried again at the next start.
            Err(error) => {
                tracing::error!(segment = %id, error = describe(&error), "a segment cannot be read; check the disk");
                return Ok(None);
            }
        };
        let is_damaged = !segment.damages().is_empty();
        let contents = read_segment(&segment);
        drop(segment);
        let census = Census::take(contents.received, &contents.batches)?;
        let frames: Vec<RecordBatch> = contents.batches.into_iter().map(|batch| batch.events).collect();
        Ok(Some(Self {
            batches: split_batches(node, BatchOrigin::Spool, id.0, &frames)?,
            census,
            hours: hours_of(&frames)?,
            articles: descriptions.changed(&frames)?,
            is_damaged,
        }))
    }
}

/// What a segment holds. A frame that is whole but not readable is skipped with an error in the log: it would stop all that
/// come after it.
fn read_segment(segment: &Segment) -> Contents {
    for damage in segment.damages() {
        tracing::error!(%damage, "the spool was damaged; the broken bytes are kept in its folder `damaged`");
    }
    let frames = segment.frames().map(|(position, frame)| (position.frame, frame));
    let contents = Contents::read(segment.preamble(), frames);
    for Fault { frame, error } in &contents.faults {
        let error = describe(error);
        tracing::error!(segment = %segment.id(), frame, error, "skipping a frame that holds neither events nor a tally");
    }
    contents
}
