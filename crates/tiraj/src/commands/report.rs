//! `tiraj report`: the weekly report.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use tiraj_model::{Clock, IsoWeek, SiteName, SystemClock};
use tiraj_reporting::weekly::WeeklyReport;

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::print;

/// Write reports
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    Weekly(Weekly),
}

/// Write a site's weekly report; prints the files written
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj report weekly --site news.example --week 2026-W46 --out reports")]
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

    /// What to write
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Format::Html, Format::Csv, Format::Json])]
    format: Vec<Format>,

    /// The report's language
    #[arg(long, value_enum, default_value_t = Language::En)]
    lang: Language,

    #[command(flatten)]
    folder: FolderArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One self-contained page
    Html,
    /// The tables
    Csv,
    /// Everything, for programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// English
    En,
}

impl ReportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let Self::Weekly(weekly) = self;
        Access::during(&weekly.folder.settings()?, async |access| weekly.write(access).await).await
    }
}

impl Weekly {
    async fn write(&self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        // What was acknowledged before the command belongs into the report.
        access.flush().await?;
        let now = SystemClock.now();
        let week = self.week.unwrap_or_else(|| IsoWeek::at(now, &site.zone()).plus(-1));
        let report = tiraj_dashboard::weekly_report(access.store(), &site, week, now).await?;
        let failed =
            |path: &PathBuf| format!("cannot write {}; choose another folder with --out", path.display());
        std::fs::create_dir_all(&self.out).with_context(|| failed(&self.out))?;
        for format in &self.format {
            let (ending, text) = format.render(&report)?;
            let path = self.out.join(format!("{}-{week}.{ending}", site.name));
            std::fs::write(&path, text).with_context(|| failed(&path))?;
            print(&path.display().to_string());
        }
        let Language::En = self.lang;
        Ok(())
    }
}

impl Format {
    fn render(self, report: &WeeklyReport) -> anyhow::Result<(&'static str, String)> {
        Ok(match self {
            Self::Html => ("html", report.html()?),
            Self::Csv => ("csv", report.csv()),
            Self::Json => ("json", report.json()),
        })
    }
}
