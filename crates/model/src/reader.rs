//! A reader, as far as one is told from another: within one day of one site, and no further.

use std::hash::Hasher;
use std::net::IpAddr;
use std::num::NonZeroU64;

use siphasher::sip::SipHasher24;

use crate::SiteName;

/// A day's secret. Once it is destroyed, nobody can tell which reader a [`ReaderId`] was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// A salt of 16 random bytes, which the caller draws.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The secret bytes, for keeping them until the day after.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The secret bytes as 32 hexadecimal digits, for where they are kept as text.
    #[must_use]
    pub fn to_hex(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    /// The salt of [`Salt::to_hex`]; `None` where the text is no such.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
        Some(Self(number.to_be_bytes()))
    }
}

/// A salt never shows in logs.
impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// Bits of a hash that are kept. Of a million readers of a day less than one pair looks like one, of ten million 45; and three
/// bytes of every stored event, which nothing could compress, are saved.
const KEPT_BITS: u64 = (1 << 40) - 1;

/// A reader of one site within the life of one salt: 40 bits of a keyed hash, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReaderId(NonZeroU64);

impl ReaderId {
    /// SipHash-2-4 under the salt of site, domain, address and user agent; each part is length-prefixed, so that
    /// no two of them feed the same bytes. The domain is that of the page where it is not the site's own, so that
    /// unrelated hosts that share a site do not share their readers.
    #[must_use]
    pub fn new(salt: &Salt, site: &SiteName, domain: &str, ip: IpAddr, user_agent: &str) -> Self {
        let mut hasher = SipHasher24::new_with_key(salt.bytes());
        let ip = match ip.to_canonical() {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        for part in [site.as_str().as_bytes(), domain.as_bytes(), &ip, user_agent.as_bytes()] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        Self::from_hash(hasher.finish())
    }

    /// The reader that a hash of 64 bits stands for.
    #[must_use]
    pub fn from_hash(hash: u64) -> Self {
        Self(NonZeroU64::new(hash & KEPT_BITS).unwrap_or(NonZeroU64::MIN))
    }

    /// The reader behind a stored number; `None` for 0, which stands for "not linked".
    #[must_use]
    pub fn from_stored(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// The number that stands in frames and in the store.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_one_within_a_salt_and_a_stranger_under_another() {
        let site: SiteName = "news.example".parse().unwrap();
        let ip = "192.0.2.7".parse().unwrap();
        let today = Salt::from_bytes([1; 16]);
        let reader = |salt: &Salt, ip, ua| ReaderId::new(salt, &site, "", ip, ua);
        assert_eq!(reader(&today, ip, "ua"), reader(&today, ip, "ua"));
        assert_eq!(reader(&today, ip, "ua"), reader(&today, "::ffff:192.0.2.7".parse().unwrap(), "ua"));
        assert_ne!(reader(&today, ip, "ua"), reader(&today, ip, "ub"));
        assert_ne!(reader(&today, ip, "ua"), reader(&Salt::from_bytes([2; 16]), ip, "ua"));
        let elsewhere = ReaderId::new(&today, &site, "other.example", ip, "ua");
        assert_ne!(reader(&today, ip, "ua"), elsewhere);
        assert_eq!(format!("{today:?}"), "Salt(…)");
    }

    #[test]
    fn a_salt_is_kept_as_text() {
        let salt = Salt::from_bytes(std::array::from_fn(|at| at as u8));
        assert_eq!(salt.to_hex(), "000102030405060708090a0b0c0d0e0f");
        assert!(Salt::from_hex(&salt.to_hex()) == Some(salt));
        for text in ["", "0", "+00102030405060708090a0b0c0d0e0f", &"é".repeat(16)] {
            assert!(Salt::from_hex(text).is_none(), "{text}");
        }
    }
}
