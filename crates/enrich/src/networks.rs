//! A list of networks, as of the data centres where no reader sits.

use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use crate::PackError;

/// A set of addresses: sorted ranges that do not touch, IPv4 within IPv6.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Networks {
    ranges: Vec<(u128, u128)>,
}

impl Networks {
    /// Reads a text file with one network or address a line; blank lines and what follows a `#` say nothing.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is neither.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        let unusable = |reason: String| PackError::Unusable { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
        Self::parse(&text).map_err(|line| {
            unusable(format!("line {line} is no network; write one a line, as 192.0.2.0/24 or 2001:db8::/32"))
        })
    }

    /// Whether an address lies in one of the networks.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = number(address);
        let after = self.ranges.partition_point(|(first, _)| *first <= address);
        after > 0 && address <= self.ranges[after - 1].1
    }

    /// Reads the lines, or says which is wrong.
    fn parse(text: &str) -> Result<Self, usize> {
        let mut ranges = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() {
                ranges.push(range(line).ok_or(index + 1)?);
            }
        }
        ranges.sort_unstable();
        Ok(Self { ranges: join(ranges) })
    }
}

fn range(line: &str) -> Option<(u128, u128)> {
    let network = line.parse::<IpNet>().or_else(|_| line.parse::<IpAddr>().map(IpNet::from)).ok()?;
    Some((number(network.network()), number(network.broadcast())))
}

/// Joins sorted ranges that overlap or touch, so that of two with a common address only one is left to look at.
fn join(sorted: Vec<(u128, u128)>) -> Vec<(u128, u128)> {
    let mut joined: Vec<(u128, u128)> = Vec::with_capacity(sorted.len());
    for (first, last) in sorted {
        match joined.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_any_of_its_networks() {
        let networks = Networks::parse(
            "# data centres\n192.0.2.0/24\n\n198.51.100.7 # one machine\n192.0.2.64/26\n2001:db8::/32\n192.0.3.0/24",
        )
        .unwrap();
        assert_eq!(networks.ranges.len(), 3, "neighbours are joined");
        for (address, expect) in [
            ("192.0.2.0", true),
            ("192.0.2.200", true),
            ("192.0.3.255", true),
            ("192.0.4.0", false),
            ("192.0.1.255", false),
            ("::ffff:192.0.2.1", true),
            ("198.51.100.7", true),
            ("198.51.100.8", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::", false),
            ("::1", false),
        ] {
            assert_eq!(networks.contains(address.parse().unwrap()), expect, "{address}");
        }
        assert!(!Networks::default().contains("192.0.2.1".parse().unwrap()));
    }

    #[test]
    fn a_line_that_is_no_network_is_named() {
        for (text, line) in [("192.0.2.0/24\nnonsense", 2), ("192.0.2.0/33", 1), ("\n\n192.0.2", 3)] {
            assert_eq!(Networks::parse(text), Err(line), "{text}");
        }
    }
}
