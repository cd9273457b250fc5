//! HTTP in, durable events out: the write path up to the spool.
//!
//! ```text
//! HTTP ─▶ wire ─▶ admission (with tiraj_enrich, salts) ─▶ committer ─▶ spool
//!         text     raw event to event                 │ fsync, then 202
//!                                                     └▶ state: view totals, recent ids
//! ```
//!
//! - [`wire`]: three faces (native JSON, Plausible's JSON, the pixel's query), one [`RawEvent`].
//! - [`admission`]: an ordered list of named steps from a raw event to an admitted one, or a reason why not.
//! - [`Collector`]: the committing thread and the live view totals.
//! - [`http`]: the routers, built from a collector by a pure function.
//!
//! The crate cannot see the store: nothing here waits for a database.

pub mod admission;
mod collector;
mod committer;
mod durable_file;
pub mod http;
mod intake;
mod meters;
mod raw_event;
mod receipts;
mod recent_readers;
mod salts;
mod state;
pub mod wire;

pub use collector::{Collector, Pace, StartError, Surroundings};
pub use committer::{CommitError, Committed, RebaseError, SpoolHealth};
pub use intake::Intake;
pub use raw_event::{RawArticle, RawEvent};
pub use salts::Salts;
pub use state::{Included, SnapshotError, Totals, Views};

/// The name under which the collector acknowledges segments of the spool.
pub const CONSUMER: &str = "counter";

#[cfg(test)]
mod tests;
