//! Signatures by a shared key: HMAC-SHA256, as hexadecimal digits.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs bytes.
#[must_use]
pub fn sign(key: &[u8], bytes: &[u8]) -> String {
    mac(key, bytes).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a signature is that of the bytes. The time that takes does not tell how near a guess came.
#[must_use]
pub fn verifies(key: &[u8], bytes: &[u8], signature: &str) -> bool {
    let digits = signature.as_bytes();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u8::from_str_radix(pair, 16).ok()
    };
    let read: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    read.is_some_and(|read| mac(key, bytes).verify_slice(&read).is_ok())
}

fn mac(key: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("a key of this code may have any length");
    mac.update(bytes);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sign(b"Jefe", b"what do ya want for nothing?"), expected);
        assert!(verifies(b"Jefe", b"what do ya want for nothing?", expected));
    }

    #[test]
    fn another_signature_is_none() {
        let good = sign(b"key", b"bytes");
        for bad in
            ["", "00", "zz", &good[1..], &good.replace(&good[..1], "g"), &sign(b"other", b"bytes"), "+1+1"]
        {
            assert!(!verifies(b"key", b"bytes", bad), "{bad}");
        }
    }
}
