//! Texts as clients sent them, out of texts as servers wrote them down.
//!
//! Servers write control characters, quotes and backslashes down so that a line stays a line. Apache writes `\"`, `\\`, `\n`, `\t` and `\xHH`; nginx writes `\xHH` for the same.

use std::borrow::Cow;

/// A header's text, its escapes undone; empty for `-`. Bytes that are not UTF-8 become replacement characters.
pub(super) fn header(field: Cow<'_, [u8]>) -> String {
    match field {
        field if *field == *b"-" => String::new(),
        Cow::Borrowed(field) => String::from_utf8_lossy(field).into_owned(),
        Cow::Owned(field) => String::from_utf8(field)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// A request target's text, its escapes undone. Bytes that are not UTF-8 are percent-encoded, so that pages whose addresses
/// differ in them stay different pages.
pub(super) fn target(field: &[u8]) -> String {
    let mut out = String::with_capacity(field.len());
    for chunk in field.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The bytes behind the escapes.
pub(super) fn undo(field: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', field).is_none() {
        return Cow::Borrowed(field);
    }
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, others)) = rest.split_first() {
        let (byte, length) = if *first == b'\\' { escaped_byte(others) } else { (*first, 0) };
        out.push(byte);
        rest = &others[length..];
    }
    Cow::Owned(out)
}

/// The byte that stands behind a backslash, and how long its name is; what is no escape is a backslash.
fn escaped_byte(text: &[u8]) -> (u8, usize) {
    match text {
        [b'x', high, low, ..] => match (hex(*high), hex(*low)) {
            (Some(high), Some(low)) => (high << 4 | low, 3),
            _ => (b'\\', 0),
        },
        [quoted @ (b'"' | b'\\'), ..] => (*quoted, 1),
        [b'n', ..] => (b'\n', 1),
        [b'r', ..] => (b'\r', 1),
        [b't', ..] => (b'\t', 1),
        _ => (b'\\', 0),
    }
}

pub(super) fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_as_they_were_sent() {
        for (written, sent) in [
            ("-", ""),
            ("", ""),
            ("Mozilla/5.0", "Mozilla/5.0"),
            (r#"a \"b\" \x22c\x22"#, r#"a "b" "c""#),
            (r"a\\b\x5Cc", r"a\b\c"),
            (r"\xC5\x9Fu\xc5\x9fa", "şuşa"),
            (r"\q \x \x4 \xZZ \", r"\q \x \x4 \xZZ \"),
            (r"\t\r\n", "\t\r\n"),
        ] {
            assert_eq!(header(undo(written.as_bytes())), sent, "{written}");
        }
        assert_eq!(header(undo(b"caf\xE9")), "caf\u{FFFD}");
    }

    #[test]
    fn targets_that_are_not_utf8_stay_different() {
        assert_eq!(target(&undo(b"/caf\xE9?q=\xFE")), "/caf%E9?q=%FE");
        assert_eq!(target(&undo(br"/caf\xE9")), "/caf%E9");
        assert_eq!(target("/şuşa".as_bytes()), "/şuşa");
    }
}
