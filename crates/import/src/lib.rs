//! Foreign formats, read into what the rest of Tiraj understands.
//!
//! A module per format. Logs of page views become [`PageHit`]s, which the caller puts through the same
//! admission as live events; catalogues become [`tiraj_model::Article`]s, and what a former counter showed
//! [`view_counts::ViewCounts`]. Every line or row that is not taken is counted under its
//! [`tiraj_model::DropReason`] in a [`Tally`].
//!
//! Pure: bytes come from a reader that the caller opened (and decompressed), and nothing else is touched.

pub mod access_log;
pub mod catalogue;
pub mod counter_export;
pub mod feed;
mod hit;
mod line_ids;
mod sitemap;
mod syndication;
mod tally;
pub mod view_counts;
mod words;
mod xml;

pub use hit::PageHit;
pub use line_ids::{LineHash, LineId, LineIds};
pub use tally::Tally;
