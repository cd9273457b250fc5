//! The audit log: who did what, when, from which address.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Email;

/// Who acts, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub who: Actor,
    /// From which address; none at the machine itself.
    pub from: Option<IpAddr>,
}

impl By {
    /// Who sits at the machine.
    #[must_use]
    pub const fn machine() -> Self {
        Self { who: Actor::Machine, from: None }
    }

    /// A person in a browser.
    #[must_use]
    pub const fn person(email: Email, from: IpAddr) -> Self {
        Self { who: Actor::Person(email), from: Some(from) }
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Who sits at the machine, and so owns everything.
    Machine,
    /// A person.
    Person(Email),
}

impl Actor {
    /// The person who acts, if one does.
    #[must_use]
    pub const fn person(&self) -> Option<&Email> {
        match self {
            Self::Machine => None,
            Self::Person(email) => Some(email),
        }
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Machine => f.write_str("at the machine"),
            Self::Person(email) => email.fmt(f),
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The first owner took the place.
    SetUp,
    /// A person signed in.
    SignedIn,
    /// Somebody gave a wrong password for a person.
    SignInFailed,
    /// A person signed out.
    SignedOut,
    /// A session was ended by somebody.
    SessionEnded,
    /// All sessions of a person were ended by somebody.
    SessionsEnded,
    /// A person was added.
    PersonAdded,
    /// A person was given a role.
    RoleGiven,
    /// A person was removed.
    PersonRemoved,
    /// An address for one use was made.
    Invited,
    /// A person chose a password by such an address, or was given one.
    PasswordSet,
    /// A token was made.
    TokenCreated,
    /// A token was revoked.
    TokenRevoked,
    /// A share link was made.
    LinkMade,
    /// A share link was revoked.
    LinkRevoked,
    /// A site's pages were opened to everybody, or closed again.
    SiteOpened,
    /// See above.
    SiteClosed,
}

impl Act {
    /// What was done, as a sentence without its subject says it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::SetUp => "took over as the first owner",
            Self::SignedIn => "signed in",
            Self::SignInFailed => "was refused with a wrong password",
            Self::SignedOut => "signed out",
            Self::SessionEnded => "ended a session",
            Self::SessionsEnded => "ended all sessions",
            Self::PersonAdded => "added a person",
            Self::RoleGiven => "gave a role",
            Self::PersonRemoved => "removed a person",
            Self::Invited => "made a one-time address",
            Self::PasswordSet => "set a password",
            Self::TokenCreated => "made a token",
            Self::TokenRevoked => "revoked a token",
            Self::LinkMade => "made a share link",
            Self::LinkRevoked => "revoked a share link",
            Self::SiteOpened => "opened a site to everybody",
            Self::SiteClosed => "closed a site",
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Actor,
    /// Did what.
    pub act: Act,
    /// To whom or what; empty where the act says it all.
    pub what: String,
    /// From which address; none at the machine, and none any more after a while.
    pub from: Option<IpAddr>,
}

/// Where the log is. Lines are added and never changed.
pub trait AuditLog: Send + Sync + 'static {
    /// Adds a line. Its address is kept apart, where it can be forgotten.
    ///
    /// # Errors
    /// In words, when it is not on disk.
    fn add(&self, entry: &Entry) -> Result<(), String>;

    /// The newest lines, the latest first, at most so many.
    fn newest(&self, most: usize) -> Vec<Entry>;

    /// Forgets addresses that are too old at `now`.
    fn forget(&self, now: Timestamp);
}
