//! `tiraj rollup`: a period's rollups anew.

use clap::Args;
use serde_json::json;
use tiraj_model::{Clock, SiteName, SystemClock};

use super::folder::FolderArgs;
use super::period::PeriodArgs;
use crate::access::Access;
use crate::output::{print, print_json};

/// Compute the rollups of a period anew from its events; the server goes on meanwhile
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj rollup --site news.example --from 2026-11-01 --to 2026-11-30")]
pub(crate) struct Rollup {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    #[command(flatten)]
    period: PeriodArgs,

    /// Write how many hours there were as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Rollup {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let hours = Access::during(&settings, async |access| {
            let site = access.site(&self.site).await?;
            let period = self.period.of(&site, SystemClock.now())?;
            // Any number will do that no note of these hours ever had.
            let hours = access.store().note_period(&period, rand::random::<u64>() | 1).await?;
            access.flush().await?;
            Ok(hours)
        })
        .await?;
        if self.json {
            print_json(&json!({"site": self.site, "hours": hours}));
        } else {
            print(&format!("{hours} hours are computed anew"));
        }
        Ok(())
    }
}
