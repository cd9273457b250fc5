//! The faces of the collector: what senders write, turned into a [`RawEvent`](crate::RawEvent).
//!
//! Pure text in, raw events out. No HTTP here, and no judgement beyond the shape: whether the site exists or the URL
//! names a page is for admission to say.

mod link;
pub mod native;
pub mod pixel;
pub mod plausible;
mod shape;

pub(crate) use shape::whole;

use tiraj_model::DropReason;

/// Why a piece of input is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct WireError {
    /// The reason under which it is counted.
    pub reason: DropReason,
    /// Which field is wrong, and what to send in its place.
    pub message: String,
}

#[cfg(test)]
mod schema_tests;

impl WireError {
    fn missing(field: &str) -> Self {
        Self {
            reason: DropReason::MissingField,
            message: format!("`{field}` is missing; every event needs it"),
        }
    }

    fn unknown(field: &str, error: &tiraj_model::UnknownName) -> Self {
        Self { reason: DropReason::UnknownName, message: format!("`{field}`: {error}") }
    }

    fn too_long(message: String) -> Self {
        Self { reason: DropReason::TooLong, message }
    }

    fn malformed(message: String) -> Self {
        Self { reason: DropReason::Malformed, message }
    }
}
