//! What waits in the spool and what was set aside, as `tiraj spool` shows it.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tiraj_loader::{DeadLetter, DeadLetters};
use tiraj_spool::{Log, Waiting};

/// The spool and the dead letters at one moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SpoolState {
    /// Bytes on disk, those of the segment that is being written included.
    pub(crate) bytes: u64,
    /// The most that they may be.
    pub(crate) limit_bytes: u64,
    /// The sealed segments, oldest first.
    pub(crate) segments: Vec<SegmentState>,
    /// Why nothing is loaded; `None` while all is well, or where nobody loads.
    pub(crate) trouble: Option<String>,
    /// What the store refused, oldest first.
    pub(crate) dead_letters: Vec<DeadLetter>,
}

/// A sealed segment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SegmentState {
    /// Its number.
    pub(crate) segment: u64,
    pub(crate) frames: u32,
    pub(crate) bytes: u64,
    /// Seconds since it was written last.
    pub(crate) age_seconds: Option<u64>,
    /// Who has not read it.
    pub(crate) waits_for: Vec<String>,
}

impl SpoolState {
    /// Reads it off a spool that this process has open.
    pub(crate) fn read(
        log: &Log,
        letters: &DeadLetters,
        trouble: String,
        now: SystemTime,
    ) -> anyhow::Result<Self> {
        let usage = log.usage();
        Ok(Self {
            bytes: usage.bytes,
            limit_bytes: usage.limit,
            segments: log.waiting().into_iter().map(|waiting| SegmentState::new(waiting, now)).collect(),
            trouble: Some(trouble).filter(|trouble| !trouble.is_empty()),
            dead_letters: letters.list()?,
        })
    }
}

impl SegmentState {
    fn new(waiting: Waiting, now: SystemTime) -> Self {
        let age = waiting.written.and_then(|written| now.duration_since(written).ok());
        Self {
            segment: waiting.segment.0,
            frames: waiting.frames,
            bytes: waiting.bytes,
            age_seconds: age.as_ref().map(Duration::as_secs),
            waits_for: waiting.consumers.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// What became of one dead letter that `tiraj spool` was to do something with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LetterOutcome {
    /// The letter as it was.
    #[serde(flatten)]
    pub(crate) letter: DeadLetter,
    /// Why nothing came of it; `None` where all went well.
    pub(crate) refused: Option<String>,
}
