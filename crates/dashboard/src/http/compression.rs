//! What goes over the net smaller.

use axum::Router;
use http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// Shorter answers are not worth it.
const SHORTEST: u64 = 1024;

/// Routes whose answers are compressed for who takes that: texts, but no stream, of which each line is to arrive at once.
pub(super) fn around<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    let layer = CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest);
    routes.layer(layer.compress_when(is_worth_it))
}

fn is_worth_it(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE);
    let is_text = kind.starts_with("text/") && !kind.starts_with("text/event-stream")
        || kind.starts_with("application/json")
        || kind.starts_with("image/svg+xml");
    let is_short = text(header::CONTENT_LENGTH).parse().is_ok_and(|length: u64| length < SHORTEST);
    // Pages with the secret of a form are not kept, and not compressed: of a secret beside words that a stranger chooses, the
    // length of what is compressed tells something.
    let holds_secret = text(header::CACHE_CONTROL).contains("no-store");
    is_text && !is_short && !holds_secret
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compressed_and_pages_with_secrets_are_not() {
        let compresses = |pairs: &[(&'static str, &str)]| {
            let headers: HeaderMap =
                pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            is_worth_it(StatusCode::OK, Version::HTTP_11, &headers, &Extensions::new())
        };
        let html = ("content-type", "text/html; charset=utf-8");
        assert!(compresses(&[html, ("cache-control", "private, no-cache")]));
        assert!(compresses(&[("content-type", "image/svg+xml")]));
        assert!(!compresses(&[html, ("cache-control", "no-store")]));
        assert!(!compresses(&[html, ("content-length", "1023")]));
        for kind in [
            "text/event-stream",
            "font/woff2",
            "image/png",
            "application/pdf",
            "application/vnd.apache.arrow.stream",
        ] {
            assert!(!compresses(&[("content-type", kind)]), "{kind}");
        }
    }
}
