//! The host that a line says was asked.

use std::borrow::Cow;

/// Longer is no host name.
const LONGEST: usize = 253;

/// A host in lower case, without port and final dot; empty where the text is none (`-`, `*`, what a scanner sent as
/// its `Host` header). Addresses of version 6 keep their brackets.
pub(super) fn read(text: &[u8]) -> Cow<'_, str> {
    let name = strip_port(text);
    let name = name.strip_suffix(b".").unwrap_or(name);
    match std::str::from_utf8(name) {
        Ok(name) if is_host(name) && name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            Cow::Owned(name.to_ascii_lowercase())
        }
        Ok(name) if is_host(name) => Cow::Borrowed(name),
        _ => Cow::Borrowed(""),
    }
}

/// The same of a text that may be owned.
pub(super) fn read_text(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => read(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(read(text.as_bytes()).into_owned()),
    }
}

fn strip_port(text: &[u8]) -> &[u8] {
    match memchr::memrchr(b':', text) {
        Some(colon) if colon + 1 < text.len() && text[colon + 1..].iter().all(u8::is_ascii_digit) => {
            &text[..colon]
        }
        _ => text,
    }
}

fn is_host(name: &str) -> bool {
    if let Some(address) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    name.len() <= LONGEST
        && name.bytes().all(is_part)
        && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_lose_port_and_case_and_nothing_else_is_one() {
        for (text, host) in [
            ("news.example", "news.example"),
            ("News.Example.:443", "news.example"),
            ("192.0.2.7:80", "192.0.2.7"),
            ("[2001:db8::7]:8080", "[2001:db8::7]"),
            ("_", ""),
            ("-", ""),
            ("*:80", ""),
            ("a b", ""),
            ("news.example/path", ""),
            ("[nonsense]", ""),
            ("", ""),
        ] {
            assert_eq!(read(text.as_bytes()), host, "{text}");
        }
        assert_eq!(read(b"caf\xE9"), "");
        assert_eq!(read("a".repeat(300).as_bytes()), "");
    }
}
