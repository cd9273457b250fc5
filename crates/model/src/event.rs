//! What happened: one view, share, stretch of engaged reading, or custom event.

use std::sync::Arc;

use jiff::Timestamp;
use smol_str::SmolStr;

use crate::closed_set::closed_set;
use crate::{Channel, Description, Device, Platform, ReaderId, ShareNetwork, SiteName, Verdict};

closed_set! {
    /// The kind of an event.
    EventKind as "event type" {
        /// A page was opened.
        View = "view",
        /// A page was read for some time, or scrolled to some depth.
        Engage = "engage",
        /// A page was shared.
        Share = "share",
        /// Anything else the site wants to count, under a name of its own.
        Custom = "custom",
    }
}

/// The identity of an event as its sender gave it, hashed with the site to 64 bits; zero never occurs.
///
/// Two of a billion events within one window collide with a probability of about 3 %, and then one of
/// them is taken for a repeat; at a newsroom's millions a day it is below 1 in a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(std::num::NonZeroU64);

impl EventId {
    /// The identity of the event that its sender calls `id` on `site`.
    #[must_use]
    pub fn new(site: &SiteName, id: &[u8]) -> Self {
        use std::hash::Hasher;
        // A fixed key: the same id must give the same identity on every node and after every restart.
        let mut hasher =
            siphasher::sip::SipHasher13::new_with_keys(0x7469_7261_6a2d_6964, 0x6576_656e_742d_6964);
        hasher.write(site.as_str().as_bytes());
        hasher.write_u8(0);
        hasher.write(id);
        Self(std::num::NonZeroU64::new(hasher.finish()).unwrap_or(std::num::NonZeroU64::MIN))
    }

    /// The number that stands in frames and in the store.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The identity behind a stored number; `None` for 0, which stands for "no id".
    #[must_use]
    pub fn from_stored(number: u64) -> Option<Self> {
        std::num::NonZeroU64::new(number).map(Self)
    }
}

/// The campaign parameters of a URL; empty where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Utm {
    /// `utm_source`, or `ref`, `source` in its place.
    pub source: SmolStr,
    /// `utm_medium`.
    pub medium: SmolStr,
    /// `utm_campaign`.
    pub campaign: SmolStr,
    /// `utm_content`.
    pub content: SmolStr,
    /// `utm_term`.
    pub term: SmolStr,
    /// The kind of the advertiser's click id, for example `gclid`; never its value.
    pub click_id: SmolStr,
}

/// An admitted event: parsed, enriched, judged, and free of anything that names a person.
///
/// Texts are empty where nothing is known. There is no IP address and no user agent here, so that none can
/// reach the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The sender's id, for counting a repeat once.
    pub id: Option<EventId>,
    /// The site it belongs to.
    pub site: SiteName,
    /// When it happened; stored to the millisecond.
    pub time: Timestamp,
    /// What kind it is.
    pub kind: EventKind,
    /// `pageview`, `engagement`, `share`, or the custom event's own name.
    pub name: SmolStr,
    /// Through which client.
    pub platform: Platform,
    /// Host of the page's URL, in lower case without `www.`.
    pub hostname: SmolStr,
    /// Path of the page's URL, percent-decoded; see [`crate::normalise_path`].
    pub path: SmolStr,
    /// Host and path of the referring page, without query.
    pub referrer: SmolStr,
    /// The referring place by name, for example `Telegram`; empty for direct and internal views.
    pub source: SmolStr,
    /// The kind of that place.
    pub channel: Channel,
    /// Campaign parameters.
    pub utm: Utm,
    /// Browser family.
    pub browser: SmolStr,
    /// Browser version, major and minor.
    pub browser_version: SmolStr,
    /// Operating system family.
    pub os: SmolStr,
    /// Operating system version.
    pub os_version: SmolStr,
    /// Size class of the device.
    pub device: Device,
    /// ISO 3166-1 alpha-2 country code.
    pub country: SmolStr,
    /// Region within the country.
    pub region: SmolStr,
    /// City.
    pub city: SmolStr,
    /// The reader's first language, as a two- or three-letter code.
    pub reader_lang: SmolStr,
    /// Where a share went; `None` for other kinds.
    pub network: Option<ShareNetwork>,
    /// Milliseconds of engaged reading since the last such event of the page.
    pub engaged_ms: u32,
    /// Greatest scroll depth so far, in percent of the page.
    pub scroll: u8,
    /// Custom properties.
    pub props: Vec<(SmolStr, SmolStr)>,
    /// The reader within the day; `None` where the reader asked not to be linked.
    pub reader: Option<ReaderId>,
    /// Person or machine.
    pub verdict: Verdict,
    /// Version of the tracker that sent it.
    pub tracker_version: SmolStr,
    /// What the page says of its article.
    pub article: Option<Arc<Description>>,
}

impl Event {
    /// A view of `path` on `site` at `time` by a person, with nothing else known.
    #[must_use]
    pub fn view(site: SiteName, time: Timestamp, path: &str) -> Self {
        Self {
            id: None,
            hostname: SmolStr::new(site.as_str()),
            site,
            time,
            kind: EventKind::View,
            name: SmolStr::new_static("pageview"),
            platform: Platform::Web,
            path: SmolStr::new(path),
            referrer: SmolStr::default(),
            source: SmolStr::default(),
            channel: Channel::Direct,
            utm: Utm::default(),
            browser: SmolStr::default(),
            browser_version: SmolStr::default(),
            os: SmolStr::default(),
            os_version: SmolStr::default(),
            device: Device::Unknown,
            country: SmolStr::default(),
            region: SmolStr::default(),
            city: SmolStr::default(),
            reader_lang: SmolStr::default(),
            network: None,
            engaged_ms: 0,
            scroll: 0,
            props: Vec::new(),
            reader: None,
            verdict: Verdict::Human,
            tracker_version: SmolStr::default(),
            article: None,
        }
    }

    /// Whether the public view counter counts it: a view by a person.
    #[must_use]
    pub fn counts_as_view(&self) -> bool {
        self.kind == EventKind::View && self.verdict.counts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_depend_on_site_and_id_and_never_change() {
        let (a, b): (SiteName, SiteName) = ("a.example".parse().unwrap(), "b.example".parse().unwrap());
        assert_eq!(EventId::new(&a, b"1"), EventId::new(&a, b"1"));
        assert_ne!(EventId::new(&a, b"1"), EventId::new(&b, b"1"));
        assert_ne!(EventId::new(&a, b"1"), EventId::new(&a, b"2"));
        assert_eq!(EventId::from_stored(EventId::new(&a, b"1").get()), Some(EventId::new(&a, b"1")));
        // Frozen: a change would count events twice that were sent before and after an upgrade.
        assert_eq!(EventId::new(&a, b"frozen").get(), FROZEN_ID);
    }

    const FROZEN_ID: u64 = 14_764_988_986_720_981_979;
}
