//! The frames of one segment, told apart and put in relation: which rows were received when, and which are lost.
//!
//! A tally stands right behind its frame of events, so the two are matched by their ordinals. A tally whose frame is gone
//! says what is lost. Rows without a tally (a crash cut it off, or an older version wrote them) count as accepted in the
//! minute of the nearest tally after them, else before them, else of their own time.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use tiraj_model::{Minute, Tally};

use crate::{EventColumns, FrameError, preamble, read_frames, read_tally};

/// What the frames of a segment hold.
#[derive(Debug, Default)]
pub struct Contents {
    /// The events, in order.
    pub batches: Vec<ReceivedBatch>,
    /// What was received, rows without a tally included.
    pub received: Tally,
    /// Frames that are neither events nor a tally.
    pub faults: Vec<Fault>,
}

/// Events that were received together.
#[derive(Debug)]
pub struct ReceivedBatch {
    /// The events.
    pub events: RecordBatch,
    /// When, by the collector's clock; `None` where their segment has no tally.
    pub minute: Option<Minute>,
}

/// A frame that cannot be read.
#[derive(Debug)]
pub struct Fault {
    /// Its ordinal in the segment.
    pub frame: u32,
    /// Why.
    pub error: FrameError,
}

/// A readable frame.
enum Frame {
    Events(Vec<RecordBatch>),
    Tally(Tally),
}

impl Contents {
    /// Reads the frames of a segment, given with their ordinals. Where the segment's preamble is lost, that of this version
    /// is tried.
    pub fn read<'a>(schema: Option<&[u8]>, frames: impl IntoIterator<Item = (u32, &'a [u8])>) -> Self {
        let own = preamble();
        let schema = schema.unwrap_or(&own);
        let mut contents = Self::default();
        let mut readable = BTreeMap::new();
        for (ordinal, frame) in frames {
            match read_frame(schema, frame) {
                Ok(frame) => drop(readable.insert(ordinal, frame)),
                Err(error) => contents.faults.push(Fault { frame: ordinal, error }),
            }
        }
        contents.relate(readable);
        contents
    }

    /// Gives each frame of events the minute of its tally, and counts the rows of those that have none.
    fn relate(&mut self, frames: BTreeMap<u32, Frame>) {
        let minutes: BTreeMap<u32, Minute> =
            frames.iter().filter_map(|(ordinal, frame)| Some((*ordinal, frame.minute()?))).collect();
        for (ordinal, frame) in frames {
            match frame {
                Frame::Tally(tally) => self.received.add(&tally),
                Frame::Events(batches) => {
                    let own = ordinal.checked_add(1).and_then(|next| minutes.get(&next));
                    let nearest = || {
                        let after = minutes.range(ordinal..).next();
                        after.or_else(|| minutes.range(..ordinal).next_back()).map(|(_, minute)| minute)
                    };
                    let minute = own.or_else(nearest).copied();
                    for events in batches {
                        if own.is_none() {
                            self.count_untallied(&events, minute);
                        }
                        self.batches.push(ReceivedBatch { events, minute });
                    }
                }
            }
        }
    }

    fn count_untallied(&mut self, events: &RecordBatch, minute: Option<Minute>) {
        // It was read as events before.
        let Ok(columns) = EventColumns::new(events) else { return };
        for row in 0..columns.len() {
            let minute = minute.unwrap_or_else(|| Minute::of_millisecond(columns.time_ms(row)));
            self.received.entry(columns.site(row), minute).accepted += 1;
        }
    }
}

impl ReceivedBatch {
    /// The minute in which an event with this time was received.
    #[must_use]
    pub fn minute_for(&self, time_ms: i64) -> Minute {
        self.minute.unwrap_or_else(|| Minute::of_millisecond(time_ms))
    }
}

impl Frame {
    /// The minute in which a tally was written, which is that of what it accepted, and the newest otherwise.
    fn minute(&self) -> Option<Minute> {
        let Self::Tally(tally) = self else { return None };
        let accepted = tally.iter().find(|(_, received)| received.accepted > 0);
        accepted.map(|(key, _)| key.minute).or_else(|| tally.iter().map(|(key, _)| key.minute).max())
    }
}

fn read_frame(schema: &[u8], frame: &[u8]) -> Result<Frame, FrameError> {
    if let Some(tally) = read_tally(frame)? {
        return Ok(Frame::Tally(tally));
    }
    let batches = read_frames(schema, [frame])?;
    batches.iter().try_for_each(|batch| EventColumns::new(batch).map(drop))?;
    Ok(Frame::Events(batches))
}

#[cfg(test)]
mod tests;
