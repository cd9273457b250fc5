//! `tiraj report`: the weekly report, and the archive of those that were published.

mod archive;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use tiraj_model::{Clock, IsoWeek, Language, ReportFormat, SiteName, SystemClock};

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::print;

/// Write reports, and show those that were published
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    Weekly(Weekly),
    #[command(subcommand)]
    Archive(archive::ArchiveCommand),
}

/// Write a site's weekly report; prints the files written
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj report weekly --site news.example --week 2026-W46 --lang az --out reports"
)]
pub(crate) struct Weekly {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The ISO week [default: the last one that is over]
    #[arg(long, value_name = "WEEK")]
    week: Option<IsoWeek>,

    /// The folder to write into; made if it is new
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What to write, one or more of html, xlsx, csv, parquet, json
    #[arg(long, value_delimiter = ',', default_values_t = [ReportFormat::Html, ReportFormat::Xlsx, ReportFormat::Csv, ReportFormat::Json])]
    format: Vec<ReportFormat>,

    /// The report's language: en, az or ru
    #[arg(long, value_name = "LANG", default_value_t = Language::En)]
    lang: Language,

    #[command(flatten)]
    folder: FolderArgs,
}

impl ReportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Weekly(weekly) => {
                Access::during(&weekly.folder.settings()?, async |access| weekly.write(access).await).await
            }
            Self::Archive(archive) => archive.run().await,
        }
    }
}

impl Weekly {
    async fn write(&self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        // What was acknowledged before the command belongs into the report.
        access.flush().await?;
        let now = SystemClock.now();
        let week = self.week.unwrap_or_else(|| IsoWeek::at(now, &site.zone()).plus(-1));
        let report = tiraj_dashboard::weekly_report(access.store(), &site, week, self.lang, now).await?;
        let failed =
            |path: &PathBuf| format!("cannot write {}; choose another folder with --out", path.display());
        std::fs::create_dir_all(&self.out).with_context(|| failed(&self.out))?;
        for format in &self.format {
            let path = self.out.join(report.file_name(*format));
            std::fs::write(&path, report.document(*format)?).with_context(|| failed(&path))?;
            print(&path.display().to_string());
        }
        Ok(())
    }
}
