//! How often each page was viewed.

use std::collections::HashMap;

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

    /// Takes other totals off, as far as there is anything to take off; a page without views is forgotten.
    pub(crate) fn subtract(&mut self, other: &Self) {
        for (site, path, views) in other.pages() {
            let Some(pages) = self.0.get_mut(site) else { continue };
            if let Some(total) = pages.get_mut(path) {
                *total = total.saturating_sub(views);
                if *total == 0 {
                    pages.remove(path);
                }
            }
        }
        // The room of a map does not shrink by itself.
        self.0.values_mut().for_each(HashMap::shrink_to_fit);
    }

    /// How many pages there are.
    pub(crate) fn len(&self) -> usize {
        self.0.values().map(HashMap::len).sum()
    }

    /// Every page with its views.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.0.iter().flat_map(|(site, pages)| {
            pages.iter().map(move |(path, views)| (site.as_str(), path.as_str(), *views))
        })
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
        assert_eq!(["/y", "/x", "/z"].map(|path| totals.get("a.b", path)), [1, 4, 0]);
        assert_eq!((totals.get("c.d", "/x"), totals.get("e.f", "/x"), totals.len()), (1, 0, 3));
        let mut rest = totals.clone();
        rest.subtract(&[("a.b".parse().unwrap(), "/x".into(), 3)].into_iter().collect());
        rest.subtract(&[("c.d".parse().unwrap(), "/x".into(), 9)].into_iter().collect());
        assert_eq!((rest.get("a.b", "/x"), rest.get("c.d", "/x"), rest.len()), (1, 0, 2));
    }
}
