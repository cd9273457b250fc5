//! One page view out of a foreign log, before admission.

use jiff::Timestamp;

use crate::LineHash;

/// A page view as a server wrote it down. It still holds the address and the user agent of a person: it is
/// for admission, which turns them into a reader and forgets them, and never for the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageHit {
    /// The hash of its line, from which [`crate::LineIds`] makes the identity by which the same view is known when its
    /// log is read again.
    pub line: LineHash,
    /// When the server answered (or was asked: servers differ), to the second or finer.
    pub time: Timestamp,
    /// The host that was asked, in lower case without port; empty where the format holds none.
    pub host: String,
    /// The client's IP address, or its host name where the server looked names up.
    pub client: String,
    /// The `User-Agent` header, empty where none was sent, which is a sign of a machine; `None` where the
    /// format holds none, which is a sign of nothing.
    pub user_agent: Option<String>,
    /// The `Referer` header; empty where none was sent or the format holds none.
    pub referrer: String,
    /// Path and query as requested, beginning with a slash; not yet normalised.
    pub target: String,
    /// The HTTP status of the answer.
    pub status: u16,
}
