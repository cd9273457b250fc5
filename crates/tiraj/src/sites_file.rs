//! The register of sites on disk, and its shared table in memory.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use tiraj_model::{Site, SiteName, Sites};

use crate::data_folder::write_durably;

/// The register. Its table is what collector and dashboard look sites up in.
#[derive(Debug)]
pub(crate) struct SitesFile {
    path: PathBuf,
    sites: Sites,
    /// Held by who changes it.
    changing: Mutex<()>,
}

impl SitesFile {
    /// Reads the register; a folder without one has no sites.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let sites: Vec<Site> = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is not readable; mend it or add the sites anew", path.display())
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(Self { path: path.to_owned(), sites: Sites::new(sites), changing: Mutex::default() })
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

    /// One change at a time, so that none undoes another.
    fn change(&self, change: impl FnOnce(&mut Vec<Site>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sites = self.sites.all();
        change(&mut sites)?;
        write_durably(&self.path, &serde_json::to_vec_pretty(&sites)?)?;
        self.sites.replace(sites);
        Ok(())
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

    #[test]
    fn changes_at_the_same_time_do_not_undo_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = SitesFile::open(&folder.path().join("sites.json")).unwrap();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let file = &file;
                scope.spawn(move || file.put(site(&format!("site{number}.example"))).unwrap());
            }
        });
        assert_eq!(file.sites().all().len(), 8);
    }

    #[test]
    fn a_broken_register_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sites.json");
        std::fs::write(&path, "[{").unwrap();
        assert!(SitesFile::open(&path).unwrap_err().to_string().contains("sites.json"));
    }
}
