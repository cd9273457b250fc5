//! Batches that the store will never take, kept where an operator finds them.

use std::path::PathBuf;

use tiraj_store::{Batch, StoreError};

use crate::durable_file;

/// A folder of batches that were refused for what they hold.
#[derive(Debug, Clone)]
pub(crate) struct DeadLetters(PathBuf);

impl DeadLetters {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Keeps a batch durably: its rows as an Arrow stream, and beside them the reason in words.
    pub(crate) fn keep(&self, batch: &Batch, reason: &StoreError) -> std::io::Result<PathBuf> {
        std::fs::create_dir_all(&self.0)?;
        let rows = self.0.join(format!("{}.arrows", batch.id));
        durable_file::write(&rows, &batch.stream)?;
        durable_file::write(&rows.with_extension("reason.txt"), format!("{reason}\n").as_bytes())?;
        std::fs::File::open(&self.0)?.sync_all()?;
        Ok(rows)
    }
}
