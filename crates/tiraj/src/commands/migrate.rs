//! `tiraj migrate`: bring the database to this program's schema.

use clap::Args;
use serde_json::json;

use super::folder::FolderArgs;
use crate::access::store_beside;
use crate::control::Client;
use crate::data_folder::DataFolder;
use crate::node::{open_engine, server_store};
use crate::output::{print, print_json};
use crate::settings::Settings;
use tiraj_store::{MigrationPlan, Store, Target};

/// Bring the database to this version's schema, or show what that would do
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj migrate --dry-run")]
pub(crate) struct Migrate {
    /// Only show what would be applied
    #[arg(long)]
    dry_run: bool,

    /// Write what was applied, or would be, as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Migrate {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let plan = self.with_store(&settings).await?;
        if self.json {
            let pending: Vec<_> =
                plan.pending.iter().map(|one| json!({"number": one.number, "name": one.name})).collect();
            print_json(
                &json!({"applied_before": plan.applied, "dry_run": self.dry_run, "migrations": pending}),
            );
            return Ok(());
        }
        for migration in &plan.pending {
            let verb = if self.dry_run { "would apply" } else { "applied" };
            print(&format!("{verb} {:04} {}", migration.number, migration.name));
        }
        if plan.pending.is_empty() {
            print(&format!("nothing to do: {} migrations are applied", plan.applied));
        }
        Ok(())
    }

    /// Not through a node: a node migrates by itself when it opens.
    async fn with_store(&self, settings: &Settings) -> anyhow::Result<MigrationPlan> {
        if let Some(server) = &settings.clickhouse {
            return self.apply(&server_store(server, &settings.database, "migrate")).await;
        }
        let folder = DataFolder::new(&settings.data);
        if let Some(client) = Client::connect(&folder.socket()).await? {
            return self.apply(&store_beside(settings, &client)?).await;
        }
        let _ownership = folder.take()?;
        let engine = open_engine(settings, folder.engine()).await?;
        let plan = self
            .apply(&Store::connect(Target::Embedded(engine.clone()), &settings.database, "migrate"))
            .await;
        engine.shutdown().await;
        plan
    }

    async fn apply(&self, store: &Store) -> anyhow::Result<MigrationPlan> {
        Ok(if self.dry_run { store.plan_migrations().await? } else { store.migrate().await? })
    }
}
