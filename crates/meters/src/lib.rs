//! How much and how long, counted since the start, and Prometheus' text of it. Pure: knows nothing of what is counted.

mod exposition;
mod histogram;

pub use exposition::{CONTENT_TYPE, Exposition, Family, Kind};
pub use histogram::Histogram;
