//! A referring place by name.

use smol_str::SmolStr;

use crate::Channel;

/// Where a view came from: the place's name and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferrerSource {
    /// The place by name, for example `Telegram`, or its host where it has no known name.
    pub name: SmolStr,
    /// Its kind.
    pub channel: Channel,
}
