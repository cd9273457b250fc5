//! Holding tables fast for a backup: as links to their files, which take a moment and no room.

use crate::question::question;
use crate::{Store, StoreError};

/// The folder below the engine's data in which the links are.
pub const FROZEN: &str = "shadow/tiraj_backup";

impl Store {
    /// Links the files of all tables that belong into a backup as they are now, in [`FROZEN`].
    ///
    /// # Errors
    /// When the database does not answer or refuses; then some tables may be linked.
    pub async fn freeze(&self) -> Result<(), StoreError> {
        let tables: Vec<String> = self.ask(question!("frozen_tables")).rows().await?;
        for table in tables {
            self.ask(question!("freeze_table")).with("name", table).execute().await?;
        }
        Ok(())
    }
}
