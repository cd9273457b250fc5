//! An event as its sender tells it, before anything of it is believed.
//!
//! Every face of the collector (native JSON, Plausible's JSON, the pixel's query, an access-log line) ends in a
//! [`RawEvent`], and admission knows no other input.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Deserializer};
use tiraj_model::{EventKind, Platform, ShareNetwork};

/// What a sender says of one event. Texts are empty where the sender said nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct RawEvent {
    /// The name of the site.
    pub site: String,
    /// What kind it is.
    pub kind: EventKind,
    /// The name of a custom event; ignored for other kinds.
    pub name: String,
    /// The page's absolute URL.
    pub url: String,
    /// The referring page's URL.
    pub referrer: String,
    /// The sender's id of the event, for counting a repeat once.
    pub id: String,
    /// When it happened, in milliseconds since 1970 (UTC).
    pub ts: Option<i64>,
    /// The page's title.
    pub title: String,
    /// What the page says of its article.
    pub article: Option<RawArticle>,
    /// Where a share went.
    pub network: Option<ShareNetwork>,
    /// Milliseconds of engaged reading.
    pub engaged_ms: u32,
    /// Scroll depth in percent of the page.
    pub scroll: u8,
    /// Through which client.
    pub platform: Platform,
    /// Custom properties.
    pub props: Vec<(String, String)>,
    /// Version of the tracker.
    pub tracker_version: String,
    /// Whether the site's pages differ in the fragment of their URL.
    pub hash_mode: bool,
    /// Whether it only belongs to a visit that goes on, and is dropped where the reader has none.
    pub needs_visit: bool,
    /// The reader's address, told by a trusted sender.
    pub ip: Option<IpAddr>,
    /// The reader's user agent, told by a trusted sender.
    pub user_agent: Option<String>,
}

impl RawEvent {
    /// An event of the given kind of which nothing but site and page is told.
    #[must_use]
    pub fn new(kind: EventKind, site: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            site: site.into(),
            kind,
            name: String::new(),
            url: url.into(),
            referrer: String::new(),
            id: String::new(),
            ts: None,
            title: String::new(),
            article: None,
            network: None,
            engaged_ms: 0,
            scroll: 0,
            platform: Platform::Web,
            props: Vec::new(),
            tracker_version: String::new(),
            hash_mode: false,
            needs_visit: false,
            ip: None,
            user_agent: None,
        }
    }
}

/// What a page says of its article, word for word. Absent parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawArticle {
    /// The CMS's own id.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// Authors in the order of the author line.
    pub authors: Vec<String>,
    /// BCP 47 language.
    pub lang: String,
    /// RFC 3339, or a date or a date and time without offset, which are meant in the site's zone.
    pub published_at: String,
    /// When it was last changed, written likewise.
    pub updated_at: String,
    /// How many words its text has.
    #[serde(deserialize_with = "read_count")]
    pub word_count: Option<u32>,
    /// Tags.
    pub tags: Vec<String>,
    /// Addresses of the translations by language.
    pub translations: BTreeMap<String, String>,
    /// The address under which the article is to be counted, where it is not the event's own.
    pub canonical: String,
}

fn read_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    crate::wire::whole(deserializer)
}
