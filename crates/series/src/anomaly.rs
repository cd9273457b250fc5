//! What is out of the ordinary in a series.

mod baseline;
mod cause;
mod days;
mod detector;
mod dispersion;
mod extremes;
mod watch;
mod window;

pub use baseline::{Baseline, Expected};
pub use cause::{Breakdown, Cause, Part, explain};
pub use detector::{Detector, Evidence, Score, Settings};
pub use watch::{Alarm, Hour, Kind, Notice, Watch};
