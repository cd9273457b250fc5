//! Events to Arrow.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, MapBuilder, MapFieldNames, StringBuilder, TimestampMillisecondArray, UInt8Array, UInt32Array,
    UInt64Array,
};
use arrow::error::ArrowError;
use arrow::ipc::writer::{
    DictionaryTracker, IpcDataGenerator, IpcWriteContext, IpcWriteOptions, StreamWriter, write_message,
};
use arrow::record_batch::RecordBatch;
use tiraj_model::{Description, Event, EventId, ReaderId};

use crate::layout::{TEXTS, layout, props_fields};

/// The bytes at the end of an Arrow IPC stream: a continuation marker and a length of zero.
const END_OF_STREAM: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// One record batch of the given events, in their order.
#[must_use]
pub fn encode_events(events: &[Event]) -> RecordBatch {
    let times = events.iter().map(|e| e.time.as_millisecond());
    let mut columns: Vec<ArrayRef> =
        vec![Arc::new(TimestampMillisecondArray::from_iter_values(times).with_timezone("UTC"))];
    columns.extend(TEXTS.iter().map(|(_, text)| encode_texts(events, *text)));
    columns.extend([
        Arc::new(UInt64Array::from_iter_values(events.iter().map(|e| e.id.map_or(0, EventId::get))))
            as ArrayRef,
        Arc::new(UInt64Array::from_iter_values(events.iter().map(|e| e.reader.map_or(0, ReaderId::get)))),
        Arc::new(UInt32Array::from_iter_values(events.iter().map(|e| e.engaged_ms))),
        Arc::new(UInt8Array::from_iter_values(events.iter().map(|e| e.scroll))),
        encode_props(events),
        encode_articles(events),
    ]);
    RecordBatch::try_new(layout(), columns).expect("the columns are built in the layout's order and types")
}

fn encode_texts(events: &[Event], text: fn(&Event) -> &str) -> ArrayRef {
    let bytes = events.iter().map(|e| text(e).len()).sum();
    let mut column = StringBuilder::with_capacity(events.len(), bytes);
    events.iter().for_each(|e| column.append_value(text(e)));
    Arc::new(column.finish())
}

fn encode_props(events: &[Event]) -> ArrayRef {
    let (key, value) = props_fields();
    let names = MapFieldNames { entry: "entries".into(), key: "keys".into(), value: "values".into() };
    let mut maps = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new())
        .with_keys_field(key)
        .with_values_field(value);
    for event in events {
        for (key, value) in &event.props {
            maps.keys().append_value(key);
            maps.values().append_value(value);
        }
        maps.append(true).expect("a key and a value are appended together");
    }
    Arc::new(maps.finish())
}

fn encode_articles(events: &[Event]) -> ArrayRef {
    let bytes = events.iter().map(|event| article_json(event).len()).sum();
    let mut column = StringBuilder::with_capacity(events.len(), bytes);
    for event in events {
        column.append_value(article_json(event));
    }
    Arc::new(column.finish())
}

fn article_json(event: &Event) -> &str {
    event.article.as_deref().map_or("", Description::json)
}

/// The schema message that opens a stream of frames of this version's [`layout`].
#[must_use]
pub fn preamble() -> Vec<u8> {
    let writer = StreamWriter::try_new(Vec::new(), &layout());
    let mut writer = writer.expect("the layout's schema can be written to memory");
    // Not `into_inner`: it would close the stream, and frames follow.
    std::mem::take(writer.get_mut())
}

/// The frame of one record batch of this version's [`layout`]: its message alone, since the schema is the preamble's.
///
/// # Errors
/// When the batch has another schema or cannot be written as IPC.
pub fn encode_batch(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    if batch.schema_ref() != &layout() {
        return Err(ArrowError::SchemaError("the batch does not have the layout of event frames".into()));
    }
    let options = IpcWriteOptions::default();
    let (mut tracker, mut context) = (DictionaryTracker::new(false), IpcWriteContext::default());
    let (_, message) = IpcDataGenerator::default().encode(batch, &mut tracker, &options, &mut context)?;
    let mut frame = Vec::with_capacity(message.ipc_message.len() + message.arrow_data.len() + 64);
    write_message(&mut frame, message, &options)?;
    Ok(frame)
}

/// A whole Arrow IPC stream of the given batches, which share a schema; `None` where there are none.
///
/// # Errors
/// When the batches' schemas differ.
pub fn write_stream(batches: &[RecordBatch]) -> Result<Option<Vec<u8>>, ArrowError> {
    let Some(first) = batches.first() else { return Ok(None) };
    let mut writer = StreamWriter::try_new(Vec::new(), first.schema_ref())?;
    for batch in batches {
        writer.write(batch)?;
    }
    let mut bytes = std::mem::take(writer.get_mut());
    bytes.extend_from_slice(&END_OF_STREAM);
    Ok(Some(bytes))
}
