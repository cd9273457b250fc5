//! From the spool to the store, exactly once.
//!
//! The loader reads sealed segments, posts them as batches, and acknowledges a segment only after the store
//! holds every row of it, and no row twice. Whatever happens in between (a kill, a time-out, an error after
//! the rows were stored) ends in one of two places: the segment is acknowledged, or it is still there and is
//! begun again with doubt, which means with counting; see [`landing`].
//!
//! Beside events it keeps what they imply: the pages' own descriptions go to the registry of articles, and
//! every hour that a batch touched is recomputed in the rollups once it is over. The set of touched hours
//! lives in memory: a start compares rollups with raw counts and so finds what a killed process left undone.

mod batches;
mod bulk;
mod dead_letters;
mod descriptions;
mod landing;
mod loader;
mod rollups;

pub use batches::{BatchError, split_batches};
pub use bulk::BulkError;
pub use landing::{Landing, LandingError};
pub use loader::{Loader, Parts, Status};

/// The name by which the loader acknowledges segments to the spool.
pub const CONSUMER: &str = "loader";
