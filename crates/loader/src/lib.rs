//! From the spool to the store, exactly once.
//!
//! The loader reads sealed segments, posts them as batches, and acknowledges a segment only after the store
//! holds every row of it, and no row twice. Whatever happens in between (a kill, a time-out, an error after
//! the rows were stored) ends in one of two places: the segment is acknowledged, or it is still there and is
//! begun again with doubt, which means with counting; see [`landing`].
//!
//! Rows that the store refuses for what they are stop nothing: they are set aside as dead letters; see [`DeadLetters`].
//!
//! Before a segment is acknowledged, what became of everything in it is written to the ledger: a row for each site and minute
//! of receipt, which the segment alone determines.
//!
//! Beside events it keeps what they imply: the pages' own descriptions go to the registry of articles, and
//! every hour that a batch touched is noted in the store and computed in the rollups once it is over, by the one
//! node that holds the lease on that.

mod batches;
mod bulk;
mod census;
mod dead_letters;
mod describe;
mod descriptions;
mod durable_file;
mod erasing;
mod landing;
mod lease;
mod loader;
mod loads;
mod node_number;
mod parcel;
mod poison;
mod progress;
mod registry;
mod retention;
mod rollups;
mod settlement;
mod sifting;
mod stretches;
mod touched;

pub use batches::{BatchError, split_batches};
pub use bulk::BulkError;
pub use dead_letters::{DeadLetter, DeadLetters, LetterError};
pub use erasing::EraseError;
pub use landing::{Landing, LandingError};
pub use lease::Lease;
pub use loader::{Loader, Parts, Status};
pub use loads::Loads;
pub use node_number::{NodeError, NodeNumber};
pub use poison::{Retrial, RetryError};
pub use rollups::RollupError;

/// The name by which the loader acknowledges segments to the spool.
pub const CONSUMER: &str = "loader";
