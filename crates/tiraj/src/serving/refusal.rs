//! Refusals of what never became a request, in the one shape of all refusals.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::StatusCode;
use serde_json::json;

/// Names refusals in the order in which they are written. Clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Arc<AtomicU64>);

impl Refusals {
    /// The whole answer to a request that could not be read, or to a connection too many; it ends the connection.
    pub(super) fn write(&self, status: StatusCode) -> Bytes {
        let id = format!("c{}-{:x}", std::process::id(), self.0.fetch_add(1, Ordering::Relaxed));
        let (code, message) = words(status);
        let body = json!({"error": {"code": code, "message": message, "request_id": id}}).to_string();
        let reason = status.canonical_reason().unwrap_or_default();
        let wait = if status == StatusCode::SERVICE_UNAVAILABLE { "retry-after: 1\r\n" } else { "" };
        let (number, length) = (status.as_u16(), body.len());
        Bytes::from(format!(
            "HTTP/1.1 {number} {reason}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             x-request-id: {id}\r\n{wait}connection: close\r\n\r\n{body}"
        ))
    }
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => ("busy", "too many connections are open; try again in a moment"),
        StatusCode::URI_TOO_LONG => {
            ("uri_too_long", "the address is longer than 64 KiB; ask for less at a time")
        }
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            ("headers_too_large", "address and headers are longer than 64 KiB, or more than 100 headers")
        }
        _ => ("malformed_request", "this is no HTTP/1.1 request; check its first line and its headers"),
    }
}

/// The status of an answer that the HTTP library wrote by itself, without a body: all of ours have an id.
pub(super) fn find_bare(answer: &[u8]) -> Option<StatusCode> {
    let head = answer.strip_prefix(b"HTTP/1.1 ").filter(|rest| rest.first() == Some(&b'4'))?;
    let status = StatusCode::from_bytes(head.get(..3)?).ok()?;
    let has = |needle: &[u8]| answer.windows(needle.len()).any(|window| window == needle);
    (has(b"\r\ncontent-length: 0\r\n") && !has(b"\r\nx-request-id: ")).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_whole_answer_with_an_id_of_its_own() {
        let refusals = Refusals::default();
        let answer = refusals.write(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        let text = std::str::from_utf8(&answer).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["error"]["code"], "headers_too_large");
        assert_ne!(refusals.write(StatusCode::BAD_REQUEST), refusals.write(StatusCode::BAD_REQUEST));
        assert_eq!(find_bare(&answer), None);
    }

    #[test]
    fn only_answers_of_nobody_are_bare() {
        let bare = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        assert_eq!(find_bare(bare), Some(StatusCode::URI_TOO_LONG));
        for ours in [
            &b"HTTP/1.1 404 Not Found\r\nx-request-id: 1\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 7\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"",
        ] {
            assert_eq!(find_bare(ours), None);
        }
    }
}
