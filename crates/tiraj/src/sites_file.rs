//! The register of sites on disk, and its shared table in memory.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tiraj_model::{Site, SiteName, Sites};

use crate::data_folder::write_durably;

/// The register. Its table is what collector and dashboard look sites up in.
#[derive(Debug)]
pub(crate) struct SitesFile {
    path: PathBuf,
    sites: Sites,
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
        Ok(Self { path: path.to_owned(), sites: Sites::new(sites) })
    }

    /// The table, which follows every change.
    pub(crate) fn sites(&self) -> Sites {
        self.sites.clone()
    }

    /// Writes the given sites in the place of all.
    pub(crate) fn replace(&self, sites: &[Site]) -> anyhow::Result<()> {
        write_durably(&self.path, &serde_json::to_vec_pretty(sites)?)?;
        self.sites.replace(sites.iter().cloned());
        Ok(())
    }
}

/// The sites with one more, or with other settings for one of them.
pub(crate) fn with(mut sites: Vec<Site>, site: Site) -> Vec<Site> {
    sites.retain(|known| known.name != site.name);
    sites.push(site);
    sites.sort_by(|a, b| a.name.cmp(&b.name));
    sites
}

/// The sites without one of them.
pub(crate) fn without(mut sites: Vec<Site>, name: &SiteName) -> anyhow::Result<Vec<Site>> {
    let count = sites.len();
    sites.retain(|site| site.name != *name);
    if sites.len() == count {
        bail!("there is no site `{name}`; `tiraj site list` shows those there are");
    }
    Ok(sites)
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
        file.replace(&with(table.all(), site("news.example"))).unwrap();
        assert_eq!(table.all(), SitesFile::open(&path).unwrap().sites().all());
        assert!(without(table.all(), &"other.example".parse().unwrap()).is_err());
        assert!(without(table.all(), &"news.example".parse().unwrap()).unwrap().is_empty());
    }

    #[test]
    fn a_broken_register_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sites.json");
        std::fs::write(&path, "[{").unwrap();
        assert!(SitesFile::open(&path).unwrap_err().to_string().contains("sites.json"));
    }
}
