//! What a backup needs of the node: everything stored, and held fast at one moment.

use anyhow::Context;

use super::Node;

impl Node {
    /// Stores what was acknowledged before the call, and holds the tables fast.
    pub(crate) async fn begin_backup(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.engine.is_some(),
            "the database is a ClickHouse server; back it up with its own `BACKUP DATABASE`"
        );
        self.end_backup()?;
        self.flush().await?;
        Ok(self.loader.freeze().await?)
    }

    /// Lets go of what this backup, or one that was cut short, holds fast.
    pub(crate) fn end_backup(&self) -> anyhow::Result<()> {
        let frozen = self.folder.frozen();
        match std::fs::remove_dir_all(&frozen) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", frozen.display()))
            }
            _ => Ok(()),
        }
    }
}
