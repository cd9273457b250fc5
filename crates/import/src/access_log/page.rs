//! Which requests are page views; the definition is in the documentation of [`super`].

use super::LogLine;

/// What browsers fetch for a page, by extension in lower case.
const PARTS: &[&str] =
    &["css", "js", "mjs", "map", "wasm", "woff", "woff2", "ttf", "otf", "eot", "webmanifest"];
const PICTURES: &[&str] =
    &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "xbm", "heic"];
const MEDIA: &[&str] =
    &["mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "mov", "avi", "mpg", "mpeg", "m3u8", "ts"];
const DOCUMENTS: &[&str] = &["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv"];
const ARCHIVES: &[&str] =
    &["zip", "gz", "tgz", "bz2", "xz", "rar", "7z", "tar", "exe", "msi", "dmg", "apk", "iso", "jar", "bak"];
/// Feeds, data, and notes to crawlers.
const DATA: &[&str] =
    &["xml", "rss", "atom", "json", "txt", "yml", "yaml", "env", "ini", "log", "conf", "sql"];

/// Whether the line is a page view.
pub(super) fn is_view(line: &LogLine<'_>) -> bool {
    matches!(line.status, Some(200 | 304)) && *line.method == *b"GET" && names_a_page(&line.target)
}

fn names_a_page(target: &[u8]) -> bool {
    let path = target.split(|b| matches!(b, b'?' | b'#')).next().unwrap_or_default();
    path.starts_with(b"/") && !path.starts_with(b"/.") && !has_other_extension(path)
}

fn has_other_extension(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    let Some(dot) = name.iter().rposition(|b| *b == b'.') else { return false };
    let extension = &name[dot + 1..];
    [PARTS, PICTURES, MEDIA, DOCUMENTS, ARCHIVES, DATA]
        .into_iter()
        .flatten()
        .any(|other| other.as_bytes().eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewed(request: &str, status: u16) -> Option<String> {
        let line = format!("192.0.2.1 - - [10/Oct/2000:13:55:36 +0000] \"{request}\" {status} 5");
        let line = super::super::text::parse(line.as_bytes(), false).unwrap();
        is_view(&line).then(|| String::from_utf8_lossy(&line.target).into_owned())
    }

    #[test]
    fn pages_are_viewed() {
        for (request, target) in [
            ("GET / HTTP/1.1", "/"),
            ("GET /az/xəbər?utm_source=a HTTP/2.0", "/az/xəbər?utm_source=a"),
            ("GET /index.html HTTP/V1.0", "/index.html"),
            ("GET /old.php", "/old.php"),
            ("GET /two words   HTTP/1.0", "/two words"),
            ("GET /v2.0/release HTTP/1.1", "/v2.0/release"),
            ("GET /a?file=x.png HTTP/1.1", "/a?file=x.png"),
            ("GET /no-protocol", "/no-protocol"),
        ] {
            assert_eq!(viewed(request, 200).as_deref(), Some(target), "{request}");
        }
        assert_eq!(viewed("GET / HTTP/1.1", 304).as_deref(), Some("/"));
    }

    #[test]
    fn other_requests_are_no_views() {
        for request in [
            "HEAD / HTTP/1.1",
            "POST / HTTP/1.1",
            "Get / HTTP/1.1",
            "-",
            "",
            "GET",
            "GET  ",
            "GET HTTP/1.1",
            "OPTIONS * HTTP/1.0",
            "GET http://192.0.2.9/ HTTP/1.1",
            "CONNECT 192.0.2.9:443 HTTP/1.1",
            r"\x16\x03\x01\x02\x00",
            "GET /style.css?v=2 HTTP/1.1",
            "GET /A.PNG HTTP/1.1",
            "GET /robots.txt HTTP/1.1",
            "GET /.env HTTP/1.1",
            "GET /.well-known/x HTTP/1.1",
        ] {
            assert_eq!(viewed(request, 200), None, "{request}");
        }
        for status in [206, 301, 302, 403, 404, 499, 500] {
            assert_eq!(viewed("GET / HTTP/1.1", status), None, "{status}");
        }
    }
}
