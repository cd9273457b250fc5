//! The Arrow layout in which admitted events travel from the collector through the spool to the store.
//!
//! A *frame* is one Arrow IPC record-batch message, a *preamble* the schema message before it. A spool
//! segment carries the preamble once and then frames, so `preamble + frames` is an Arrow IPC stream that any
//! Arrow reader understands, whatever version of Tiraj wrote it.
//!
//! Column names are those of the store's `events` table and of exports. Texts are never null: empty means
//! unknown. Numbers use 0 for "none" (`id`, `reader`).

mod decode;
mod encode;
mod layout;

pub use decode::{EventColumns, FrameError, read_frames, read_stream};
pub use encode::{encode_batch, encode_events, preamble, write_stream};
pub use layout::{BATCH_COLUMN, layout};

#[cfg(test)]
mod tests;
