//! The columns, in their order.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use tiraj_model::Event;

/// The column that the loader adds: the number of the batch that brought the row (UInt64).
pub const BATCH_COLUMN: &str = "batch";

/// A text column: its name and how it is read off an event.
pub(crate) type TextColumn = (&'static str, fn(&Event) -> &str);

/// Every plain text column.
pub(crate) const TEXTS: &[TextColumn] = &[
    ("site", |e| e.site.as_str()),
    ("type", |e| e.kind.as_str()),
    ("name", |e| &e.name),
    ("platform", |e| e.platform.as_str()),
    ("hostname", |e| &e.hostname),
    ("path", |e| &e.path),
    ("referrer", |e| &e.referrer),
    ("source", |e| &e.source),
    ("channel", |e| e.channel.as_str()),
    ("utm_source", |e| &e.utm.source),
    ("utm_medium", |e| &e.utm.medium),
    ("utm_campaign", |e| &e.utm.campaign),
    ("utm_content", |e| &e.utm.content),
    ("utm_term", |e| &e.utm.term),
    ("click_id", |e| &e.utm.click_id),
    ("browser", |e| &e.browser),
    ("browser_version", |e| &e.browser_version),
    ("os", |e| &e.os),
    ("os_version", |e| &e.os_version),
    ("device", |e| e.device.as_str()),
    ("country", |e| &e.country),
    ("region", |e| &e.region),
    ("city", |e| &e.city),
    ("reader_lang", |e| &e.reader_lang),
    ("network", |e| e.network.map_or("", tiraj_model::ShareNetwork::as_str)),
    ("verdict", |e| e.verdict.as_str()),
    ("tracker_version", |e| &e.tracker_version),
];

/// The type of `props`: a map of text to text, with the field names that ClickHouse and Polars expect.
pub(crate) fn props_fields() -> (Arc<Field>, Arc<Field>) {
    (
        Arc::new(Field::new("keys", DataType::Utf8, false)),
        Arc::new(Field::new("values", DataType::Utf8, false)),
    )
}

static LAYOUT: LazyLock<SchemaRef> = LazyLock::new(|| {
    let (key, value) = props_fields();
    let entries = Field::new("entries", DataType::Struct(Fields::from(vec![key, value])), false);
    let mut fields =
        vec![Field::new("time", DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())), false)];
    fields.extend(TEXTS.iter().map(|(name, _)| Field::new(*name, DataType::Utf8, false)));
    fields.extend([
        Field::new("id", DataType::UInt64, false),
        Field::new("reader", DataType::UInt64, false),
        Field::new("engaged_ms", DataType::UInt32, false),
        Field::new("scroll", DataType::UInt8, false),
        Field::new("props", DataType::Map(Arc::new(entries), false), false),
        Field::new("article", DataType::Utf8, false),
    ]);
    Arc::new(Schema::new(fields))
});

/// The schema of every frame that this version writes. `article` holds the page's description of its
/// article as JSON ([`tiraj_model::ArticleMeta`]), empty where there is none.
#[must_use]
pub fn layout() -> SchemaRef {
    LAYOUT.clone()
}
