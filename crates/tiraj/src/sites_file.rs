//! The register of sites on disk, and its shared table in memory.

use std::path::Path;

use anyhow::bail;
use tiraj_model::{Site, SiteName, Sites};

use crate::list_file::ListFile;

/// The register. Its table is what collector and dashboard look sites up in.
#[derive(Debug)]
pub(crate) struct SitesFile {
    file: ListFile,
    sites: Sites,
}

impl SitesFile {
    /// Reads the register; a folder without one has no sites.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let (file, sites) = ListFile::open(path, "mend it or add the sites anew")?;
        Ok(Self { file, sites: Sites::new(sites) })
    }

    /// The table, which follows every change.
    pub(crate) fn sites(&self) -> Sites {
        self.sites.clone()
    }

    /// Adds a site, or gives one other settings.
    pub(crate) fn put(&self, site: Site) -> anyhow::Result<()> {
        self.change(|sites| {
            sites.retain(|known| known.name != site.name);
            sites.push(site);
            sites.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(())
        })
    }

    /// Takes a site off the register.
    pub(crate) fn remove(&self, name: &SiteName) -> anyhow::Result<()> {
        self.change(|sites| {
            let count = sites.len();
            sites.retain(|site| site.name != *name);
            if sites.len() == count {
                bail!("there is no site `{name}`; `tiraj site list` shows those there are");
            }
            Ok(())
        })
    }

    fn change(&self, act: impl FnOnce(&mut Vec<Site>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.file.change(|| self.sites.all(), act, |sites| self.sites.replace(sites))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> Site {
        Site::new(name.parse().unwrap(), "Asia/Baku").unwrap()
    }

    #[test]
    fn the_register_survives_and_the_table_follows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sites.json");
        let file = SitesFile::open(&path).unwrap();
        let table = file.sites();
        file.put(site("news.example")).unwrap();
        assert_eq!(table.all(), SitesFile::open(&path).unwrap().sites().all());
        assert!(file.remove(&"other.example".parse().unwrap()).is_err());
        file.remove(&"news.example".parse().unwrap()).unwrap();
        assert!(table.all().is_empty());
    }
}
