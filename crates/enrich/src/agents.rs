//! User agents, read once each.

use std::path::Path;
use std::sync::Arc;

use crate::PackError;
use crate::agent::{Agent, read_agent};

/// A reader of user agents with a bounded cache.
#[derive(Debug)]
pub struct Agents {}

impl Agents {
    /// One that knows only the built-in tables.
    #[must_use]
    pub fn built_in() -> Self {
        Self {}
    }

    /// One that reads the rules of uap-core.
    ///
    /// # Errors
    /// When the file is none.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        Err(PackError::Unusable { path: path.to_owned(), reason: "not read yet".into() })
    }

    /// What a user agent says of its browser, system and device, and whether a machine made it. `None` stands for one
    /// that nobody recorded, which says nothing against a person; an empty one is a machine's.
    #[must_use]
    pub fn read(&self, user_agent: Option<&str>) -> Arc<Agent> {
        Arc::new(read_agent(user_agent))
    }
}
