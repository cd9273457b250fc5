//! The time, as an argument.

use jiff::Timestamp;

/// Where "now" comes from. Nothing reads the system's clock from the middle of the code, so that tests
/// can stand at any moment.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
