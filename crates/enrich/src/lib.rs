//! What a user agent, a referrer and an address tell: tables of facts, data packs, and the rules that read them.
//!
//! Pure of clocks and of networks: rules and databases come as files that somebody else has fetched, and where there
//! are none the built-in tables do. Everything that is asked twice is answered from a bounded cache.

mod agent;
mod agents;
mod campaign;
mod geography;
mod networks;
mod referrer;
mod referrers;
mod sources;
mod spam;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use referrers::Referrers;

pub use agent::{Agent, ai_company, judge_stored, shown_browser, shown_system};
pub use agents::Agents;
pub use campaign::mark_paid_click;
pub use geography::{Geography, Place};
pub use networks::Networks;
pub use referrer::{Referrer, choose_source, find_source, parse_referrer};
pub use referrers::Referring;
pub use spam::is_spammer;

/// The files of rules and databases; each may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    /// The rules of uap-core, `regexes.yaml`.
    pub agent_rules: Option<PathBuf>,
    /// A database of countries or cities in MaxMind's format.
    pub geography: Option<PathBuf>,
    /// A list of the networks of data centres, one a line.
    pub datacentres: Option<PathBuf>,
}

/// A file that is there and cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file cannot be read, or is not what it should be.
    #[error(
        "{} cannot be used ({reason}); correct the setting that names it, or delete it and run `tiraj packs install`",
        .path.display()
    )]
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
    packs: Arc<RwLock<Arc<Packs>>>,
    referrers: Arc<Referrers>,
}

/// What was read of one set of files.
#[derive(Debug)]
struct Packs {
    agents: Agents,
    geography: Geography,
    datacentres: Networks,
}

impl Packs {
    fn open(files: &PackFiles) -> Result<Self, PackError> {
        Ok(Self {
            agents: files.agent_rules.as_deref().map_or_else(|| Ok(Agents::built_in()), Agents::open)?,
            geography: files
                .geography
                .as_deref()
                .map_or_else(|| Ok(Geography::unknown()), Geography::open)?,
            datacentres: files
                .datacentres
                .as_deref()
                .map_or_else(|| Ok(Networks::default()), Networks::open)?,
        })
    }
}

impl Enricher {
    /// One that knows only the built-in tables: no countries, and the browsers and machines that are met daily.
    #[must_use]
    pub fn built_in() -> Self {
        let (agents, geography) = (Agents::built_in(), Geography::unknown());
        Self::of(Packs { agents, geography, datacentres: Networks::default() })
    }

    /// One that reads the given packs.
    ///
    /// # Errors
    /// When a file that is named cannot be used.
    pub fn open(files: &PackFiles) -> Result<Self, PackError> {
        Packs::open(files).map(Self::of)
    }

    /// Reads other packs, or the same ones anew, for this and all its clones.
    ///
    /// # Errors
    /// When a file that is named cannot be used; everything stays as it was then.
    pub fn reload(&self, files: &PackFiles) -> Result<(), PackError> {
        let packs = Arc::new(Packs::open(files)?);
        *self.packs.write().unwrap_or_else(PoisonError::into_inner) = packs;
        Ok(())
    }

    /// What a user agent says, with the verdict on its maker; see [`Agents::read`].
    #[must_use]
    pub fn agent(&self, user_agent: Option<&str>) -> Arc<Agent> {
        self.packs().agents.read(user_agent)
    }

    /// What a referrer tells: the page, the place it belongs to, and whether it is spam.
    #[must_use]
    pub fn referring(&self, referrer: &str) -> Arc<Referring> {
        self.referrers.read(referrer)
    }

    /// Where an address is; empty where nothing is known.
    #[must_use]
    pub fn place(&self, address: IpAddr) -> Place {
        self.packs().geography.find(address)
    }

    /// When the database of places was built, in seconds since 1970. `None` where there is none.
    #[must_use]
    pub fn geography_built_at(&self) -> Option<u64> {
        self.packs().geography.built_at()
    }

    /// Whether an address is in a data centre, as far as there is a list of them.
    #[must_use]
    pub fn is_datacentre(&self, address: IpAddr) -> bool {
        self.packs().datacentres.contains(address)
    }

    fn of(packs: Packs) -> Self {
        Self { packs: Arc::new(RwLock::new(Arc::new(packs))), referrers: Arc::new(Referrers::new()) }
    }

    fn packs(&self) -> Arc<Packs> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_see_what_is_read_anew() {
        let list = tempfile::NamedTempFile::new().unwrap();
        let files = PackFiles { datacentres: Some(list.path().to_owned()), ..PackFiles::default() };
        let enricher = Enricher::open(&files).unwrap();
        let (clone, address) = (enricher.clone(), "192.0.2.1".parse().unwrap());
        assert!(!clone.is_datacentre(address));
        std::fs::write(list.path(), "192.0.2.0/24").unwrap();
        enricher.reload(&files).unwrap();
        assert!(clone.is_datacentre(address));
        std::fs::write(list.path(), "nonsense").unwrap();
        assert!(enricher.reload(&files).unwrap_err().to_string().contains("line 1"));
        assert!(clone.is_datacentre(address));
    }
}
