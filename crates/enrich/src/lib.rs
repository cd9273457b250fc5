//! What a user agent, a referrer and an address tell: tables of facts, data packs, and the rules that read them.
//!
//! Pure of clocks and of networks: rules and databases come as files that somebody else has fetched, and where there
//! are none the built-in tables do. Everything that is asked twice is answered from a bounded cache.

mod agent;
mod agents;
mod geography;
mod referrer;
mod sources;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

pub use agent::{Agent, ai_company, judge_stored, shown_browser, shown_system};
pub use agents::Agents;
pub use geography::{Geography, Place};
pub use referrer::{Referrer, find_source, is_spammer, parse_referrer};

/// The files of rules and databases; each may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    /// The rules of uap-core, `regexes.yaml`.
    pub agent_rules: Option<PathBuf>,
    /// A database of countries or cities in MaxMind's format.
    pub geography: Option<PathBuf>,
}

/// A pack that is there and cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file cannot be read, or is not what it should be.
    #[error("{} is not usable ({reason}); fetch it again with `tiraj packs install`", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Everything that enriches an event. Clones share packs and caches.
#[derive(Debug, Clone)]
pub struct Enricher {
    agents: Arc<Agents>,
    geography: Arc<Geography>,
}

impl Enricher {
    /// One that knows only the built-in tables: no countries, and the browsers and machines that are met daily.
    #[must_use]
    pub fn built_in() -> Self {
        Self { agents: Arc::new(Agents::built_in()), geography: Arc::new(Geography::unknown()) }
    }

    /// One that reads the given packs.
    ///
    /// # Errors
    /// When a file that is named cannot be used.
    pub fn open(files: &PackFiles) -> Result<Self, PackError> {
        let agents = files.agent_rules.as_deref().map_or_else(|| Ok(Agents::built_in()), Agents::open)?;
        let geography =
            files.geography.as_deref().map_or_else(|| Ok(Geography::unknown()), Geography::open)?;
        Ok(Self { agents: Arc::new(agents), geography: Arc::new(geography) })
    }

    /// What a user agent says, with the verdict on its maker; see [`Agents::read`].
    #[must_use]
    pub fn agent(&self, user_agent: Option<&str>) -> Arc<Agent> {
        self.agents.read(user_agent)
    }

    /// Where an address is; empty where nothing is known.
    #[must_use]
    pub fn place(&self, address: IpAddr) -> Place {
        self.geography.find(address)
    }
}
