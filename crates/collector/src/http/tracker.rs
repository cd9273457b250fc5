//! `GET /t.js`: the tracker.
//!
//! Its source is `assets/t.js`; pages are sent what `make tracker` makes of it.

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::cached::Cached;

/// The minified script, below a line that says of which source it was made.
const MINIFIED: &str = include_str!("../assets/t.min.js");

pub(super) async fn get_tracker(headers: HeaderMap) -> Response {
    let script = Cached {
        body: Bytes::from_static(script().as_bytes()),
        content_type: "text/javascript; charset=utf-8",
        cache_control: "public, max-age=86400",
    };
    let mut response = script.answer(&headers);
    let policy = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert("cross-origin-resource-policy", policy);
    response
}

/// What is sent.
fn script() -> &'static str {
    MINIFIED.split_once('\n').map_or(MINIFIED, |(_, script)| script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    use std::io::Write as _;

    const SOURCE: &str = include_str!("../assets/t.js");

    #[test]
    fn it_stays_below_two_kilobytes_packed() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(script().as_bytes()).unwrap();
        let packed = packer.finish().unwrap().len();
        eprintln!("the tracker takes {packed} bytes packed");
        assert!(packed < 2_048, "the tracker takes {packed} bytes packed");
    }

    #[test]
    fn it_was_made_of_the_present_source() {
        let sum = Sha256::digest(SOURCE).iter().fold(String::new(), |mut sum, byte| {
            let _ = write!(sum, "{byte:02x}");
            sum
        });
        assert_eq!(MINIFIED.lines().next(), Some(&*format!("// {sum}")), "run `make tracker`");
        assert_eq!(script().lines().count(), 1);
    }

    #[test]
    fn it_stores_nothing_with_the_reader() {
        for forbidden in ["cookie", "localStorage", "sessionStorage", "indexedDB", "caches", "eval("] {
            assert!(!script().contains(forbidden), "{forbidden}");
        }
    }
}
