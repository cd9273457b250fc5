//! How many events an address may send.

use std::net::IpAddr;
use std::sync::Arc;

use tiraj_proxies::{is_public, subject_of};
use tiraj_rates::Rates;

use super::error::ApiError;
use crate::admission::{Sender, Trust};

/// How many addresses are remembered; about 100 bytes each.
const ADDRESSES: usize = 1 << 16;

/// The limit on the events of one address. Clones count together.
#[derive(Clone)]
pub(super) struct AddressLimit {
    /// None where there is no limit.
    per_minute: Option<u32>,
    /// Whether inner addresses have no limit.
    spares_inner: bool,
    rates: Arc<Rates<IpAddr>>,
}

impl AddressLimit {
    /// A limit of so many events a minute; 0 for none. Where no proxy is trusted, an inner address may be one that nobody
    /// named, which speaks for many readers, or the operator: `spares_inner` then leaves it without a limit.
    pub(super) fn new(per_minute: u32, spares_inner: bool) -> Self {
        let keys = if per_minute == 0 { 0 } else { ADDRESSES };
        let rates = Arc::new(Rates::new(keys));
        Self { per_minute: (per_minute > 0).then_some(per_minute), spares_inner, rates }
    }

    /// Lets a request pass, which brings at least one event.
    ///
    /// # Errors
    /// When the address has sent too much.
    pub(super) fn pass(&self, sender: &Sender) -> Result<(), ApiError> {
        let Some((per_minute, subject)) = self.applies(sender) else { return Ok(()) };
        self.rates.take(&subject, per_minute, sender.received_at).map_err(|wait| {
            let message = format!("this address sends more than {per_minute} events a minute; wait");
            ApiError::rate_limited(message, wait)
        })
    }

    /// Counts all events of a request that passed.
    pub(super) fn charge(&self, sender: &Sender, events: usize) {
        let further = u32::try_from(events.saturating_sub(1)).unwrap_or(u32::MAX);
        if let Some((per_minute, subject)) = self.applies(sender).filter(|_| further > 0) {
            self.rates.charge(&subject, per_minute, further, sender.received_at);
        }
    }

    /// The limit and whom it counts. Who has a token speaks for many readers.
    fn applies(&self, sender: &Sender) -> Option<(u32, IpAddr)> {
        let stranger =
            sender.ip.filter(|ip| sender.trust == Trust::Stranger && (!self.spares_inner || is_public(*ip)));
        self.per_minute.zip(stranger.map(subject_of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(ip: &str, trust: Trust) -> Sender {
        Sender {
            ip: Some(ip.parse().unwrap()),
            user_agent: None,
            languages: String::new(),
            origin: String::new(),
            received_at: "2026-11-23T10:00:00Z".parse().unwrap(),
            unlinked: false,
            trust,
        }
    }

    fn passed(limit: &AddressLimit, ips: &[&str], trust: &Trust) -> usize {
        ips.iter().filter(|ip| limit.pass(&sender(ip, trust.clone())).is_ok()).count()
    }

    #[test]
    fn an_address_or_a_household_has_its_limit() {
        let limit = AddressLimit::new(2, true);
        assert_eq!(passed(&limit, &["192.0.2.1"; 5], &Trust::Stranger), 2);
        assert_eq!(passed(&limit, &["192.0.2.2"; 5], &Trust::Stranger), 2);
        let household = ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:0:0:1", "2001:db8:0:1::1"];
        assert_eq!(passed(&limit, &household, &Trust::Stranger), 3);
    }

    #[test]
    fn tokens_and_inner_addresses_have_none() {
        let limit = AddressLimit::new(2, true);
        assert_eq!(passed(&limit, &["192.0.2.1"; 5], &Trust::Token(None)), 5);
        assert_eq!(passed(&limit, &["127.0.0.1", "127.0.0.1", "127.0.0.1"], &Trust::Stranger), 3);
        let behind_proxies = AddressLimit::new(2, false);
        assert_eq!(passed(&behind_proxies, &["10.0.0.1"; 5], &Trust::Stranger), 2, "a header may say so");
        assert_eq!(passed(&AddressLimit::new(0, true), &["192.0.2.1"; 5], &Trust::Stranger), 5);
    }

    #[test]
    fn a_batch_counts_by_its_events() {
        let limit = AddressLimit::new(10, true);
        let sender = sender("192.0.2.1", Trust::Stranger);
        assert!(limit.pass(&sender).is_ok());
        limit.charge(&sender, 10);
        assert!(limit.pass(&sender).is_err());
    }
}
