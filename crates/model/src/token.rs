//! Tokens: what a server of the newsroom shows to be believed.
//!
//! The token itself is a secret that is shown once. What is kept is its SHA-256, from which nobody can find it: 32
//! random bytes need no slower hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::SiteName;
use crate::closed_set::closed_set;

closed_set! {
    /// What the bearer of a token may do.
    Scope as "scope" {
        /// Send events of any past time, and with them the addresses and user agents of readers.
        Events = "events",
        /// Describe articles.
        Articles = "articles",
        /// Read numbers.
        Stats = "stats",
    }
}

/// What every token begins with, so that people and secret scanners know one when they see it.
const PREFIX: &str = "trj_";

/// The longest name of a token, in characters.
const MAX_NAME: usize = 64;

/// A token in clear text: `trj_` and 32 bytes in base64url. It never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(String);

impl TokenSecret {
    /// The token of 32 random bytes, which the caller draws.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text that its bearer sends.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

/// The SHA-256 of a token's text, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of what a sender shows as its token, whatever that is.
    #[must_use]
    pub fn of(shown: &str) -> Self {
        Self(Sha256::digest(shown.as_bytes()).into())
    }
}

impl From<TokenDigest> for String {
    fn from(digest: TokenDigest) -> Self {
        digest.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for TokenDigest {
    type Error = TokenError;

    fn try_from(text: String) -> Result<Self, TokenError> {
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut digest = [0; 32];
        for (byte, place) in digest.iter_mut().zip((0..64).step_by(2)) {
            let digits = text.get(place..place + 2).filter(|_| is_hex).ok_or(TokenError::Digest)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| TokenError::Digest)?;
        }
        Ok(Self(digest))
    }
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The name is empty, long, or no plain word.
    #[error(
        "`{0}` is no name for a token; use up to 64 letters, digits, `-`, `_` and `.`, for example `cms`"
    )]
    Name(String),
    /// It may do nothing.
    #[error("a token needs a scope; give it `events`")]
    NoScope,
    /// The stored digest is none.
    #[error("a token's digest is not 64 hexadecimal digits; revoke the token and make another")]
    Digest,
}

/// A registered token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What people call it; no two tokens have the same name.
    pub name: String,
    /// By what it is recognised.
    pub digest: TokenDigest,
    /// The sites it speaks for; empty means all.
    #[serde(default)]
    pub sites: Vec<SiteName>,
    /// What its bearer may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Token {
    /// A token of the given secret.
    ///
    /// # Errors
    /// When the name is no plain word, or no scope is given.
    pub fn new(
        name: &str,
        secret: &TokenSecret,
        sites: Vec<SiteName>,
        scopes: Vec<Scope>,
        created_at: Timestamp,
    ) -> Result<Self, TokenError> {
        let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.chars().count() > MAX_NAME || !name.chars().all(is_plain) {
            return Err(TokenError::Name(name.chars().take(MAX_NAME).collect()));
        }
        if scopes.is_empty() {
            return Err(TokenError::NoScope);
        }
        let digest = TokenDigest::of(secret.reveal());
        Ok(Self { name: name.to_owned(), digest, sites, scopes, created_at })
    }

    /// Whether its bearer may do that.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &str, secret: &TokenSecret) -> Result<Token, TokenError> {
        Token::new(name, secret, Vec::new(), vec![Scope::Events], Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_secret_shows_itself_only_when_asked() {
        let secret = TokenSecret::from_bytes(&[0xFB; 32]);
        assert_eq!(secret.reveal(), format!("trj_{}-_s", "-_v7".repeat(10)));
        let token = token("cms", &secret).unwrap();
        let shown = format!("{secret:?}{token:?}{}", serde_json::to_string(&token).unwrap());
        assert!(!shown.contains("-_v7"), "{shown}");
    }

    #[test]
    fn names_are_plain_words() {
        let secret = TokenSecret::from_bytes(&[1; 32]);
        for name in ["cms", "ios-app", "сайт.1"] {
            assert!(token(name, &secret).is_ok(), "{name}");
        }
        for name in ["", "a b", "a/b", &"a".repeat(65), "a\n"] {
            assert!(token(name, &secret).is_err(), "{name:?}");
        }
        let none = Token::new("cms", &secret, Vec::new(), Vec::new(), Timestamp::UNIX_EPOCH);
        assert_eq!(none, Err(TokenError::NoScope));
    }

    #[test]
    fn digests_survive_as_hexadecimal_digits_and_nothing_else() {
        let digest = TokenDigest::of("trj_x");
        let text = String::from(digest);
        assert_eq!((text.len(), TokenDigest::try_from(text)), (64, Ok(digest)));
        for broken in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(TokenDigest::try_from(broken.to_owned()), Err(TokenError::Digest), "{broken}");
        }
    }
}
