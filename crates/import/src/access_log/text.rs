//! The common and the combined format of Apache, nginx and their kin, with or without the virtual host in front.
//!
//! ```text
//! [host[:port]] client ident user [day/Mon/year:hour:minute:second ±zone] "request" status size
//! [host[:port]] client ident user [day/Mon/year:hour:minute:second ±zone] "request" status size "referrer" "user agent"
//! ```
//!
//! A quote that never closes ends with the line. Fields after the user agent are ignored. A user name with a
//! space in it is refused, since nothing tells it from a line of another format.

use std::borrow::Cow;

use super::fields::{Fields, Quoted};
use super::{LineError, LogLine, escape, host, read_status, time};

/// Takes a line apart; `hosted` says that it begins with the virtual host.
pub(super) fn parse(line: &[u8], hosted: bool) -> Result<LogLine<'_>, LineError> {
    let mut fields = Fields::new(line);
    let beginning = if hosted { LineError::HostBeginning } else { LineError::Beginning };
    let host = if hosted { fields.word().ok_or(beginning)? } else { b"" };
    let client = fields.word().ok_or(beginning)?;
    fields.word().and_then(|_ident| fields.word()).ok_or(beginning)?;
    let time = fields.bracketed().ok_or(beginning)?;
    let time = time::parse(time).ok_or(LineError::Time)?;
    let request = fields.quoted().ok_or(LineError::Request)?;
    let status = fields.word().and_then(read_status).ok_or(LineError::Status)?;
    fields.word().filter(|size| is_size(size)).ok_or(LineError::Status)?;
    let referrer = fields.quoted().unwrap_or_default();
    let user_agent = fields.quoted();
    let whole = referrer.closed && user_agent.as_ref().is_none_or(|field| field.closed);
    let (method, target) = split_request(request.text);
    Ok(LogLine {
        host: host::read(host),
        client: Cow::Borrowed(client),
        time,
        method: Cow::Borrowed(method),
        target: escape::undo(target),
        status,
        referrer: decode(referrer),
        user_agent: user_agent.map(decode),
        whole,
    })
}

fn decode(field: Quoted<'_>) -> Cow<'_, [u8]> {
    escape::undo(field.text)
}

fn is_size(word: &[u8]) -> bool {
    word == b"-" || word.iter().all(u8::is_ascii_digit)
}

/// The method and the target of a request line. Without a protocol (HTTP/0.9) the rest of the line is the target;
/// spaces that a careless client left in it belong to it.
pub(super) fn split_request(request: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b' ', request) {
        Some(space) => (&request[..space], strip_protocol(request[space..].trim_ascii())),
        None => (request, b""),
    }
}

fn strip_protocol(text: &[u8]) -> &[u8] {
    let last_word = memchr::memrchr(b' ', text).map_or(0, |space| space + 1);
    let (before, last) = text.split_at(last_word);
    if last.starts_with(b"HTTP/") { before.trim_ascii_end() } else { text }
}
