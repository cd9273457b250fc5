//! How often each page was viewed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use smol_str::SmolStr;
use tiraj_model::SiteName;

/// View totals by site and normalised path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals(HashMap<SmolStr, HashMap<SmolStr, u64>>);

impl Totals {
    /// The views of a page; 0 for one that was never viewed.
    #[must_use]
    pub fn get(&self, site: &str, path: &str) -> u64 {
        self.0.get(site).and_then(|pages| pages.get(path)).copied().unwrap_or(0)
    }

    /// Adds views to a page.
    pub fn add(&mut self, site: &str, path: &str, views: u64) {
        // Known pages, which are nearly all, cost no allocation.
        if let Some(total) = self.0.get_mut(site).and_then(|pages| pages.get_mut(path)) {
            *total += views;
            return;
        }
        self.0.entry(site.into()).or_default().insert(path.into(), views);
    }

    /// The sites, each with its pages.
    pub(crate) fn sites(&self) -> impl ExactSizeIterator<Item = (&SmolStr, &HashMap<SmolStr, u64>)> {
        self.0.iter()
    }
}

impl FromIterator<(SiteName, SmolStr, u64)> for Totals {
    fn from_iter<I: IntoIterator<Item = (SiteName, SmolStr, u64)>>(pages: I) -> Self {
        let mut totals = Self::default();
        pages.into_iter().for_each(|(site, path, views)| totals.add(site.as_str(), &path, views));
        totals
    }
}

/// The live totals: everything that was acknowledged, at once. Clones see the same totals.
#[derive(Debug, Clone, Default)]
pub struct Views(Arc<RwLock<Totals>>);

impl Views {
    pub(crate) fn new(totals: Totals) -> Self {
        Self(Arc::new(RwLock::new(totals)))
    }

    /// The views of some pages of a site at one moment, in the order asked. Paths must be normalised.
    #[must_use]
    pub fn of<P: AsRef<str>>(&self, site: &str, paths: &[P]) -> Vec<u64> {
        // Totals behind a poisoned lock are whole: a change is one addition, or the swap of all.
        let totals = self.0.read().unwrap_or_else(PoisonError::into_inner);
        paths.iter().map(|path| totals.get(site, path.as_ref())).collect()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_add_up_by_site_and_path() {
        let site: SiteName = "a.b".parse().unwrap();
        let mut totals: Totals = [(site, "/x".into(), 3)].into_iter().collect();
        totals.add("a.b", "/x", 1);
        totals.add("a.b", "/y", 1);
        totals.add("c.d", "/x", 1);
        let views = Views::new(totals);
        assert_eq!(views.of("a.b", &["/y", "/x", "/z"]), [1, 4, 0]);
        assert_eq!(views.of("c.d", &["/x"]), [1]);
        assert_eq!(views.of("e.f", &["/x"]), [0]);
    }
}
