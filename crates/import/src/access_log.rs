//! Access logs, in the formats of [`Format`].
//!
//! A log is cut into chunks of whole lines ([`Chunks`]), which may be read on several cores ([`Chunk::read`]). The
//! format is found by the first lines, or named by the operator; then every line is judged by it.
//!
//! Two questions, two answers. *Is it a log line?* The readers of the formats are strict about the skeleton of a line and
//! tolerant of what clients put into it; what they refuse is [`tiraj_model::DropReason::Malformed`].
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

mod caddy;
mod chunks;
mod cloudfront;
mod escape;
mod fields;
mod format;
mod host;
mod json;
mod nginx;
mod page;
mod text;
mod time;

use std::borrow::Cow;

use jiff::Timestamp;

pub use chunks::{Chunk, Chunks, Reading, Refusal};
pub use format::{Format, UnknownFormat};
pub(crate) use time::parse_any;

/// A log line taken apart; texts are as the client sent them, the server's escapes undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine<'a> {
    /// The host that was asked, in lower case without port; empty where the format holds none or it is no host name.
    pub host: Cow<'a, str>,
    /// The client's IP address or host name.
    pub client: Cow<'a, [u8]>,
    /// When.
    pub time: Timestamp,
    /// The method; anything at all, since clients send anything at all.
    pub method: Cow<'a, [u8]>,
    /// The request target: path and query, as far as clients keep to the rules.
    pub target: Cow<'a, [u8]>,
    /// The HTTP status; `None` where the request was never answered.
    pub status: Option<u16>,
    /// The `Referer` header; `-` or empty where there is none.
    pub referrer: Cow<'a, [u8]>,
    /// The `User-Agent` header, `-` or empty where the client sent none; `None` where the format holds none.
    pub user_agent: Option<Cow<'a, [u8]>>,
    /// Whether every quote that opens also closes; a line that was cut off is not whole.
    pub whole: bool,
}

impl LogLine<'_> {
    /// The same with texts of its own.
    fn into_owned(self) -> LogLine<'static> {
        LogLine {
            host: Cow::Owned(self.host.into_owned()),
            client: Cow::Owned(self.client.into_owned()),
            method: Cow::Owned(self.method.into_owned()),
            target: Cow::Owned(self.target.into_owned()),
            referrer: Cow::Owned(self.referrer.into_owned()),
            user_agent: self.user_agent.map(|agent| Cow::Owned(agent.into_owned())),
            ..self
        }
    }
}

/// Why a line is no log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// No line so far was of any format that is read.
    #[error("the line is of no format that is read; `--format` lists them")]
    UnknownFormat,
    /// Not exactly three words stand before the time.
    #[error(
        "the line does not begin with `client ident user [time]`; if the log is of another format, name it with --format"
    )]
    Beginning,
    /// Not exactly four words stand before the time.
    #[error(
        "the line does not begin with `host client ident user [time]`; if the log is of another format, name it with --format"
    )]
    HostBeginning,
    /// The time is not readable.
    #[error(
        "the time is not written as this format writes it, for example [10/Oct/2000:13:55:36 -0700] or 2000-10-10T13:55:36-07:00"
    )]
    Time,
    /// There is no quoted request after the time.
    #[error("no quoted request follows the time")]
    Request,
    /// There is no status and size after the request.
    #[error("no status and size follow the request")]
    Status,
    /// A line of a JSON format is not JSON.
    #[error("the line is no JSON object")]
    Json,
    /// A field that every line of the format has is not there.
    #[error("the line has no {0}")]
    Missing(&'static str),
    /// The line is longer than [`Chunks::MAX_LINE`].
    #[error("the line is longer than 64 KiB")]
    TooLong,
    /// The file ends within the line, so the line is still being written.
    #[error("the file ends in the middle of the line; import it again when the line is complete")]
    Unfinished,
}

/// A status of three digits, or `None` within where the request was never answered (`-`, `0`, `000`).
fn read_status(word: &[u8]) -> Option<Option<u16>> {
    match word {
        b"-" | b"0" | b"000" => Some(None),
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let digit = |byte: &u8| u16::from(byte - b'0');
            Some(Some(digit(a) * 100 + digit(b) * 10 + digit(c)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;
