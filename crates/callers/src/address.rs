//! What an address tells of its caller.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address can be a reader's on the public net.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_carriers_own = first == 100 && second & 0b1100_0000 == 64;
    let is_inner = address.is_private() || address.is_loopback() || address.is_link_local();
    !(is_inner || is_carriers_own || first == 0 || first >= 224)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_inner = address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local();
    !(is_inner || address.is_unspecified() || address.is_multicast())
}

/// Whom an address stands for: of IPv6 a whole /64, of which one household has at least one.
#[must_use]
pub fn subject_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}
