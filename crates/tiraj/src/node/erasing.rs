//! Erasing on a node: from the spool to the last file.

use std::fs::File;
use std::path::Path;

use tiraj_model::Site;
use tiraj_store::{Erasable, Erasure};

use super::Node;
use crate::control::Erased;

impl Node {
    /// Erases what is known of pages, days, or a whole site, and says what that was. When it returns, nothing of what was
    /// acknowledged before the call is left in this folder. Cut short, a repeat completes it.
    pub(crate) async fn erase(&self, site: Site, what: Erasable) -> anyhow::Result<Erased> {
        // Sets the counters down, so that the spool lets go of what is loaded now and not within ten seconds.
        self.finish_bulk().await?;
        self.begin_bulk()?;
        self.flush().await?;
        let (name, of_reports) = (site.name.clone(), what.clone());
        let erasure = self.store.erasure(site, what).await?;
        let counts = self.store.count_erasable(&erasure).await?;
        let erased = self.loader.erase_events(&erasure).await;
        // Also after a failure: what was erased until then counts no more.
        self.finish_bulk().await?;
        erased?;
        // Once nothing can be made of it any more.
        let reports = self.publisher.erase(&name, &of_reports).await?;
        self.erase_rest(&erasure).await?;
        let reports = reports.iter().map(ToString::to_string).collect();
        Ok(Erased { counts, reports, unsearched: self.unsearched().await? })
    }

    /// Erases what was counted, and sweeps.
    async fn erase_rest(&self, erasure: &Erasure) -> anyhow::Result<()> {
        self.store.refresh_readers(erasure.site(), self.clock.now()).await?;
        self.loader.erase_rollups(erasure).await?;
        self.store.clear_held_hours(&erasure.site().name).await?;
        // Links that a backup has left or holds would keep it; the backup fails then.
        self.end_backup()?;
        self.sync_engine().await?;
        let left = self.store.sweep().await?;
        anyhow::ensure!(
            left == 0,
            "everything is erased, but {left} replaced parts of tables are in use and still on disk; the database removes them soon"
        );
        self.collector_leftovers()
    }

    /// What takes the place of swept parts has to be on disk before they go.
    async fn sync_engine(&self) -> anyhow::Result<()> {
        let (folder, is_ours) = (self.folder.engine(), self.engine.is_some());
        if is_ours {
            tokio::task::spawn_blocking(move || sync(&folder)).await??;
        }
        Ok(())
    }

    /// View totals that could not be read were moved aside, with whatever they hold.
    fn collector_leftovers(&self) -> anyhow::Result<()> {
        match std::fs::remove_file(self.folder.damaged_totals()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Places that may hold what was erased and cannot be looked through, in words.
    async fn unsearched(&self) -> anyhow::Result<Vec<String>> {
        let mut places = Vec::new();
        let damaged = self.folder.spool().join("damaged");
        if std::fs::read_dir(&damaged).is_ok_and(|mut files| files.next().is_some()) {
            places.push(format!("{} holds bytes that a disk has destroyed", damaged.display()));
        }
        let parts = self.store.detached_parts().await?;
        if parts > 0 {
            places.push(format!(
                "the database has set {parts} unreadable parts aside, see system.detached_parts"
            ));
        }
        Ok(places)
    }
}

#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> anyhow::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> anyhow::Result<()> {
    let _ = File::open(folder)?;
    rustix::fs::sync();
    Ok(())
}
