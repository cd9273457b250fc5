//! What is out of the ordinary in a series.

mod days;
mod detector;
mod extremes;
mod window;

pub use detector::{Detector, Evidence, Score, Settings};
