//! Why a page or a report could not be made.

use tiraj_reporting::ReportError;
use tiraj_store::StoreError;
use tokio::task::JoinError;

use crate::publishing::PublishingError;

/// Why a page or a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DashboardError {
    /// The store did not answer as it should.
    #[error("the figures could not be read from the store")]
    Store(#[from] StoreError),
    /// The store's answers do not make a report.
    #[error("the report could not be computed")]
    Report(#[from] ReportError),
    /// A page's template failed.
    #[error("the page could not be rendered")]
    Render(#[from] askama::Error),
    /// The archive cannot be read, or a register not written.
    #[error("the archive of reports or the register of schedules failed")]
    Publishing(#[from] PublishingError),
    /// The computation panicked, or the program is ending.
    #[error("the computation was broken off")]
    Interrupted(#[from] JoinError),
}

impl DashboardError {
    /// Whether the database is away, so that the same request may succeed later.
    #[must_use]
    pub const fn is_store_away(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unavailable(_)))
    }

    /// Whether the database gave up on a question for the time or the memory that it took.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_too_large())
    }

    /// The error and what lies behind it, in one line for the log.
    pub(crate) fn chain(&self) -> String {
        let sources = std::iter::successors(std::error::Error::source(self), |error| error.source());
        sources.fold(self.to_string(), |text, source| format!("{text}: {source}"))
    }
}
