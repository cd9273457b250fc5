//! A share link: who has it reads a site's pages, and nothing else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{SiteName, TokenDigest};

use crate::session::short_id;
use crate::{Email, PasswordHash};

/// The most links of all sites.
pub(crate) const MOST: usize = 1_000;

/// A share link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLink {
    /// By what it is recognised.
    pub digest: TokenDigest,
    /// The site whose pages it shows.
    pub site: SiteName,
    /// Whom it is for.
    pub name: String,
    /// What is asked of who opens it.
    #[serde(default)]
    pub password: Option<PasswordHash>,
    /// Until when it is good; none for as long as nobody revokes it.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Who made it; none who sat at the machine.
    #[serde(default)]
    pub made_by: Option<Email>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ShareLink {
    /// What it is called where it is listed: a beginning of the digest, which opens nothing.
    #[must_use]
    pub fn id(&self) -> String {
        short_id(self.digest)
    }

    /// Whether it is good still.
    #[must_use]
    pub fn lasts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// What a browser shows to say that it gave the password. Only who knows secret and hash can make it, and no one who
    /// has only the link knows the hash; another password makes another.
    #[must_use]
    pub fn proof(&self, secret: &str) -> String {
        let hash = self.password.as_ref().map_or("", PasswordHash::text);
        String::from(TokenDigest::of(&format!("{secret} {hash}")))
    }
}
