//! Bringing a database to this program's schema.

use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::question::question;
use crate::{Store, StoreError, cluster};

/// One step of the schema: one statement, which may be run twice without harm, so that a kill between the
/// statement and its record is mended by the next run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order.
    pub number: u32,
    /// What its file is called, without number and ending.
    pub name: &'static str,
    /// The statement.
    pub sql: &'static str,
}

/// Migrations by the numbers and names of their files.
macro_rules! migrations {
    ($($number:literal $name:literal),+ $(,)?) => {
        &[$(Migration {
            number: parse_number($number),
            name: $name,
            sql: include_str!(concat!("../../../schemas/clickhouse/", $number, "_", $name, ".sql")),
        }),+]
    };
}

/// Every migration, in order. A released file is never changed; a change is a new file.
pub const MIGRATIONS: &[Migration] = migrations! {
    "0000" "migrations",
    "0001" "events",
    "0002" "articles",
    "0003" "known_articles",
    "0004" "rollup_hours",
    "0005" "rollup_shares",
    "0006" "rollup_readers",
    "0007" "event_origin",
    "0008" "salts",
    "0009" "seeded_views",
    "0010" "event_evidence",
    "0011" "reclassified",
    "0012" "stale_hours",
    "0013" "ledger",
    "0014" "nodes",
    "0015" "leases",
    "0016" "stale_notes",
    "0017" "loads",
    "0020" "batch_range",
    "0023" "events_on_disk",
    "0024" "articles_on_disk",
    "0025" "seeded_views_on_disk",
    "0026" "ledger_on_disk",
    "0030" "article_details",
    "0031" "article_edits",
    "0032" "article_aliases",
    "0033" "article_places",
    "0034" "known_articles",
    "0035" "article_addresses",
    "0040" "events_by_hours",
    "0041" "page_hours",
    "0042" "page_days",
    "0043" "page_breakdowns",
    "0044" "site_breakdowns",
    "0045" "scope_days",
    "0046" "visit_days",
    "0047" "page_moves",
    "0048" "reader_states",
    "0049" "stale_days",
    "0050" "no_rollup_hours",
    "0051" "no_rollup_shares",
    "0052" "no_rollup_readers",
    "0053" "all_hours_are_stale",
    "0054" "known_articles",
    "0055" "article_terms",
    "0056" "fill_article_terms",
    "0060" "raw_borders",
    "0061" "removals",
};

const fn parse_number(text: &str) -> u32 {
    let (mut number, mut at) = (0, 0);
    while at < text.len() {
        number = number * 10 + (text.as_bytes()[at] - b'0') as u32;
        at += 1;
    }
    number
}

impl Migration {
    /// SHA-256 of the statement, in hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> String {
        Sha256::digest(self.sql).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The statements that it is on a cluster, in order: each may be run twice, and takes the name of the database as its
    /// parameter `database`.
    ///
    /// # Panics
    /// Never for those of [`MIGRATIONS`], which a test looks at.
    #[must_use]
    pub fn on_cluster(&self) -> Vec<String> {
        cluster::schema_form(self.number, self.sql).expect("every migration has a form on a cluster")
    }
}

