//! What the JSON formats have in common: texts of any JSON type, and lines that are nearly JSON.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{LineError, escape};

/// A value as text: a string, a number, or the first of a list of such; empty for everything else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'a> Text<'a> {
    /// The text's bytes, borrowed where the text is.
    pub(super) fn bytes(self) -> Cow<'a, [u8]> {
        match self.0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Text::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let first = list.next_element::<Text<'de>>()?.unwrap_or_default();
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }
}

/// Reads a line with `read`; where it is not quite JSON, as the line would be if the server knew JSON.
///
/// # Errors
/// When it is not JSON all the same.
pub(super) fn parse<'a, T>(
    line: &'a [u8],
    read: impl Fn(&'a [u8]) -> serde_json::Result<T>,
    read_mended: impl Fn(&[u8]) -> serde_json::Result<T>,
) -> Result<T, LineError> {
    if line.first() != Some(&b'{') {
        return Err(LineError::Json);
    }
    read(line).or_else(|_| read_mended(&mend(line))).map_err(|_| LineError::Json)
}

/// A line with what servers write that is no JSON: nginx's own escapes (`\xHH`), and bytes that are not UTF-8, which
/// become percent-encoded, so that addresses which differ in them stay different.
fn mend(line: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, others)) = rest.split_first() {
        let length = match others {
            [b'x', high, low, ..] if *first == b'\\' => {
                let byte = escape::hex(*high).zip(escape::hex(*low)).map(|(high, low)| high << 4 | low);
                byte.map_or(0, |byte| push_escaped(&mut bytes, byte))
            }
            // The backslash and what it escapes stay together.
            [escaped, ..] if *first == b'\\' => {
                bytes.extend([*first, *escaped]);
                1
            }
            _ => 0,
        };
        if length == 0 {
            bytes.push(*first);
        }
        rest = &others[length..];
    }
    escape::target(&bytes).into_bytes()
}

/// Writes a byte that stood behind `\x`, and gives the length of its name.
fn push_escaped(bytes: &mut Vec<u8>, byte: u8) -> usize {
    match byte {
        b'"' | b'\\' => bytes.extend([b'\\', byte]),
        0..b' ' => bytes.extend(format!("\\u{byte:04x}").bytes()),
        _ => bytes.push(byte),
    }
    3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_text() {
        for (json, text) in [
            (r#""a\"b""#, "a\"b"),
            ("12", "12"),
            ("-1.5", "-1.5"),
            (r#"["x", 2]"#, "x"),
            ("[]", ""),
            ("null", ""),
            ("true", ""),
            (r#"{"a": [1]}"#, ""),
        ] {
            assert_eq!(serde_json::from_str::<Text<'_>>(json).unwrap().0, text, "{json}");
        }
    }

    #[test]
    fn what_is_nearly_json_is_mended() {
        for (line, mended) in [
            (r#"{"a":"\xC5\x9Fu\x22\x5C\x0a"}"#.as_bytes(), r#"{"a":"şu\"\\\u000a"}"#),
            (br#"{"a":"\\x41\"\xZZ"}"#, r#"{"a":"\\x41\"\xZZ"}"#),
            (b"{\"a\":\"/caf\xE9\"}", r#"{"a":"/caf%E9"}"#),
            (b"\\", "\\"),
        ] {
            assert_eq!(String::from_utf8(mend(line)).unwrap(), mended);
        }
    }
}
