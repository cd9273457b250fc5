//! SHA-512 digests, in the two notations in which they are met.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What npm puts before a digest in base64.
const INTEGRITY: &str = "sha512-";

/// The SHA-512 of a package's tarball.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 64]);

impl Digest {
    /// Reads 128 hexadecimal digits.
    ///
    /// # Panics
    /// When there are fewer or more, or another character: a pin in the source must be right when it is compiled.
    #[must_use]
    pub const fn pinned(hex: &str) -> Self {
        let hex = hex.as_bytes();
        assert!(hex.len() == 128, "a SHA-512 has 128 hexadecimal digits");
        let mut bytes = [0; 64];
        let mut at = 0;
        while at < 64 {
            bytes[at] = nibble(hex[2 * at]) << 4 | nibble(hex[2 * at + 1]);
            at += 1;
        }
        Self(bytes)
    }

    /// Reads npm's `dist.integrity`, `sha512-` and base64. `None` for any other text.
    #[must_use]
    pub fn from_integrity(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(INTEGRITY)?).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The notation of npm.
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("{INTEGRITY}{}", STANDARD.encode(self.0))
    }

    pub(crate) fn of(hasher: sha2::Sha512) -> Self {
        Self(sha2::Digest::finalize(hasher).into())
    }
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("a digest is written in lower-case hexadecimal digits"),
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_name_the_same_digest() {
        let pinned = crate::AGENTS.digest;
        assert_eq!(Digest::from_integrity(&pinned.integrity()), Some(pinned));
        assert_eq!(Digest::pinned(&pinned.to_string()), pinned);
    }

    #[test]
    fn a_digest_of_another_kind_is_none() {
        for text in ["", "sha512-", "sha512-AAAA", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha512-%"] {
            assert_eq!(Digest::from_integrity(text), None, "{text}");
        }
    }
}