/// How long a migration may take; one that lays a large table down anew takes hours.
const MIGRATION_TIMEOUT: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a migration run does, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MigrationPlan {
    /// Migrations that the database lacks, in order.
    pub pending: Vec<Migration>,
    /// How many it has had.
    pub applied: usize,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct Applied {
    number: u32,
    name: String,
    checksum: String,
}

impl Store {
    /// Which migrations the database lacks. Makes the database and the table of migrations where they are
    /// absent, and nothing else.
    ///
    /// # Errors
    /// When the database does not answer, is of a newer version, or holds a migration of another content.
    pub async fn plan_migrations(&self) -> Result<MigrationPlan, StoreError> {
        self.prepare_database().await?;
        let applied: Vec<Applied> = self.ask(question!("applied_migrations")).rows().await?;
        check_history(&applied)?;
        let pending =
            MIGRATIONS.iter().filter(|m| applied.iter().all(|a| a.number != m.number)).copied().collect();
        Ok(MigrationPlan { pending, applied: applied.len() })
    }

    /// Applies what [`Store::plan_migrations`] names, and gives it back.
    ///
    /// # Errors
    /// As for the plan; and when a statement is refused, in which case those before it stay applied.
    pub async fn migrate(&self) -> Result<MigrationPlan, StoreError> {
        let plan = self.plan_migrations().await?;
        self.drop_half_made_tables().await?;
        for migration in &plan.pending {
            tracing::info!(number = migration.number, name = migration.name, "applying migration");
            self.apply(migration).await?;
            self.ask(question!("record_migration"))
                .with("number", migration.number)
                .with("name", migration.name)
                .with("checksum", migration.checksum())
                .execute()
                .await?;
        }
        Ok(plan)
    }

    /// A table that is laid down anew is filled beside the old one. Where the database died over it, what was filled stays, and
    /// may be as large as the table.
    async fn drop_half_made_tables(&self) -> Result<(), StoreError> {
        let names: Vec<String> = self.ask(question!("half_made_tables")).rows().await?;
        for name in names {
            tracing::info!(name, "dropping a table that an interrupted upgrade left half made");
            self.ask(question!("drop_half_made_table")).with("name", name).execute().await?;
        }
        Ok(())
    }

    async fn apply(&self, migration: &Migration) -> Result<(), StoreError> {
        if self.cluster.is_none() {
            return self.put(migration.name, migration.sql).within(MIGRATION_TIMEOUT).execute().await;
        }
        for statement in migration.on_cluster() {
            let asked = self.put(migration.name, &statement).with("database", &self.database);
            // Replicas that are away hear of it later.
            asked.set("alter_sync", "3").within(MIGRATION_TIMEOUT).execute().await?;
        }
        Ok(())
    }

    async fn prepare_database(&self) -> Result<(), StoreError> {
        let outside = Self { client: self.client.clone().with_database("default"), ..self.clone() };
        outside.check_form().await?;
        if let Some(wanted) = &self.cluster {
            let found: String = outside.ask(question!("cluster_name")).row().await?;
            if *found != **wanted {
                return Err(StoreError::OtherCluster { wanted: wanted.to_string(), found });
            }
        }
        outside.ask(question!("create_database")).with("name", &self.database).execute().await?;
        self.apply(&MIGRATIONS[0]).await
    }

    /// A database of one server cannot be spread over a cluster by naming one, nor the other way round.
    async fn check_form(&self) -> Result<(), StoreError> {
        let asked = self.ask(question!("events_engine")).with("name", &self.database);
        let engines: Vec<String> = asked.rows().await?;
        let is_spread = engines.first().map(|engine| engine == "Distributed");
        match is_spread {
            Some(is_spread) if is_spread != self.cluster.is_some() => {
                Err(StoreError::OtherForm { is_spread })
            }
            _ => Ok(()),
        }
    }
}

fn check_history(applied: &[Applied]) -> Result<(), StoreError> {
    let known = MIGRATIONS.last().map_or(0, |m| m.number);
    for row in applied {
        match MIGRATIONS.iter().find(|m| m.number == row.number) {
            None => return Err(StoreError::Newer { found: row.number, known }),
            Some(m) if m.checksum() != row.checksum || m.name != row.name => {
                return Err(StoreError::Changed { number: row.number });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_once_and_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/clickhouse");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|m| format!("{:04}_{}.sql", m.number, m.name)).collect();
        assert_eq!(files, listed);
        assert!(MIGRATIONS.is_sorted_by(|one, next| one.number < next.number));
    }

    #[test]
    fn every_statement_may_be_run_twice() {
        // A setting that is set again stays what it is, and a note or a row of the same version that is left again is one.
        let repeatable = [
            "IF NOT EXISTS",
            "MODIFY SETTING",
            "CREATE OR REPLACE",
            "DROP TABLE IF EXISTS",
            "INSERT INTO stale_hours",
            "INSERT INTO article_terms",
        ];
        for migration in MIGRATIONS {
            assert!(repeatable.iter().any(|words| migration.sql.contains(words)), "{}", migration.name);
        }
    }

    #[test]
    fn a_newer_or_changed_history_is_refused() {
        let row =
            |number, checksum: &str| Applied { number, name: "events".into(), checksum: checksum.into() };
        let good = MIGRATIONS[1].checksum();
        assert!(check_history(&[row(1, &good)]).is_ok());
        assert!(matches!(check_history(&[row(1, "other")]), Err(StoreError::Changed { number: 1 })));
        assert!(matches!(check_history(&[row(9999, &good)]), Err(StoreError::Newer { found: 9999, .. })));
    }
}
