//! The frames in which admitted events travel from the collector through the spool to the store, and behind them the tallies
//! of what was received.
//!
//! A *frame of events* is one Arrow IPC record-batch message, a *preamble* the schema message before it. A spool
//! segment carries the preamble once and then frames, so `preamble + frames` is an Arrow IPC stream that any
//! Arrow reader understands, whatever version of Tiraj wrote it.
//!
//! Behind each frame of events, in the same append, stands its [tally](tally): how many events it holds, how many repeats came
//! with them, and what was refused since the tally before. A tally may stand alone. [`Contents`] puts the frames of a segment
//! in relation.
//!
//! Column names are those of the store's `events` table and of exports. Texts are never null: empty means
//! unknown. Numbers use 0 for "none" (`id`, `reader`).

mod contents;
mod decode;
mod encode;
mod layout;
pub mod tally;

pub use contents::{Contents, Fault, ReceivedBatch};
pub use decode::{EventColumns, FrameError, read_frames, read_stream};
pub use encode::{encode_batch, encode_events, preamble, write_stream};
pub use layout::{BATCH_COLUMN, layout};
pub use tally::{TallyError, encode_tally, read_tally};

#[cfg(test)]
mod tests;
