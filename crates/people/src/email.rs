//! The e-mail address by which a person signs in.

use serde::{Deserialize, Serialize};

use crate::PeopleError;

/// The longest address, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// An e-mail address in lower case. Nothing is sent to it; it is a name that no two people have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Email {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, PeopleError> {
        let address = text.trim().to_lowercase();
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "@<>\"',;".contains(c))
        };
        let parts = address.rsplit_once('@');
        if address.len() > LONGEST || !parts.is_some_and(|(name, host)| is_plain(name) && is_plain(host)) {
            return Err(PeopleError::Email(text.chars().take(64).collect()));
        }
        Ok(Self(address))
    }
}

impl TryFrom<String> for Email {
    type Error = PeopleError;

    fn try_from(text: String) -> Result<Self, PeopleError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_lower_case() {
        for (given, expect) in [
            (" Aygun@News.Example ", Some("aygun@news.example")),
            ("a+b@x", Some("a+b@x")),
            ("a@b@c", None),
            ("a b@c", None),
            ("@c", None),
            ("a@", None),
            ("<script>@x", None),
            ("a", None),
            ("", None),
        ] {
            assert_eq!(given.parse::<Email>().ok().as_ref().map(Email::as_str), expect, "{given}");
        }
        assert!(format!("{}@x", "a".repeat(300)).parse::<Email>().is_err());
    }
}
