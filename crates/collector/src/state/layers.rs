//! The live totals: a base on disk, and in memory what was counted since.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Base, Totals};

/// A base and what was counted since it was written.
#[derive(Debug, Clone)]
pub(crate) struct Layers {
    pub(crate) base: Arc<Base>,
    pub(crate) since: Totals,
}

/// The live totals: everything that was acknowledged, at once. Clones see the same totals.
#[derive(Debug, Clone)]
pub struct Views(Arc<RwLock<Layers>>);

impl Views {
    pub(crate) fn new(layers: Layers) -> Self {
        Self(Arc::new(RwLock::new(layers)))
    }

    /// The views of some pages of a site at one moment, in the order asked. Paths must be normalised.
    ///
    /// # Errors
    /// When the disk does not give out what was written.
    pub fn of<P: AsRef<str>>(&self, site: &str, paths: &[P]) -> io::Result<Vec<u64>> {
        // Totals behind a poisoned lock are whole: a change is one addition, or the swap of all.
        let layers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let base = layers.base.clone();
        let mut views: Vec<u64> = paths.iter().map(|path| layers.since.get(site, path.as_ref())).collect();
        // The disk is read after the lock is gone, lest a slow one keep the committer waiting.
        drop(layers);
        for (views, path) in views.iter_mut().zip(paths) {
            *views += base.get(site, path.as_ref())?;
        }
        Ok(views)
    }

    /// Counts.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner).since);
    }

    /// Puts a new base in the place of the old one: the sum of the old one and of `included`, which is part of what was
    /// counted since.
    pub(super) fn move_to_base(&self, base: Arc<Base>, included: &Totals) {
        let mut layers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        layers.base = base;
        layers.since.subtract(included);
    }

    /// Puts other totals in the place of all.
    pub(super) fn replace(&self, layers: Layers) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = layers;
    }
}

#[cfg(test)]
mod tests {
    use super::super::base::write_base;
    use super::*;

    #[test]
    fn a_new_base_changes_no_total() {
        let dir = tempfile::tempdir().unwrap();
        let views = Views::new(Layers { base: Arc::new(Base::empty()), since: Totals::default() });
        views.change(|since| since.add("a.b", "/x", 2));
        let mut included = Totals::default();
        included.add("a.b", "/x", 2);
        views.change(|since| {
            since.add("a.b", "/x", 1);
            since.add("a.b", "/y", 1);
        });
        let path = dir.path().join("views-1.base");
        write_base(&path, &Base::empty(), &included).unwrap();
        views.move_to_base(Arc::new(Base::open(&path, 1).unwrap()), &included);
        assert_eq!(views.of("a.b", &["/x", "/y", "/z"]).unwrap(), [3, 1, 0]);
        assert_eq!(views.0.read().unwrap().since.len(), 2);
    }
}
