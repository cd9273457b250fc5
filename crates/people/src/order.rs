//! Changes of people, sessions and links, as commands and the settings page order them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{Role, SiteName};

use crate::{Act, Email, PasswordHash};

/// A change that is ordered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// Add a person. Without a password the answer is a secret by which the person chooses one.
    AddPerson {
        /// Address.
        email: Email,
        /// Name.
        name: String,
        /// Name in author lines, where it is another.
        byline: String,
        /// Role.
        role: Role,
        /// On which sites; none are all.
        sites: Vec<SiteName>,
        /// Password.
        password: Option<PasswordHash>,
    },
    /// Give a person a role.
    GiveRole {
        /// Who.
        email: Email,
        /// The role.
        role: Role,
        /// On which sites; none are all.
        sites: Vec<SiteName>,
    },
    /// Remove a person, and end the sessions.
    RemovePerson {
        /// Who.
        email: Email,
    },
    /// Make a secret by which a person chooses a new password.
    Invite {
        /// Who.
        email: Email,
    },
    /// Give a person a password, and end all sessions.
    SetPassword {
        /// Who.
        email: Email,
        /// The password.
        password: PasswordHash,
    },
    /// End a session.
    EndSession {
        /// Which.
        id: String,
    },
    /// End all sessions of a person.
    EndSessions {
        /// Whose.
        email: Email,
    },
    /// Make a share link; the answer is its secret.
    MakeLink {
        /// To the pages of which site.
        site: SiteName,
        /// For whom.
        name: String,
        /// What is asked of who opens it.
        password: Option<PasswordHash>,
        /// Until when it is good.
        until: Option<Timestamp>,
    },
    /// Revoke a share link.
    RevokeLink {
        /// Which.
        id: String,
    },
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// A secret that is shown this once, where one was made.
    pub secret: Option<String>,
}

/// What the log says of a change.
pub(crate) struct Told {
    pub(crate) act: Act,
    pub(crate) what: String,
    pub(crate) secret: Option<String>,
}

impl Told {
    pub(crate) fn new(act: Act, what: String) -> Self {
        Self { act, what, secret: None }
    }

    pub(crate) fn with_secret(self, secret: Option<String>) -> Self {
        Self { secret, ..self }
    }
}
