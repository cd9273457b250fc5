//! The proxies in front, and whose address a request comes from.

use std::net::IpAddr;
use std::str::FromStr;

/// A text that names no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network; write an address or a range such as 10.0.0.0/8")]
pub struct ProxyError(String);

/// The networks of trusted proxies; none unless they are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Proxies {
    /// The proxies of the given addresses and ranges.
    ///
    /// # Errors
    /// When a text is neither.
    pub fn new<'a>(networks: impl IntoIterator<Item = &'a str>) -> Result<Self, ProxyError> {
        networks.into_iter().map(str::parse).collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The reader's address: that of the connection, or behind trusted proxies the last one in `X-Forwarded-For` that
    /// is no trusted proxy. What stands before it could have been written by the reader.
    pub(super) fn client<'a>(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> IpAddr {
        let mut client = peer.to_canonical();
        for hop in forwarded.rev().flat_map(|header| header.rsplit(',')) {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = parse_hop(hop.trim()) else { break };
            client = address.to_canonical();
        }
        client
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let error = || ProxyError(text.chars().take(64).collect());
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| error())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |prefix| prefix.parse().map_err(|_| error()))?;
        if prefix > longest {
            return Err(error());
        }
        Ok(Self { address, prefix })
    }
}

/// An address as proxies write it: plain, with a port, or in brackets.
fn parse_hop(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<std::net::SocketAddr>() {
        return Some(socket.ip());
    }
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], expect: &str) {
        let proxies = Proxies::new(["10.0.0.0/8", "::1", "127.0.0.1"]).unwrap();
        let client = proxies.client(peer.parse().unwrap(), forwarded.iter().copied());
        assert_eq!(client.to_string(), expect, "{peer} {forwarded:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["203.0.113.9"], "192.0.2.1");
        check("10.1.2.3", &["203.0.113.9"], "203.0.113.9");
        check("::ffff:10.1.2.3", &["203.0.113.9"], "203.0.113.9");
        check("10.1.2.3", &["6.6.6.6, 203.0.113.9"], "203.0.113.9");
        check("10.1.2.3", &["6.6.6.6, 203.0.113.9, 10.0.0.1"], "203.0.113.9");
        check("10.1.2.3", &["6.6.6.6", "203.0.113.9"], "203.0.113.9");
        check("10.1.2.3", &["203.0.113.9:4711"], "203.0.113.9");
        check("::1", &["[2001:db8::1]:123"], "2001:db8::1");
        check("::1", &["[2001:db8::1]"], "2001:db8::1");
        check("10.1.2.3", &["unknown"], "10.1.2.3");
        check("10.1.2.3", &[], "10.1.2.3");
    }

    #[test]
    fn networks_are_addresses_or_ranges() {
        for text in ["10.0.0.0/33", "::/129", "10.0.0/8", "x", "", "10.0.0.0/x"] {
            assert!(Proxies::new([text]).is_err(), "{text}");
        }
        assert!(Proxies::new(["0.0.0.0/0"]).unwrap().trusts("192.0.2.1".parse().unwrap()));
    }
}
