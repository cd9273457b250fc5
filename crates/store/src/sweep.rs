//! Having the database remove from disk what it has replaced.
//!
//! ClickHouse keeps a part that was rewritten for some minutes, for the case that the new one did not reach the disk before the power
//! failed. Whoever sweeps sees to it that everything is on disk before.

use std::time::{Duration, Instant};

use crate::erasure::TABLES;
use crate::question::{Question, question};
use crate::{Store, StoreError};

/// How long a replaced part may be in use by a read, or wait for the cleaning of a replicated table.
const PATIENCE: Duration = Duration::from_mins(10);

/// How often it is looked whether they are gone.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl Store {
    /// Removes from disk all parts that were replaced in tables in which something can be erased, and waits until they are
    /// gone; says how many are left.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        self.on_tables(question!("hurry_cleanup")).await?;
        let left = self.drop_replaced_parts().await;
        self.on_tables(question!("usual_cleanup")).await?;
        left
    }

    async fn drop_replaced_parts(&self) -> Result<u64, StoreError> {
        let until = Instant::now() + PATIENCE;
        loop {
            self.on_tables(question!("drop_replaced_parts")).await?;
            let left: u64 = self.ask(question!("replaced_parts")).with("tables", &TABLES[..]).row().await?;
            if left == 0 || Instant::now() > until {
                return Ok(left);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Ends the hurry of tables in which a sweep was cut short.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn mend_cleanup(&self) -> Result<(), StoreError> {
        let tables: Vec<String> = self.ask(question!("hurried_tables")).rows().await?;
        for table in tables {
            self.ask(question!("usual_cleanup")).with("name", table).execute().await?;
        }
        Ok(())
    }

    /// How many parts the database has set aside because it could not read them. What they hold is not known.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn detached_parts(&self) -> Result<u64, StoreError> {
        self.ask(question!("detached_parts")).row().await
    }

    async fn on_tables(&self, question: Question) -> Result<(), StoreError> {
        for table in TABLES {
            self.ask(question).with("name", table).execute().await?;
        }
        Ok(())
    }
}
