//! Why people, sessions or links are not changed.

use tiraj_model::SiteName;

use crate::Email;

/// Why a change is refused, in words that say what to do.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The text is no e-mail address.
    #[error("`{0}` is no e-mail address; write it as name@news.example")]
    Email(String),
    /// A name is empty or too long.
    #[error("a name has 1 to {most} characters")]
    Name {
        /// The most.
        most: usize,
    },
    /// A password is too short to be safe, or too long to be read.
    #[error("a password has {least} to {most} characters; several words make one that is easy to remember")]
    PasswordLength {
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// A password is the person's address.
    #[error("the e-mail address is no password; anybody can guess it")]
    PasswordIsEmail,
    /// A stored password is no hash.
    #[error("a stored password cannot be read; give the person a new one with `tiraj user password`")]
    Hash,
    /// Somebody has this address already.
    #[error("{0} is registered already; change the role, or remove the person first")]
    Known(Email),
    /// Nobody has this address.
    #[error("nobody is registered as {0}; `tiraj user list` shows who is")]
    Unknown(Email),
    /// Nothing would be left that one may do.
    #[error("{0} has no role there")]
    NoRole(Email),
    /// Nobody could change anything any more.
    #[error("{0} is the only owner of all sites; make another one first")]
    LastOwner(Email),
    /// No session goes by this id.
    #[error("there is no session {0}; it may have ended")]
    NoSession(String),
    /// No link goes by this id.
    #[error("there is no share link {0}; it may have been revoked")]
    NoLink(String),
    /// An address for one use was used, replaced, or is too old.
    #[error("this address was used already, has expired, or was replaced by a newer one; ask for another")]
    Spent,
    /// Who asks may not do this.
    #[error("this is for owners of {}", sites_in_words(.0))]
    NotYours(Vec<SiteName>),
    /// There is no more room.
    #[error("there are {0} already; remove some first")]
    Full(&'static str),
    /// The change could not be written down, and was not made.
    #[error("the change could not be written to disk, and was not made: {0}")]
    NotKept(String),
}

/// Sites as a sentence names them; none are all.
fn sites_in_words(sites: &[SiteName]) -> String {
    if sites.is_empty() {
        return "all sites".to_owned();
    }
    sites.iter().map(SiteName::as_str).collect::<Vec<_>>().join(", ")
}
