//! Arrow back to what the counter and the loader need of events.

use arrow::array::{AsArray, StringArray, TimestampMillisecondArray, UInt64Array};
use arrow::datatypes::{TimestampMillisecondType, UInt64Type};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::record_batch::RecordBatch;

use crate::tally::{TallyError, is_tally};

/// A frame that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The bytes are no Arrow IPC.
    #[error("the frame is not readable as Arrow IPC")]
    Arrow(#[from] ArrowError),
    /// A column is absent or of another type.
    #[error("the frame's column `{0}` is missing or has another type")]
    Column(&'static str),
    /// The frame is a tally that cannot be read.
    #[error("the frame is no readable tally")]
    Tally(#[from] TallyError),
}

/// The record batches of frames that share a preamble, in order. Tallies among them are left out.
///
/// # Errors
/// When a frame is not readable; the caller sets such a frame aside.
pub fn read_frames<'a>(
    preamble: &[u8],
    frames: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<RecordBatch>, FrameError> {
    let mut batches = Vec::new();
    for frame in frames.into_iter().filter(|frame| !is_tally(frame)) {
        // One reader a frame, so that a broken frame is told from its neighbours.
        let stream = std::io::Read::chain(preamble, frame);
        for batch in StreamReader::try_new(stream, None)? {
            batches.push(batch?);
        }
    }
    Ok(batches)
}

/// The record batches of a whole Arrow IPC stream, as [`crate::write_stream`] makes one.
///
/// # Errors
/// When the bytes are no such stream.
pub fn read_stream(bytes: &[u8]) -> Result<Vec<RecordBatch>, ArrowError> {
    StreamReader::try_new(bytes, None)?.collect()
}

/// Borrowed columns of a batch of events, read by row.
#[derive(Debug)]
pub struct EventColumns<'a> {
    site: &'a StringArray,
    path: &'a StringArray,
    kind: &'a StringArray,
    verdict: &'a StringArray,
    article: Option<&'a StringArray>,
    time: &'a TimestampMillisecondArray,
    id: &'a UInt64Array,
}

impl<'a> EventColumns<'a> {
    /// The columns of a batch that [`read_frames`] gave.
    ///
    /// # Errors
    /// When a column is absent or of another type.
    pub fn new(batch: &'a RecordBatch) -> Result<Self, FrameError> {
        let text = |name| {
            let column = batch.column_by_name(name).and_then(|c| c.as_string_opt::<i32>());
            column.ok_or(FrameError::Column(name))
        };
        let time =
            batch.column_by_name("time").and_then(|c| c.as_primitive_opt::<TimestampMillisecondType>());
        let id = batch.column_by_name("id").and_then(|c| c.as_primitive_opt::<UInt64Type>());
        Ok(Self {
            site: text("site")?,
            path: text("path")?,
            kind: text("type")?,
            verdict: text("verdict")?,
            article: text("article").ok(),
            time: time.ok_or(FrameError::Column("time"))?,
            id: id.ok_or(FrameError::Column("id"))?,
        })
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The site of an event.
    #[must_use]
    pub fn site(&self, row: usize) -> &'a str {
        self.site.value(row)
    }

    /// The path of an event.
    #[must_use]
    pub fn path(&self, row: usize) -> &'a str {
        self.path.value(row)
    }

    /// The time of an event, in milliseconds since 1970 (UTC).
    #[must_use]
    pub fn time_ms(&self, row: usize) -> i64 {
        self.time.value(row)
    }

    /// The times of the earliest and of the latest event; `None` where there are none.
    #[must_use]
    pub fn time_span(&self) -> Option<(i64, i64)> {
        let times = self.time.values();
        Some((times.iter().min().copied()?, times.iter().max().copied()?))
    }

    /// The number of an event's id; 0 where it has none.
    #[must_use]
    pub fn id(&self, row: usize) -> u64 {
        self.id.value(row)
    }

    /// The JSON of the page's description of its article; empty where there is none, as in rows made for the table of
    /// events, which has no such column.
    #[must_use]
    pub fn article(&self, row: usize) -> &'a str {
        self.article.map_or("", |column| column.value(row))
    }

    /// Whether the public counter counts the event; the same rule as [`tiraj_model::Event::counts_as_view`].
    #[must_use]
    pub fn counts_as_view(&self, row: usize) -> bool {
        self.kind.value(row) == tiraj_model::EventKind::View.as_str() && self.is_human(row)
    }

    /// Whether a person made the event, as far as can be told.
    #[must_use]
    pub fn is_human(&self, row: usize) -> bool {
        self.verdict.value(row) == tiraj_model::Verdict::Human.as_str()
    }
}
