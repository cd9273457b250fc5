//! Access logs in the common and the combined format of Apache, nginx and their kin.
//!
//! ```text
//! client ident user [day/Mon/year:hour:minute:second ±zone] "request" status size
//! client ident user [day/Mon/year:hour:minute:second ±zone] "request" status size "referrer" "user agent"
//! ```
//!
//! Two questions, two answers. *Is it a log line?* [`parse_line`] is strict about the skeleton above and
//! tolerant of what clients put into it; what it refuses is [`tiraj_model::DropReason::Malformed`].
//! *Is it a page view?* A log line counts as one when all of these hold, and otherwise is
//! [`tiraj_model::DropReason::NotAPage`]:
//!
//! - the method is `GET`, in capitals (`HEAD` is asked by machines, `POST` is no reading);
//! - the status is 200, or 304: the reader looked at the copy of the browser;
//! - the target is a path (not `*`, and not an absolute URL as sent to open proxies);
//! - the path names no file of another kind than a page: no extension of a style, script, picture, font,
//!   sound, film, archive, document, feed or data file, and no first folder beginning with a dot.
//!
//! Whether a person or a machine looked is for admission to say, not for this module.

mod escape;
mod fields;
mod page;
mod reader;
mod time;

use jiff::Timestamp;

use fields::Fields;
pub use reader::{LogReader, Refusal};

/// A log line taken apart; texts are as they stand in the log, with the server's escapes in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLine<'a> {
    /// The client's IP address or host name.
    pub client: &'a [u8],
    /// When.
    pub time: Timestamp,
    /// The request line, in whole; anything at all, since clients send anything at all.
    pub request: &'a [u8],
    /// The HTTP status; `None` where the log has `-`.
    pub status: Option<u16>,
    /// The `Referer` header; `-` or empty where there is none.
    pub referrer: &'a [u8],
    /// The `User-Agent` header, `-` or empty where the client sent none; `None` where the format holds none.
    pub user_agent: Option<&'a [u8]>,
    /// Whether every quote that opens also closes; a line that was cut off is not whole.
    pub whole: bool,
}

/// Why a line is no log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Not exactly three words stand before the time.
    #[error("the line does not begin with `client ident user [`; only common and combined format are read")]
    Beginning,
    /// The time is not readable.
    #[error("the time is not written as [10/Oct/2000:13:55:36 -0700]")]
    Time,
    /// There is no quoted request after the time.
    #[error("no quoted request follows the time")]
    Request,
    /// There is no status and size after the request.
    #[error("no status and size follow the request")]
    Status,
    /// The line is longer than [`LogReader::MAX_LINE`].
    #[error("the line is longer than 64 KiB")]
    TooLong,
    /// The file ends within a quoted text of the line, so the line is still being written.
    #[error("the file ends in the middle of the line; import it again when the line is complete")]
    Unfinished,
}

/// Takes a line apart, given without its line ending.
///
/// A quote that never closes ends with the line. Fields after the user agent are ignored. A user name with a
/// space in it is refused, since nothing tells it from a line of another format.
///
/// # Errors
/// When the line does not have the skeleton of the common format.
pub fn parse_line(line: &[u8]) -> Result<LogLine<'_>, LineError> {
    let mut fields = Fields::new(line);
    let client = fields.word().ok_or(LineError::Beginning)?;
    fields.word().and_then(|_ident| fields.word()).ok_or(LineError::Beginning)?;
    let time = fields.bracketed().ok_or(LineError::Beginning)?;
    let time = time::parse(time).ok_or(LineError::Time)?;
    let request = fields.quoted().ok_or(LineError::Request)?;
    let status = fields.word().and_then(read_status).ok_or(LineError::Status)?;
    fields.word().filter(|size| is_size(size)).ok_or(LineError::Status)?;
    let referrer = fields.quoted().unwrap_or_default();
    let user_agent = fields.quoted();
    let whole = referrer.closed && user_agent.as_ref().is_none_or(|field| field.closed);
    let (request, referrer, user_agent) = (request.text, referrer.text, user_agent.map(|field| field.text));
    Ok(LogLine { client, time, request, status, referrer, user_agent, whole })
}

/// A status of three digits, or `None` within for the `-` of a request that was never answered.
fn read_status(word: &[u8]) -> Option<Option<u16>> {
    match word {
        b"-" => Some(None),
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let digit = |byte: &u8| u16::from(byte - b'0');
            Some(Some(digit(a) * 100 + digit(b) * 10 + digit(c)))
        }
        _ => None,
    }
}

fn is_size(word: &[u8]) -> bool {
    word == b"-" || word.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;
