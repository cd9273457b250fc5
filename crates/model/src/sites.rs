//! The registered sites, shared between those who ask and the one who changes them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Site, SiteName};

/// A shared table of sites. Clones see the same table; a reader never waits for more than a swap of a pointer.
#[derive(Debug, Clone, Default)]
pub struct Sites(Arc<RwLock<Table>>);

type Table = Arc<BTreeMap<SiteName, Arc<Site>>>;

impl Sites {
    /// A table of the given sites.
    #[must_use]
    pub fn new(sites: impl IntoIterator<Item = Site>) -> Self {
        let table = Self::default();
        table.replace(sites);
        table
    }

    /// The site of that name, shared since every event asks for one. Takes text, so that a name from outside needs no
    /// parsing first.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Arc<Site>> {
        let name: SiteName = name.parse().ok()?;
        self.snapshot().get(&name).cloned()
    }

    /// The registered name that a text means.
    #[must_use]
    pub fn name_of(&self, text: &str) -> Option<SiteName> {
        let name: SiteName = text.parse().ok()?;
        self.snapshot().contains_key(&name).then_some(name)
    }

    /// Whether a site is as asked.
    pub fn any(&self, mut test: impl FnMut(&Site) -> bool) -> bool {
        self.snapshot().values().any(|site| test(site))
    }

    /// All sites, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Site> {
        self.snapshot().values().map(|site| Site::clone(site)).collect()
    }

    /// Puts other sites in the place of all.
    pub fn replace(&self, sites: impl IntoIterator<Item = Site>) {
        let table = sites.into_iter().map(|site| (site.name.clone(), Arc::new(site))).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
    }

    fn snapshot(&self) -> Table {
        // A table behind a poisoned lock is whole: it is only ever replaced as one pointer.
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_see_a_replaced_table() {
        let sites = Sites::default();
        let other = sites.clone();
        assert_eq!(other.get("news.example"), None);
        sites.replace([Site::new("news.example".parse().unwrap(), "UTC").unwrap()]);
        assert_eq!(other.get("News.Example").map(|s| s.timezone.clone()), Some("UTC".into()));
        assert_eq!(other.all().len(), 1);
        assert_eq!(other.get("not a name"), None);
        assert_eq!(other.name_of("News.Example").unwrap().as_str(), "news.example");
        assert_eq!(other.name_of("other.example"), None);
        assert!(other.any(|site| site.timezone == "UTC") && !other.any(|site| site.demo));
    }
}
