//! The address of a page: what of a URL names the page, and what does not.

use smol_str::{SmolStr, SmolStrBuilder};
use url::Url;

use crate::Utm;

/// The longest URL that is accepted, in bytes.
pub(crate) const MAX_URL: usize = 4_096;

/// Why a URL does not name a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// It is no absolute `http` or `https` URL.
    #[error("the URL is not an absolute http(s) address; send the page's full `location.href`")]
    NotHttp,
    /// It is too long.
    #[error("the URL is longer than 4,096 bytes; send it without tracking parameters")]
    TooLong,
}

/// A page's URL taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageUrl {
    /// Host in lower case, without a leading `www.`.
    pub hostname: SmolStr,
    /// Path as [`normalise_path`] gives it.
    pub path: SmolStr,
    /// Campaign parameters of the query.
    pub utm: Utm,
}

impl PageUrl {
    /// Takes an absolute URL apart.
    ///
    /// # Errors
    /// When the URL is too long, not absolute, or neither `http` nor `https`.
    pub fn parse(text: &str) -> Result<Self, PageError> {
        if text.len() > MAX_URL {
            return Err(PageError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| PageError::NotHttp)?;
        let host =
            url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or(PageError::NotHttp)?;
        Ok(Self {
            hostname: SmolStr::new(host.strip_prefix("www.").unwrap_or(host)),
            path: normalise_path(url.path()),
            utm: read_utm(&url),
        })
    }
}

fn read_utm(url: &Url) -> Utm {
    let mut utm = Utm::default();
    let mut alternative_source = SmolStr::default();
    for (key, value) in url.query_pairs() {
        let field = match &*key {
            "utm_source" => &mut utm.source,
            "utm_medium" => &mut utm.medium,
            "utm_campaign" => &mut utm.campaign,
            "utm_content" => &mut utm.content,
            "utm_term" => &mut utm.term,
            "source" | "ref" => &mut alternative_source,
            _ => continue,
        };
        if field.is_empty() {
            *field = value.chars().filter(|c| !c.is_control()).take(256).collect();
        }
    }
    if utm.source.is_empty() {
        utm.source = alternative_source;
    }
    utm
}

/// The form in which a path is counted, stored and asked for.
///
/// Percent-encoding is undone where it gives readable UTF-8, so that `/%C5%9Fu%C5%9Fa` and `/şuşa` are one
/// page; an encoded slash, question mark, hash or percent sign stays encoded, since undoing it would name
/// another page, and a stray percent sign becomes `%25`. Doubled slashes are folded, a trailing slash is dropped except at the root, control
/// characters are removed, and query and fragment are cut. The result always begins with a slash, and
/// normalising it again changes nothing.
#[must_use]
pub fn normalise_path(path: &str) -> SmolStr {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // Before decoding: a character taken out afterwards could leave a new escape behind.
    let printable: String = path.chars().filter(|c| !c.is_control()).collect();
    let decoded = decode_percent(&printable);
    let mut out = SmolStrBuilder::new();
    for part in decoded.split('/').map(str::trim).filter(|part| !part.is_empty()) {
        out.push('/');
        out.push_str(part);
    }
    let out = out.finish();
    if out.is_empty() { SmolStr::new_static("/") } else { out }
}

/// Undoes percent-encoding of whole UTF-8 characters, except those that have a meaning in a URL.
fn decode_percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (plain, encoded) = rest.split_at(at);
        out.push_str(plain);
        let (bytes, length) = leading_encoded_bytes(encoded);
        match std::str::from_utf8(&bytes) {
            Ok(run) => run.chars().for_each(|c| push_decoded(&mut out, c)),
            Err(_) => out.push_str(&encoded[..length]),
        }
        if length == 0 {
            out.push_str("%25");
        }
        rest = &encoded[length.max(1)..];
    }
    out.push_str(rest);
    out
}

fn push_decoded(out: &mut String, c: char) {
    match c {
        '/' => out.push_str("%2F"),
        '?' => out.push_str("%3F"),
        '#' => out.push_str("%23"),
        '%' => out.push_str("%25"),
        c if c.is_control() => {}
        c => out.push(c),
    }
}

/// The bytes of the run of `%XX` at the start of `text`, and the run's length in `text`.
fn leading_encoded_bytes(text: &str) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    for triple in text.as_bytes().chunks(3) {
        let digit = |i: usize| triple.get(i).and_then(|b| char::from(*b).to_digit(16));
        match (triple[0], digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            _ => break,
        }
    }
    let length = bytes.len() * 3;
    (bytes, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(given: &str, expect: &str) {
        assert_eq!(normalise_path(given), expect, "{given}");
    }

    #[test]
    fn paths_have_one_form() {
        check("", "/");
        check("/", "/");
        check("/a/b", "/a/b");
        check("/a//b/", "/a/b");
        check("a", "/a");
        check("/a?utm_source=x#top", "/a");
        check("/%C5%9Fu%C5%9Fa", "/şuşa");
        check("/şuşa", "/şuşa");
        check("/a%2Fb", "/a%2Fb");
        check("/a%2fb", "/a%2Fb");
        check("/100%25", "/100%25");
        check("/100%", "/100%25");
        check("/%E9", "/%E9");
        check("/a%00b%0A", "/ab");
        check("/a%20b", "/a b");
    }

    #[test]
    fn urls_are_taken_apart() {
        let page =
            PageUrl::parse("https://WWW.News.example/a/?utm_source=Telegram&utm_medium=social&ref=x#c")
                .unwrap();
        assert_eq!((page.hostname.as_str(), page.path.as_str()), ("news.example", "/a"));
        assert_eq!((page.utm.source.as_str(), page.utm.medium.as_str()), ("Telegram", "social"));
        assert_eq!(PageUrl::parse("https://news.example/?ref=habr").unwrap().utm.source, "habr");
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for url in ["", "/a", "ftp://news.example/", "data:text/html,x", "javascript:alert(1)", "https://"] {
            assert_eq!(PageUrl::parse(url), Err(PageError::NotHttp), "{url}");
        }
        let long = format!("https://news.example/{}", "a".repeat(MAX_URL));
        assert_eq!(PageUrl::parse(&long), Err(PageError::TooLong));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(path in "[/%a-zA-Z0-9ş ?#\\x00-\\x1f]{0,40}") {
            let once = normalise_path(&path);
            prop_assert_eq!(normalise_path(&once), once);
        }
    }
}
