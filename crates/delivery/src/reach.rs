//! Which machines may be connected to.
//!
//! An address of a webhook is written by people and resolved by servers of others. Without bounds it would have this program speak to what only
//! this machine can reach: itself, its neighbours, the cloud's metadata.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Networks of version 4 that are not the public net, by the registry of special-purpose addresses.
const INNER_4: [([u8; 4], u8); 15] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network; write it as 10.1.0.0/16 or as an address")]
pub struct ReachError(String);

/// Which machines may be connected to: those of the public net, and what the operator names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    named: Vec<IpNet>,
}

impl Reach {
    /// The public net and some networks, each with its prefix, or a single address.
    ///
    /// # Errors
    /// Where one is no network.
    pub fn new<'a>(networks: impl IntoIterator<Item = &'a str>) -> Result<Self, ReachError> {
        let parse = |text: &str| {
            let address = || text.parse::<IpAddr>().map(IpNet::from);
            text.parse().or_else(|_| address()).map_err(|_| ReachError(text.chars().take(64).collect()))
        };
        Ok(Self { named: networks.into_iter().map(parse).collect::<Result<_, _>>()? })
    }

    /// All machines: for addresses that the operator wrote, not an editor.
    #[must_use]
    pub fn anywhere() -> Self {
        Self { named: vec![Ipv4Net::default().into(), Ipv6Net::default().into()] }
    }

    /// Whether a machine may be connected to.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.named.iter().any(|network| network.contains(&address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !INNER_4.iter().any(|&(network, length)| lies_in(address, network, length)),
        IpAddr::V6(address) => is_public_6(address),
    }
}

fn lies_in(address: Ipv4Addr, network: [u8; 4], length: u8) -> bool {
    let mask = u32::MAX << (32 - u32::from(length));
    u32::from(address) & mask == u32::from_be_bytes(network)
}

/// Of version 6 what is assigned to the public net (2000::/3), without protocol assignments and Teredo (2001::/23), examples (2001:db8::/32,
/// 3fff::/20), and 6to4 (2002::/16), which holds addresses of version 4.
fn is_public_6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_assigned = first & 0xe000 == 0x2000;
    let is_special = (first == 0x2001 && (second < 0x200 || second == 0xdb8))
        || first == 0x2002
        || first & 0xfff0 == 0x3ff0;
    is_assigned && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reach: &Reach, address: &str, expected: bool) {
        assert_eq!(reach.permits(address.parse().unwrap()), expected, "{address}");
    }

    #[test]
    fn the_public_net_is_reached_and_nothing_else() {
        let reach = Reach::default();
        for address in ["1.1.1.1", "172.32.0.1", "192.0.3.1", "2606:4700::1111", "2a00:1450::1"] {
            check(&reach, address, true);
        }
        for address in [
            "127.0.0.1",
            "0.0.0.0",
            "10.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
        ] {
            check(&reach, address, false);
        }
    }

    #[test]
    fn the_operator_may_name_networks() {
        let reach = Reach::new(["127.0.0.0/8", "fd00:1::/32", "10.9.8.7"]).unwrap();
        for (address, expected) in [
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("fd00:1::5", true),
            ("10.9.8.7", true),
            ("10.9.8.8", false),
        ] {
            check(&reach, address, expected);
        }
        check(&Reach::anywhere(), "127.0.0.1", true);
        check(&Reach::anywhere(), "fe80::1", true);
        assert!(Reach::new(["10.0.0.0/99"]).unwrap_err().to_string().contains("10.0.0.0/99"));
    }
}
