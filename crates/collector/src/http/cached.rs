//! Answers that a client may keep: an `ETag`, and 304 for who has them already.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// An answer that may be cached.
pub(super) struct Cached {
    pub(super) body: Bytes,
    pub(super) content_type: &'static str,
    pub(super) cache_control: &'static str,
}

impl Cached {
    /// The answer to a request with the given headers: the body, or that it has not changed.
    pub(super) fn answer(self, headers: &HeaderMap) -> Response {
        let tag = format!("\"{:08x}-{:x}\"", crc32c::crc32c(&self.body), self.body.len());
        let is_known = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| lists(value, &tag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, self.content_type)], self.body).into_response()
        };
        let tag = HeaderValue::from_str(&tag).expect("a tag is made of digits");
        response.headers_mut().insert(header::ETAG, tag);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        response
    }
}

/// Whether an `If-None-Match` names the tag. Proxies that compress mark it as weak.
fn lists(value: &HeaderValue, tag: &str) -> bool {
    let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|listed| listed.strip_prefix("W/").unwrap_or(listed))
        .any(|listed| listed == tag || listed == "*")
}
