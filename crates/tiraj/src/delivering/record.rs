//! A delivery as the log has it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tiraj_delivery::Address;
use tiraj_model::{IsoWeek, SiteName};

/// What tells a delivery from all others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The schedule's name.
    pub(crate) schedule: String,
    /// The site.
    pub(crate) site: SiteName,
    /// The week that is reported, as `2026-W46`.
    pub(crate) week: String,
    /// Whom it is for.
    pub(crate) address: Address,
}

impl Identity {
    pub(crate) fn new(schedule: &str, site: &SiteName, week: IsoWeek, address: &Address) -> Self {
        Self {
            schedule: schedule.to_owned(),
            site: site.clone(),
            week: week.to_string(),
            address: address.clone(),
        }
    }

    /// The same in 32 hexadecimal digits: by it a message says that it is a repeat.
    pub(crate) fn digits(&self) -> String {
        let Self { schedule, site, week, address } = self;
        let text = [schedule, site.as_str(), week, address.way(), address.to()].join("\0");
        Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// An attempt is under way, or was when the process died.
    Sending,
    /// The last attempt failed; another is made.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was refused for good.
    Refused,
    /// No attempt is left, or it is too late.
    GivenUp,
}

impl State {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::GivenUp => "given_up",
        }
    }

    /// Whether nothing more is done about it.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Refused | Self::GivenUp)
    }
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) state: State,
    /// Attempts that were begun.
    pub(crate) attempts: u32,
    /// How often somebody asked for it again.
    #[serde(default)]
    pub(crate) round: u32,
    /// When the first was.
    pub(crate) begun_at: Timestamp,
    /// When the state became what it is.
    pub(crate) changed_at: Timestamp,
    /// When the next attempt is made, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_at: Option<Timestamp>,
    /// Why the last attempt failed; empty where none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
}
