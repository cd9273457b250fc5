//! The proxies in front: whose address a request comes from, and how its client speaks to them.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

use crate::is_public;

/// The header in which proxies tell whom they speak for unless others are named. A proxy passes on what it does not know, so
/// that of every other header the reader may be the author.
const USUAL: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The header of RFC 7239, which alone has parameters.
const FORWARDED: HeaderName = HeaderName::from_static("forwarded");

/// The header in which proxies tell how the client spoke to them.
const SCHEME: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// A text that names no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network; write an address or a range such as 10.0.0.0/8")]
pub struct ProxyError(String);

/// The networks of trusted proxies, none unless they are named, and the headers that they write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxies {
    networks: Vec<IpNet>,
    headers: Vec<HeaderName>,
}

impl Default for Proxies {
    fn default() -> Self {
        Self { networks: Vec::new(), headers: vec![USUAL] }
    }
}

impl Proxies {
    /// The proxies of the given addresses and ranges.
    ///
    /// # Errors
    /// When a text is neither.
    pub fn new<'a>(networks: impl IntoIterator<Item = &'a str>) -> Result<Self, ProxyError> {
        let networks = networks.into_iter().map(parse_network).collect::<Result<_, _>>()?;
        Ok(Self { networks, ..Self::default() })
    }

    /// The same with the headers that the proxies write themselves, and so do not pass on from readers; of several the
    /// first that names an address is believed.
    #[must_use]
    pub fn with_headers(self, headers: Vec<HeaderName>) -> Self {
        Self { headers, ..self }
    }

    /// Whether no proxy is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether whoever connects is trusted, so that readers may write their own address.
    #[must_use]
    pub fn trusts_everybody(&self) -> bool {
        self.networks.iter().any(|network| network.prefix_len() == 0)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The reader's address: that of the connection, or where a trusted proxy is at its other end, the one that the
    /// proxy tells.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        self.headers.iter().find_map(|name| self.told(name, headers)).unwrap_or(peer)
    }

    /// Whether the client speaks TLS to the trusted proxy at the other end, as that tells. Of a list the first is meant,
    /// which the proxy next to the client wrote; who else is trusted has passed it on.
    #[must_use]
    pub fn speaks_tls(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        if !self.trusts(peer.to_canonical()) {
            return false;
        }
        let first = |name: &HeaderName| headers.get(name)?.to_str().ok()?.split(',').next().map(str::trim);
        let is_https = |scheme: &str| scheme.trim_matches('"').eq_ignore_ascii_case("https");
        let plain = first(&SCHEME).is_some_and(is_https);
        plain || first(&FORWARDED).and_then(|element| parameter(element, "proto")).is_some_and(is_https)
    }

    /// The address that a header tells: of its list the last that is on the public net and no trusted proxy. What
    /// stands before it could have been written by the reader. Where only inner addresses are listed, the reader sits
    /// in the inner network, and the last that is no trusted proxy is meant.
    fn told(&self, name: &HeaderName, headers: &HeaderMap) -> Option<IpAddr> {
        let values = headers.get_all(name).iter().filter_map(|value: &HeaderValue| value.to_str().ok());
        let elements: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
        let parse = if *name == FORWARDED { parse_element } else { parse_hop };
        // An entry that cannot be read hides who wrote those before it.
        let known = elements.iter().rev().map_while(|element| parse(element.trim()));
        let mut inner = None;
        for address in known.map(|address| address.to_canonical()).filter(|address| !self.trusts(*address)) {
            if is_public(address) {
                return Some(address);
            }
            inner = inner.or(Some(address));
        }
        inner
    }
}

fn parse_network(text: &str) -> Result<IpNet, ProxyError> {
    let text = text.trim();
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| ProxyError(text.chars().take(64).collect()))
}

