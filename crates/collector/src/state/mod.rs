//! What the collector knows without the store: the view totals and the ids of recent events.
//!
//! Both are a fold over the spool. The committer applies each frame as soon as it is durable, so that what was
//! acknowledged is counted at once. The [`Keeper`] folds the same frames a second time, from the sealed segments and off
//! the commit path, writes the outcome down every few seconds and only then lets the spool delete the segments. A start
//! reads what was written down and folds the segments that are still there: nothing that was acknowledged is missing
//! and nothing is counted twice, however the process ended.
//!
//! Memory: about 1.5 bytes for each page that was ever viewed, whose totals are in a file, the [`Base`]; about 150 bytes
//! (twice, for the two folds) for each page that was viewed since that file was last written, which happens before they
//! are too many; and about 20 bytes for each event id of the last day, of which at most
//! [`MAX_IDS`](recent_ids::MAX_IDS) are kept.

mod base;
mod bytes_reader;
mod fold;
mod id_journal;
mod included;
mod keeper;
mod layers;
mod recent_ids;
mod recovery;
mod snapshot;
mod totals;

pub(crate) use base::Base;
pub(crate) use fold::fold_segment;
pub use included::Included;
pub(crate) use keeper::{Keeper, Notice};
pub(crate) use layers::Layers;
pub use layers::Views;
pub(crate) use recent_ids::RecentIds;
pub use snapshot::SnapshotError;
pub use totals::Totals;

use jiff::Timestamp;

/// The number of the hour of a moment since 1970, by which ids are grouped.
pub(crate) fn hour_of(time: Timestamp) -> i64 {
    time.as_second().div_euclid(3_600)
}
