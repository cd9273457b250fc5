//! The collector over the real spool in temporary folders.

mod committing;
mod faulty_disk;
pub(crate) mod newsroom;
mod repeating;
mod restarting;
mod tallying;