/// An address as proxies write it: plain, with a port, or in brackets.
fn parse_hop(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// The address after `for=` in an element of `Forwarded`, quoted or not. Names that hide an address are none.
fn parse_element(element: &str) -> Option<IpAddr> {
    parse_hop(parameter(element, "for")?.trim_matches('"'))
}

/// The value of a parameter in an element of `Forwarded`.
fn parameter<'a>(element: &'a str, wanted: &str) -> Option<&'a str> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that proxies and delivery networks write.
    const HEADERS: [&str; 6] = [
        "x-plausible-ip",
        "cf-connecting-ip",
        "b-forwarded-for",
        "x-forwarded-for",
        "x-real-ip",
        "forwarded",
    ];

    fn client(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let proxies = Proxies::new(["10.0.0.0/8", "::1", "127.0.0.1"])
            .unwrap()
            .with_headers(HEADERS.map(HeaderName::from_static).to_vec());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn unless_told_otherwise_only_the_usual_header_is_believed() {
        let proxies = Proxies::new(["10.0.0.1"]).unwrap();
        let headers = HeaderMap::from_iter([
            ("x-plausible-ip".parse().unwrap(), HeaderValue::from_static("6.6.6.6")),
            ("cf-connecting-ip".parse().unwrap(), HeaderValue::from_static("6.6.6.7")),
            (USUAL, HeaderValue::from_static("203.0.113.9")),
        ]);
        assert_eq!(proxies.client("10.0.0.1".parse().unwrap(), &headers).to_string(), "203.0.113.9");
    }

    fn check(peer: &str, forwarded: &[&str], expect: &str) {
        let headers: Vec<_> = forwarded.iter().map(|value| ("x-forwarded-for", *value)).collect();
        assert_eq!(client(peer, &headers), expect, "{peer} {forwarded:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        for name in HEADERS {
            assert_eq!(client("192.0.2.1", &[(name, "203.0.113.9")]), "192.0.2.1", "{name}");
        }
        check("192.0.2.1", &[], "192.0.2.1");
        check("10.1.2.3", &[], "10.1.2.3");
        check("10.1.2.3", &["203.0.113.9"], "203.0.113.9");
        check("::ffff:10.1.2.3", &["203.0.113.9"], "203.0.113.9");
        check("192.168.1.1", &["203.0.113.9"], "192.168.1.1");
    }

    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        check("10.1.2.3", &["216.160.83.56:123"], "216.160.83.56");
        check("::1", &["[2001:db8::1]:123"], "2001:db8::1");
        check("::1", &["[2001:db8::1]"], "2001:db8::1");
        check("::1", &["::ffff:203.0.113.9"], "203.0.113.9");
    }

    #[test]
    fn lists_are_read_from_the_end_that_proxies_write() {
        check("10.1.2.3", &["6.6.6.6, 203.0.113.9"], "203.0.113.9");
        check("10.1.2.3", &["6.6.6.6, 203.0.113.9, 10.0.0.1"], "203.0.113.9");
        check("10.1.2.3", &["6.6.6.6", "203.0.113.9"], "203.0.113.9");
        check("10.1.2.3", &["203.0.113.9, 192.168.0.4, 0.0.0.0"], "203.0.113.9");
        check("10.1.2.3", &["203.0.113.9, 100.64.0.1, fe80::1, fd00::1"], "203.0.113.9");
    }

    #[test]
    fn without_a_public_address_the_last_inner_one_is_meant() {
        check("10.1.2.3", &["192.168.0.4, 172.16.0.9, 10.0.0.7"], "172.16.0.9");
        check("10.1.2.3", &["10.0.0.7"], "10.1.2.3");
    }

    #[test]
    fn nothing_is_believed_before_an_entry_that_cannot_be_read() {
        check("10.1.2.3", &["6.6.6.6, unknown"], "10.1.2.3");
        check("10.1.2.3", &["6.6.6.6, unknown, 192.168.0.4"], "192.168.0.4");
        check("10.1.2.3", &["unknown, 203.0.113.9"], "203.0.113.9");
    }

    #[test]
    fn the_standard_header_is_read_with_its_parameters() {
        for (value, expect) in [
            (
                r#"by=0.0.0.0;for="[2001:218:1:1:1:1:1:1]",for=0.0.0.0;host=x;proto=https"#,
                "2001:218:1:1:1:1:1:1",
            ),
            (r#"For="[2001:db8::1]:4711""#, "2001:db8::1"),
            ("for=203.0.113.9;proto=http;by=10.0.0.1", "203.0.113.9"),
            (r#"for="203.0.113.9:80", for=10.0.0.2"#, "203.0.113.9"),
            ("for=6.6.6.6, for=_hidden", "10.1.2.3"),
            ("proto=https", "10.1.2.3"),
        ] {
            assert_eq!(client("10.1.2.3", &[("forwarded", value)]), expect, "{value}");
        }
    }

    #[test]
    fn the_first_header_with_an_address_wins() {
        let all: Vec<_> =
            HEADERS[..5].iter().zip(1..).map(|(name, n)| (*name, format!("6.6.6.{n}"))).collect();
        for first in 0..all.len() {
            let headers: Vec<_> = all[first..].iter().rev().map(|(name, value)| (*name, &**value)).collect();
            assert_eq!(client("10.1.2.3", &headers), all[first].1);
        }
        let broken = [("x-plausible-ip", "nobody"), ("cf-connecting-ip", ""), ("x-real-ip", "203.0.113.9")];
        assert_eq!(client("10.1.2.3", &broken), "203.0.113.9");
    }

    #[test]
    fn tls_is_what_a_trusted_proxy_tells() {
        let proxies = Proxies::new(["10.0.0.0/8"]).unwrap();
        for (peer, name, value, expect) in [
            ("10.0.0.1", "x-forwarded-proto", "https", true),
            ("10.0.0.1", "x-forwarded-proto", "HTTPS, http", true),
            ("10.0.0.1", "x-forwarded-proto", "http", false),
            ("10.0.0.1", "forwarded", "for=203.0.113.9;proto=https", true),
            ("10.0.0.1", "forwarded", "for=203.0.113.9;proto=http", false),
            ("10.0.0.1", "x-other", "https", false),
            ("192.0.2.1", "x-forwarded-proto", "https", false),
        ] {
            let headers =
                HeaderMap::from_iter([(name.parse::<HeaderName>().unwrap(), value.parse().unwrap())]);
            assert_eq!(proxies.speaks_tls(peer.parse().unwrap(), &headers), expect, "{peer} {name} {value}");
        }
    }

    #[test]
    fn networks_are_addresses_or_ranges() {
        for text in ["10.0.0.0/33", "::/129", "10.0.0/8", "x", "", "10.0.0.0/x"] {
            assert!(Proxies::new([text]).is_err(), "{text}");
        }
        assert!(Proxies::new(["0.0.0.0/0"]).unwrap().trusts("192.0.2.1".parse().unwrap()));
    }
}
