//! Passwords: what is asked of one, and the argon2id hash that is kept in its place.
//!
//! The parameters are those that OWASP recommends: 19 MiB of memory, two passes, one lane. A hash takes some tens of
//! milliseconds of a core and that memory; who hashes does so away from the threads that serve, and few at a time.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

use crate::{Email, PeopleError};

/// Memory of a hash, in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// The fewest and the most characters of a password.
const LEAST: usize = 10;
const MOST: usize = 256;

/// A hash of no password, made with the same parameters as all others, so that to look for it takes as long.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$bm8gcGFzc3dvcmQgaGFzaGVzIHRvIHRoaXMgdGV4dC4";

/// A password as it is kept: its argon2id hash with salt and parameters, as a PHC string. It never shows in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password with a salt, which the caller draws. Takes long on purpose.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn of(password: &str, salt: &[u8; 16]) -> Result<Self, PeopleError> {
        let hash = hasher().hash_password_with_salt(password.as_bytes(), salt);
        hash.map(|hash| Self(hash.to_string())).map_err(|_| PeopleError::Hash)
    }

    /// The hash to compare with where nobody has the name that was given: as slow as any, and no password's.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self(NOBODYS.to_owned())
    }

    /// Whether it is the hash of this password. Takes long on purpose.
    #[must_use]
    pub fn is_of(&self, password: &str) -> bool {
        let hash = argon2::PasswordHash::new(&self.0);
        hash.is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl TryFrom<String> for PasswordHash {
    type Error = PeopleError;

    fn try_from(text: String) -> Result<Self, PeopleError> {
        let is_ours = argon2::PasswordHash::new(&text).is_ok() && text.starts_with("$argon2id$");
        if is_ours { Ok(Self(text)) } else { Err(PeopleError::Hash) }
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> Self {
        hash.0
    }
}

/// Whether a password may be chosen. Length is all that is asked of it, as NIST advises: rules on kinds of characters
/// make passwords that are hard to remember and easy to guess.
///
/// # Errors
/// When it may not.
pub fn check_password(password: &str, email: &Email) -> Result<(), PeopleError> {
    let count = password.chars().count();
    if !(LEAST..=MOST).contains(&count) {
        return Err(PeopleError::PasswordLength { least: LEAST, most: MOST });
    }
    if password.trim().to_lowercase() == email.as_str() {
        return Err(PeopleError::PasswordIsEmail);
    }
    Ok(())
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None).expect("the parameters are within their bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_tells_nothing() {
        let hash = PasswordHash::of("correct horse battery", &[7; 16]).unwrap();
        assert!(hash.text().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.text());
        assert!(hash.is_of("correct horse battery") && !hash.is_of("correct horse batterY"));
        assert_ne!(hash, PasswordHash::of("correct horse battery", &[8; 16]).unwrap(), "salts differ");
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<PasswordHash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<PasswordHash>("\"plain\"").is_err());
    }

    #[test]
    fn nobodys_hash_is_compared_in_full_and_matches_nothing() {
        let nobody = argon2::PasswordHash::new(NOBODYS).unwrap();
        let somebody = PasswordHash::of("correct horse battery", &[7; 16]).unwrap();
        let somebody = argon2::PasswordHash::new(somebody.text()).unwrap();
        assert_eq!((nobody.algorithm, nobody.version), (somebody.algorithm, somebody.version));
        assert_eq!(nobody.params.to_string(), somebody.params.to_string());
        let length = |hash: &argon2::PasswordHash| hash.hash.as_ref().map(|hash| hash.as_bytes().len());
        assert_eq!(length(&nobody), length(&somebody));
        assert!(!PasswordHash::of_nobody().is_of(""));
    }

    #[test]
    fn passwords_are_long_and_not_the_address() {
        let email: Email = "editor@news.example".parse().unwrap();
        for (password, fine) in [
            ("short", false),
            ("nine char", false),
            ("on beş söz", true),
            ("Editor@news.example", false),
            (&*"a".repeat(256), true),
            (&*"a".repeat(257), false),
        ] {
            assert_eq!(check_password(password, &email).is_ok(), fine, "{password}");
        }
    }
}
