//! The address of a page: what of a URL names the page, and what does not.

use smol_str::{SmolStr, SmolStrBuilder};
use url::Url;

use crate::Utm;

/// The longest URL that is accepted, in bytes.
pub(crate) const MAX_URL: usize = 4_096;

/// Schemes of what is no page: documents made on the spot, programs, and addresses of people.
const PAGELESS_SCHEMES: &[&str] = &["data", "javascript", "vbscript", "blob", "mailto", "tel"];

/// The hostname of a page that has none.
const NO_HOST: &str = "(none)";

/// The parameters by which advertisers mark a click, which names the advertiser and not the reader; of the value nothing
/// is kept.
const CLICK_IDS: &[&str] = &["gclid", "gbraid", "wbraid", "msclkid", "fbclid", "twclid", "yclid"];

/// Why a URL does not name a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// It is no absolute URL of a page.
    #[error("the URL is not the absolute address of a page; send the page's full `location.href`")]
    NoPage,
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
    /// Takes an absolute URL apart. Besides those of the web these are the addresses that applications give their
    /// screens (`app://localhost/login`, `file:///index.html`); one without a host gets the hostname `(none)`.
    ///
    /// # Errors
    /// When the URL is too long, not absolute, or of a scheme that names no page.
    pub fn parse(text: &str) -> Result<Self, PageError> {
        Self::read(text, false)
    }

    /// The same for a site whose pages differ in the fragment: it becomes part of the path, as `/#page`.
    ///
    /// # Errors
    /// As [`PageUrl::parse`].
    pub fn parse_with_fragment(text: &str) -> Result<Self, PageError> {
        Self::read(text, true)
    }

    fn read(text: &str, keeps_fragment: bool) -> Result<Self, PageError> {
        if text.len() > MAX_URL {
            return Err(PageError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| PageError::NoPage)?;
        if PAGELESS_SCHEMES.contains(&url.scheme()) {
            return Err(PageError::NoPage);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).unwrap_or(NO_HOST);
        let path = normalise_path(url.path());
        let fragment = url.fragment().filter(|fragment| keeps_fragment && !fragment.is_empty());
        Ok(Self {
            hostname: SmolStr::new(host.strip_prefix("www.").unwrap_or(host)),
            path: fragment.map_or(path.clone(), |fragment| join_fragment(&path, fragment)),
            utm: read_utm(&url),
        })
    }
}

/// `/path#fragment`. Unlike one that is part of a name, which stays encoded as `%23`, the mark stands for itself.
fn join_fragment(path: &str, fragment: &str) -> SmolStr {
    let printable: String = decode_percent(fragment).chars().filter(|c| !c.is_control()).collect();
    smol_str::format_smolstr!("{path}#{printable}")
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
            key => {
                if let Some(known) = CLICK_IDS.iter().find(|known| **known == key && !value.is_empty()) {
                    utm.click_id = SmolStr::new_static(known);
                }
                continue;
            }
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
    if is_normal(path) {
        return SmolStr::new(path);
    }
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

/// Whether a path is plainly in its form already, as most are; costs less than making the form anew.
fn is_normal(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'%' | b'?' | b'#');
    let has_its_slashes =
        path.starts_with('/') && !path.contains("//") && (path.len() == 1 || !path.ends_with('/'));
    has_its_slashes && path.bytes().all(plain)
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
    fn screens_of_applications_are_pages() {
        for (url, hostname, path) in [
            ("app://localhost/login", "localhost", "/login"),
            ("file:///android_asset/www/index.html", "(none)", "/android_asset/www/index.html"),
            ("about:config", "(none)", "/config"),
        ] {
            let page = PageUrl::parse(url).unwrap();
            assert_eq!((page.hostname.as_str(), page.path.as_str()), (hostname, path), "{url}");
        }
    }

    #[test]
    fn a_fragment_names_a_page_where_the_site_says_so() {
        for (url, path) in [
            ("https://news.example/#page-a", "/#page-a"),
            ("https://news.example/x/#%C5%9Fu%C5%9Fa", "/x#şuşa"),
            ("https://news.example/x#", "/x"),
        ] {
            assert_eq!(PageUrl::parse_with_fragment(url).unwrap().path, path, "{url}");
        }
        assert_eq!(PageUrl::parse("https://news.example/#page-a").unwrap().path, "/");
    }

    #[test]
    fn of_a_click_id_only_the_kind_is_kept() {
        let utm = PageUrl::parse("https://news.example/?gclid=person-123").unwrap().utm;
        assert_eq!(utm, Utm { click_id: "gclid".into(), ..Utm::default() });
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for url in ["", "/a", "mailto:a@b.example", "data:text/html,x", "javascript:alert(1)", "https://"] {
            assert_eq!(PageUrl::parse(url), Err(PageError::NoPage), "{url}");
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
