//! Addresses of our own pages, and where a request may be sent on to.

use http::Uri;
use tiraj_model::Site;
use url::form_urlencoded::byte_serialize;

/// The list of one's own pieces.
pub(super) const OWN: &str = "/own";

/// The longest address that is come back to, in bytes.
const LONGEST: usize = 2_000;

/// The page that asks who it is, and comes back to an address after that.
pub(super) fn to_sign_in(from: &Uri) -> String {
    let address = from.path_and_query().map_or("/", |address| address.as_str());
    let next: String = byte_serialize(local(address).as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// The list of one's own pieces on a site.
pub(super) fn to_own(site: Option<&Site>) -> String {
    site.map_or_else(|| OWN.to_owned(), |site| format!("{OWN}?site={}", site.name))
}

/// An address if it is one of our own pages, and the first page in place of any other: whoever sends somebody to sign in
/// must not choose where that ends. A second slash, and a backslash, which browsers read as one, begin a foreign host.
pub(super) fn local(address: &str) -> &str {
    let rest = address.strip_prefix('/');
    let stays = rest.is_some_and(|rest| !rest.starts_with('/'));
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_loop = address.starts_with("/sign-in") || address.starts_with("/sign-out");
    if stays && is_plain && !is_loop && address.len() <= LONGEST { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (address, expect) in [
            ("/", "/"),
            ("/reports/weekly?site=a.example&week=2026-W46", "/reports/weekly?site=a.example&week=2026-W46"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\\b", "/"),
            ("https://evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("/\t/evil.example", "/"),
            ("/ /evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("/sign-in?next=/", "/"),
            ("/sign-out", "/"),
            ("evil", "/"),
            ("", "/"),
            ("/ə", "/"),
        ] {
            assert_eq!(local(address), expect, "{address:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(3_000))), "/");
    }

    #[test]
    fn the_way_back_is_one_parameter() {
        let from: Uri = "/reports/weekly?site=a.example&week=2026-W46".parse().unwrap();
        let expect = "/sign-in?next=%2Freports%2Fweekly%3Fsite%3Da.example%26week%3D2026-W46";
        assert_eq!(to_sign_in(&from), expect);
    }
}
