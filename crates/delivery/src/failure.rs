//! How an attempt fails.

use std::time::Duration;

/// The longest reason that is kept, in characters: others write it.
const LONGEST: usize = 200;

/// Why a message did not reach its address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// For good: the same message would be refused again.
    #[error("{0}")]
    Refused(String),
    /// For now.
    #[error("{reason}")]
    Failed {
        /// What happened.
        reason: String,
        /// How long the other side wants to be left alone, where it said so.
        after: Option<Duration>,
    },
}

impl Failure {
    /// A failure for good.
    #[must_use]
    pub fn refused(reason: impl AsRef<str>) -> Self {
        Self::Refused(readable(reason.as_ref()))
    }

    /// A failure for now.
    #[must_use]
    pub fn failed(reason: impl AsRef<str>) -> Self {
        Self::Failed { reason: readable(reason.as_ref()), after: None }
    }

    /// The same where the other side said how long to wait.
    #[must_use]
    pub fn after(self, wait: Option<Duration>) -> Self {
        match self {
            Self::Failed { reason, .. } => Self::Failed { reason, after: wait },
            refused @ Self::Refused(_) => refused,
        }
    }
}

/// One line of bounded length without control characters, whatever the other side wrote.
fn readable(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_one_bounded_line() {
        assert_eq!(Failure::refused("550 no\r\n\u{1b}[31m such  user").to_string(), "550 no [31m such user");
        assert_eq!(Failure::failed("x".repeat(999)).to_string().len(), LONGEST);
    }
}
