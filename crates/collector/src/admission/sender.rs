//! Who sent an event, as far as the transport knows, and what of it is believed.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use tiraj_model::SiteName;

/// Who sent an event, as far as the transport knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The sender's address; without one the event is counted and not linked.
    pub ip: Option<IpAddr>,
    /// The sender's user agent: empty where the client sent none, `None` where nobody recorded it (a log in the common
    /// format), which is no sign of a machine.
    pub user_agent: Option<String>,
    /// The languages that the reader prefers, as `Accept-Language` lists them.
    pub languages: String,
    /// The origin of the page that sent the request, as `Origin` says it; empty where nobody did.
    pub origin: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Whether the reader asked not to be linked (`Sec-GPC`, `DNT`).
    pub unlinked: bool,
    /// Whether the sender is believed.
    pub trust: Trust,
}

/// Whether a sender may speak of any time and of other people's addresses and user agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Anybody on the net.
    Stranger,
    /// A server with a token for these sites, or for all where none are named. What it does not tell of a reader is not
    /// known: its own address and user agent are no reader's.
    Token(Option<Arc<[SiteName]>>),
    /// An import, which gives each reader's address and user agent as the sender's.
    Import,
}

impl Trust {
    /// Whether the sender is believed for a site.
    #[must_use]
    pub fn covers(&self, site: &SiteName) -> bool {
        match self {
            Self::Stranger => false,
            Self::Token(sites) => sites.as_ref().is_none_or(|sites| sites.contains(site)),
            Self::Import => true,
        }
    }
}
