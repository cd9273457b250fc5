//! `GET /t.js`: the tracker.

use std::sync::LazyLock;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::cached::Cached;

/// The script as it is sent: without indentation and comment lines, which readers of a page need not fetch.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("../assets/t.js").lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).flat_map(|line| [line, "\n"]).collect()
});

pub(super) async fn get_tracker(headers: HeaderMap) -> Response {
    let script = Cached {
        body: Bytes::from_static(SCRIPT.as_bytes()),
        content_type: "text/javascript; charset=utf-8",
        cache_control: "public, max-age=86400",
    };
    let mut response = script.answer(&headers);
    let policy = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert("cross-origin-resource-policy", policy);
    response
}

#[cfg(test)]
mod tests {
    use super::SCRIPT;
    use std::io::Write;

    #[test]
    fn it_stays_below_two_kilobytes_packed() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(SCRIPT.as_bytes()).unwrap();
        let packed = packer.finish().unwrap().len();
        assert!(packed < 2_048, "the tracker takes {packed} bytes packed");
    }

    #[test]
    fn it_stores_nothing_with_the_reader() {
        for forbidden in ["cookie", "localStorage", "sessionStorage", "indexedDB"] {
            assert!(!SCRIPT.contains(forbidden), "{forbidden}");
        }
    }
}
