//! Admission for what is imported.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use jiff::Timestamp;
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::{RawEvent, Salts};
use tiraj_enrich::Enricher;
use tiraj_import::counter_export::CounterHit;
use tiraj_import::{LineId, PageHit, Tally};
use tiraj_model::{
    BotReason, Clock, DropReason, Event, EventKind, Platform, Site, Sites, SystemClock, Verdict,
};

/// Admission for the lines of one site.
pub(super) struct Gate {
    admission: Admission,
    site: Site,
    /// Hosts whose lines are taken; all where none is named.
    hosts: Vec<String>,
    now: Timestamp,
}

impl Gate {
    pub(super) fn new(site: Site, hosts: &[String], enricher: Enricher) -> Self {
        let salts = Salts::in_memory(Arc::new(rand::fill));
        Self {
            admission: Admission::new(Sites::new([site.clone()]), Arc::new(salts), enricher),
            site,
            hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            now: SystemClock.now(),
        }
    }

    /// Admits each, and counts what is refused.
    pub(super) fn admit<T>(
        &self,
        hits: Vec<(LineId, T)>,
        tally: &mut Tally,
        admit_one: impl Fn(&Self, LineId, T) -> Result<Event, DropReason>,
    ) -> Vec<Event> {
        let admit = |(id, hit)| match admit_one(self, id, hit) {
            Ok(event) => Some(event),
            Err(reason) => {
                tally.refuse_accepted(reason, 1);
                None
            }
        };
        hits.into_iter().filter_map(admit).collect()
    }

    /// Admits a line of an access log.
    pub(super) fn admit_page(&self, id: LineId, hit: PageHit) -> Result<Event, DropReason> {
        let raw = RawEvent {
            referrer: hit.referrer,
            id: id.to_string(),
            ts: Some(hit.time.as_millisecond()),
            platform: Platform::Server,
            ..RawEvent::new(EventKind::View, self.site.name.as_str(), self.url(&hit.host, &hit.target)?)
        };
        self.admit_raw(raw, Some(client_address(&hit.client)), hit.user_agent)
    }

    /// Admits an event of another counter. Its session stands for the reader's address, under the salt of the day like any:
    /// so a reader here is one for a day, however long the other counter knew it.
    pub(super) fn admit_counted(&self, id: LineId, hit: CounterHit) -> Result<Event, DropReason> {
        let kind = if hit.event.is_some() { EventKind::Custom } else { EventKind::View };
        let raw = RawEvent {
            name: hit.event.unwrap_or_default(),
            referrer: as_address(hit.referrer),
            id: id.to_string(),
            ts: Some(hit.time.as_millisecond()),
            ..RawEvent::new(kind, self.site.name.as_str(), self.url(&hit.host, &hit.target)?)
        };
        let ip = (!hit.session.is_empty()).then(|| client_address(&format!("session {}", hit.session)));
        let mut event = self.admit_raw(raw, ip, None)?;
        event.browser = hit.browser.into();
        event.os = hit.os.into();
        event.country = hit.country.into();
        event.region = hit.region.into();
        event.city = hit.city.into();
        if hit.is_machine {
            event.verdict = Verdict::Bot(BotReason::Declared);
        }
        Ok(event)
    }

    fn url(&self, host: &str, target: &str) -> Result<String, DropReason> {
        let is_wanted =
            self.hosts.is_empty() || host.is_empty() || self.hosts.iter().any(|known| known == host);
        let host = if host.is_empty() { self.site.name.as_str() } else { host };
        is_wanted.then(|| format!("https://{host}{target}")).ok_or(DropReason::Hostname)
    }

    fn admit_raw(
        &self,
        raw: RawEvent,
        ip: Option<IpAddr>,
        user_agent: Option<String>,
    ) -> Result<Event, DropReason> {
        let sender = Sender {
            ip,
            user_agent,
            received_at: self.now,
            unlinked: false,
            languages: String::new(),
            origin: String::new(),
            trust: Trust::Import,
        };
        self.admission.admit(raw, &sender).map_err(|refusal| refusal.reason)
    }
}

/// A referrer as an address; other counters leave the scheme away.
fn as_address(referrer: String) -> String {
    if referrer.is_empty() || referrer.contains("://") { referrer } else { format!("https://{referrer}") }
}

/// The client's address. Where the server looked names up, an address of the private range that stands for the
/// name: all that is done with it is to tell one reader from another.
fn client_address(client: &str) -> IpAddr {
    client.parse().unwrap_or_else(|_| {
        let hash = siphasher::sip128::SipHasher13::new().hash(client.as_bytes()).as_u128();
        IpAddr::V6(Ipv6Addr::from((0xfd << 120) | (hash >> 8)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_stand_apart_as_private_addresses() {
        assert_eq!(client_address("192.0.2.7"), "192.0.2.7".parse::<IpAddr>().unwrap());
        let (a, b) = (client_address("a.example"), client_address("b.example"));
        assert_ne!(a, b);
        assert_eq!(a, client_address("a.example"));
        assert!(a.to_string().starts_with("fd"));
    }
}
