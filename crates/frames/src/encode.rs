//! Events to Arrow.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, MapBuilder, MapFieldNames, StringBuilder, TimestampMillisecondArray, UInt8Array, UInt32Array,
    UInt64Array,
};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use arrow::record_batch::RecordBatch;
use tiraj_model::{ArticleMeta, Event, EventId, ReaderId};

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
    let mut column = StringBuilder::with_capacity(events.len(), 0);
    for event in events {
        column.append_value(event.article.as_deref().map_or_else(String::new, article_json));
    }
    Arc::new(column.finish())
}

fn article_json(meta: &ArticleMeta) -> String {
    serde_json::to_string(meta).expect("a description holds only texts and times")
}

/// The schema message that opens a stream of frames of this version's [`layout`].
#[must_use]
pub fn preamble() -> Vec<u8> {
    split_stream(None).0
}

/// The frame of one record batch of this version's [`layout`].
///
/// # Errors
/// When the batch has another schema or cannot be written as IPC.
pub fn encode_batch(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    if batch.schema_ref() != &layout() {
        return Err(ArrowError::SchemaError("the batch does not have the layout of event frames".into()));
    }
    Ok(split_stream(Some(batch)).1)
}

/// Writes schema and batch into memory, and cuts where the schema message ends.
fn split_stream(batch: Option<&RecordBatch>) -> (Vec<u8>, Vec<u8>) {
    let mut writer =
        StreamWriter::try_new(Vec::new(), &layout()).expect("the layout's schema can be written to memory");
    let cut = writer.get_ref().len();
    if let Some(batch) = batch {
        writer.write(batch).expect("a batch without dictionaries can be written to memory");
    }
    // Not `into_inner`: it would close the stream, and frames follow one another.
    let mut head = std::mem::take(writer.get_mut());
    let tail = head.split_off(cut);
    (head, tail)
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
