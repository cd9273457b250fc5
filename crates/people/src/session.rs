//! A session: one browser in which a person is signed in.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tiraj_model::TokenDigest;

use crate::Email;

/// A session that was not used for so long has ended.
const IDLE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A session ends so long after it began, however much it is used.
const LONGEST: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How exactly it is written down when a session was used last.
const GRAIN: SignedDuration = SignedDuration::from_hours(1);

/// The most sessions of one person; the one that was used least recently goes first.
pub(crate) const MOST: usize = 20;

/// A session, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// By what it is recognised.
    pub digest: TokenDigest,
    /// Whose it is.
    pub email: Email,
    /// What the person sees of the browser, such as `Firefox on Linux`.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was used last, to the hour.
    pub used_at: Timestamp,
}

impl Session {
    /// What it is called where it is listed: a beginning of the digest, which opens nothing.
    #[must_use]
    pub fn id(&self) -> String {
        short_id(self.digest)
    }

    /// Until when it lasts if it is not used again.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        (self.used_at + IDLE).min(self.created_at + LONGEST)
    }

    /// Whether it has not ended.
    #[must_use]
    pub fn lasts(&self, now: Timestamp) -> bool {
        now < self.until()
    }

    /// Whether it is time to write down that it is in use.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.used_at) >= GRAIN
    }
}

/// The beginning of a digest, by which a thing is named in lists.
pub(crate) fn short_id(digest: TokenDigest) -> String {
    String::from(digest).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_slides_up_to_its_end() {
        let at = |day: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
        let mut session = Session {
            digest: TokenDigest::of("x"),
            email: "a@b".parse().unwrap(),
            device: String::new(),
            created_at: at(0),
            used_at: at(0),
        };
        assert!(session.lasts(at(13)) && !session.lasts(at(14)));
        session.used_at = at(13);
        assert!(session.lasts(at(26)) && !session.lasts(at(27)));
        session.used_at = at(59);
        assert!(session.lasts(at(59)) && !session.lasts(at(60)), "use does not carry it past its end");
        assert!(!session.is_stale(at(59)) && session.is_stale(at(59) + GRAIN));
        assert_eq!(session.id().len(), 12);
    }
}
