//! Frames to batches: one insert touches one partition.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, UInt64Array};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use jiff::Timestamp;
use tiraj_frames::{BATCH_COLUMN, EventColumns, FrameError, read_stream, write_stream};
use tiraj_model::{BatchId, BatchNumber, BatchOrigin};
use tiraj_store::Batch;

/// Columns of frames that do not go into the table of events.
const NOT_STORED: &[&str] = &["article"];

/// Frames that cannot be made into batches.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// A frame lacks what batches are made by.
    #[error("the frames hold no events")]
    Frame(#[from] FrameError),
    /// The columns do not fit together.
    #[error("the frames cannot be put together")]
    Arrow(#[from] ArrowError),
    /// There are more partitions, or more segments, than a batch id can number.
    #[error("the frames cannot be numbered")]
    Number(#[from] BatchNumber),
}

/// A partition of the table of events: a month of a year.
type Month = (i16, i8);

/// The record batches of one segment, or of one bulk load, as batches of one partition each, with their number
/// on every row.
///
/// The same frames always give the same batches: a restarted loader must find by number what the one before it
/// has stored.
///
/// # Errors
/// When a frame is not of events, or the parts are too many to be numbered.
pub fn split_batches(
    node: u16,
    origin: BatchOrigin,
    sequence: u64,
    frames: &[RecordBatch],
) -> Result<Vec<Batch>, BatchError> {
    let mut months: BTreeMap<Month, Vec<RecordBatch>> = BTreeMap::new();
    for frame in frames {
        for (month, rows) in split_months(frame)? {
            months.entry(month).or_default().push(rows);
        }
    }
    let build = |(month, frames): (Month, Vec<RecordBatch>)| {
        let id = BatchId::new(node, origin, sequence, part_of(month)).map_err(BatchError::from);
        id.and_then(|id| build_batch(id, &frames)).transpose()
    };
    months.into_iter().filter_map(build).collect()
}

/// The part of a month: months since 1900, and not its place among the others, which would change if damage took
/// one of them away.
fn part_of((year, month): Month) -> u32 {
    u32::try_from((i32::from(year) - 1900) * 12 + i32::from(month) - 1).unwrap_or(u32::MAX)
}

/// The part of a load that an event of this time is in.
pub(crate) fn part_at(time_ms: i64) -> u32 {
    part_of(month_of(time_ms))
}

fn split_months(frame: &RecordBatch) -> Result<Vec<(Month, RecordBatch)>, BatchError> {
    let columns = EventColumns::new(frame)?;
    let Some((earliest, latest)) = columns.time_span() else { return Ok(Vec::new()) };
    // As a rule all events are of one month, and then not every row need be looked at in the calendar.
    let month = month_of(earliest);
    if month == month_of(latest) {
        return Ok(vec![(month, frame.clone())]);
    }
    let months: Vec<Month> = (0..columns.len()).map(|row| month_of(columns.time_ms(row))).collect();
    let mut distinct = months.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let select = |month: Month| {
        let rows = BooleanArray::from_iter(months.iter().map(|m| Some(*m == month)));
        Ok((month, filter_record_batch(frame, &rows)?))
    };
    distinct.into_iter().map(select).collect()
}

fn month_of(time_ms: i64) -> Month {
    let date = moment(time_ms).to_zoned(jiff::tz::TimeZone::UTC).date();
    (date.year(), date.month())
}

fn moment(time_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(time_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(crate) fn build_batch(id: BatchId, frames: &[RecordBatch]) -> Result<Option<Batch>, BatchError> {
    let numbered: Vec<_> = frames.iter().map(|frame| number_rows(frame, id)).collect::<Result<_, _>>()?;
    let Some(stream) = write_stream(&numbered)? else { return Ok(None) };
    let (mut rows, mut earliest, mut latest) = (0, i64::MAX, i64::MIN);
    for frame in frames {
        let columns = EventColumns::new(frame)?;
        rows += columns.len() as u64;
        if let Some((from, to)) = columns.time_span() {
            earliest = earliest.min(from);
            latest = latest.max(to);
        }
    }
    Ok(Some(Batch { id, rows, span: (moment(earliest), moment(latest)), stream: stream.into() }))
}

/// The same rows under another number.
pub(crate) fn renumber(batch: &Batch, id: BatchId) -> Result<Batch, BatchError> {
    let rows = read_stream(&batch.stream)?;
    Ok(build_batch(id, &rows)?.unwrap_or_else(|| Batch { id, ..batch.clone() }))
}

/// The frame as the table wants it: with the batch's number, without what belongs elsewhere.
fn number_rows(frame: &RecordBatch, id: BatchId) -> Result<RecordBatch, ArrowError> {
    let schema = frame.schema();
    let is_kept =
        |field: &Field| field.name() != BATCH_COLUMN && !NOT_STORED.contains(&field.name().as_str());
    let stored = schema.fields().iter().zip(frame.columns()).filter(|(field, _)| is_kept(field));
    let (mut fields, mut columns): (Vec<Arc<Field>>, Vec<ArrayRef>) =
        stored.map(|(field, column)| (field.clone(), column.clone())).unzip();
    fields.push(Arc::new(Field::new(BATCH_COLUMN, DataType::UInt64, false)));
    columns.push(Arc::new(UInt64Array::from_value(id.get(), frame.num_rows())));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_frames::encode_events;
    use tiraj_model::Event;

    fn frame(times: &[&str]) -> RecordBatch {
        let site: tiraj_model::SiteName = "news.example".parse().unwrap();
        let events: Vec<Event> =
            times.iter().map(|time| Event::view(site.clone(), time.parse().unwrap(), "/a")).collect();
        encode_events(&events)
    }

    fn split(frames: &[RecordBatch]) -> Vec<Batch> {
        split_batches(1, BatchOrigin::Spool, 7, frames).unwrap()
    }

    #[test]
    fn a_batch_never_crosses_a_month() {
        let batches = split(&[
            frame(&["2026-10-31T23:59:59.999Z", "2026-11-01T00:00:00Z", "1995-07-09T00:00:00Z"]),
            frame(&["2026-11-02T00:00:00Z"]),
        ]);
        assert_eq!(batches.iter().map(|b| b.rows).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(batches[2].span.0.to_string(), "2026-11-01T00:00:00Z");
        assert_eq!(batches[2].span.1.to_string(), "2026-11-02T00:00:00Z");
        let ids: std::collections::HashSet<_> = batches.iter().map(|b| b.id).collect();
        assert_eq!(ids.len(), 3);
    }

    #[test]
    fn the_same_frames_give_the_same_batches() {
        let frames = [frame(&["2026-10-31T10:00:00Z", "2026-11-01T00:00:00Z"])];
        let (once, again) = (split(&frames), split(&frames));
        assert_eq!(once.len(), again.len());
        for (a, b) in once.iter().zip(&again) {
            assert_eq!((a.id, a.rows, &a.stream), (b.id, b.rows, &b.stream));
        }
    }

    #[test]
    fn a_month_keeps_its_number_when_another_is_lost() {
        let (october, november) = (frame(&["2026-10-31T10:00:00Z"]), frame(&["2026-11-01T00:00:00Z"]));
        let whole = split(&[october, november.clone()]);
        assert_eq!(split(&[november])[0].id, whole[1].id);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(split(&[]).is_empty());
        assert!(split(&[frame(&[])]).is_empty());
    }
}
