//! User agents, read once each.

use std::path::Path;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::PackError;
use crate::agent::{Agent, Rules, clip, read_agent};

/// How many different agents are expected to be met in some hours.
const USUAL_AGENTS: usize = 32_768;

/// What the cache may hold, in bytes: the usual agents at their usual length of 120, with what was read of them.
const CACHE_BYTES: u64 = 12 << 20;

/// A reader of user agents with a bounded cache.
#[derive(Debug)]
pub struct Agents {
    rules: Option<Rules>,
    unrecorded: Arc<Agent>,
    cache: Cache<Box<str>, Arc<Agent>, Bytes>,
}

impl Agents {
    /// One that knows only the built-in tables.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(None, CACHE_BYTES)
    }

    /// One that reads the rules of uap-core.
    ///
    /// # Errors
    /// When the file is none.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        Rules::open(path).map(|rules| Self::new(Some(rules), CACHE_BYTES))
    }

    fn new(rules: Option<Rules>, bytes: u64) -> Self {
        let cache = Cache::with_weighter(USUAL_AGENTS, bytes, Bytes);
        Self { rules, unrecorded: Arc::new(read_agent(None, None)), cache }
    }

    /// What a user agent says of its browser, system and device, and whether a machine made it. `None` stands for one
    /// that nobody recorded, which says nothing against a person; an empty one is a machine's.
    #[must_use]
    pub fn read(&self, user_agent: Option<&str>) -> Arc<Agent> {
        let Some(text) = user_agent.map(clip) else { return Arc::clone(&self.unrecorded) };
        if let Some(known) = self.cache.get(text) {
            return known;
        }
        let agent = Arc::new(read_agent(Some(text), self.rules.as_ref()));
        self.cache.insert(text.into(), Arc::clone(&agent));
        agent
    }
}

/// What an entry weighs, so that long agents push out more of the others.
#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Weighter<Box<str>, Arc<Agent>> for Bytes {
    fn weight(&self, text: &Box<str>, _agent: &Arc<Agent>) -> u64 {
        /// The agent, its counters, and its place in the cache.
        const ENTRY: usize = size_of::<Agent>() + 64;
        (text.len() + ENTRY) as u64
    }
}

#[cfg(test)]
mod tests {
    use tiraj_model::Verdict;

    use super::*;

    #[test]
    fn an_agent_is_read_once() {
        let agents = Agents::built_in();
        let first = agents.read(Some("curl/8.5.0"));
        assert!(Arc::ptr_eq(&first, &agents.read(Some("curl/8.5.0"))));
        assert_eq!(first.browser, "curl");
    }

    #[test]
    fn an_unrecorded_agent_is_a_persons() {
        assert_eq!(Agents::built_in().read(None).verdict, Verdict::Human);
    }

    #[test]
    fn hostile_agents_do_not_fill_the_memory() {
        let agents = Agents::new(None, 1 << 20);
        for number in 0..2_000 {
            let agent = agents.read(Some(&format!("{number} {}", "x".repeat(8_000))));
            assert!(agent.browser.len() <= 40);
        }
        assert!(agents.cache.weight() <= 1 << 20);
    }

    #[test]
    fn a_missing_pack_is_said_with_its_path() {
        let error = Agents::open(Path::new("/nowhere/regexes.yaml")).unwrap_err();
        assert!(error.to_string().contains("/nowhere/regexes.yaml"), "{error}");
    }
}
