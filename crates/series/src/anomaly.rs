//! What is out of the ordinary in a series, and why.
//!
//! Two judges for two kinds of series. [`Detector`] knows nothing of a series but its past, and takes any step of
//! sampling: it is for whatever is measured. [`Watch`] knows that it sees hourly counts of readers, who have weeks and
//! holidays: it says what was expected, and raises an alarm for a stretch of hours once. [`explain`] finds what a
//! change comes from. Method and figures: `docs/anomalies.md`.

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
