//! `tiraj export`: whole tables out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use tiraj_model::{Clock, Site, SiteName, SystemClock};
use tiraj_store::{ExportFormat, Rollup, Rows};

use super::folder::FolderArgs;
use super::period::PeriodArgs;
use crate::access::Access;
use crate::output::say;
use crate::progress;

/// Write events, rollups or articles into a file
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// One row an event
    #[command(
        after_help = "Example: tiraj export events --site news.example --from 2026-11-01 --to 2026-11-07 --format ndjson --out events.ndjson"
    )]
    Events(Ranged),
    /// Views and shares by hour and article, or a table of rollups as it is
    #[command(
        after_help = "Example: tiraj export rollups --site news.example --from 2026-11-01 --to 2026-11-07 --format csv --out hours.csv"
    )]
    Rollups(Rollups),
    /// Every article of the registry
    #[command(
        after_help = "Example: tiraj export articles --site news.example --format csv --out articles.csv"
    )]
    Articles(TargetArgs),
}

#[derive(Debug, Args)]
struct Rollups {
    /// The table [default: views and shares by hour and article, moved addresses put together]
    #[arg(long, value_enum, value_name = "TABLE")]
    table: Option<Table>,

    #[command(flatten)]
    ranged: Ranged,
}

/// A table of rollups, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Table {
    /// Pages by hour (UTC)
    PageHours,
    /// Pages by day
    PageDays,
    /// Pages by day and source, country, device, network
    PageBreakdowns,
    /// The site by hour (UTC) and source, country, device, network
    SiteBreakdowns,
    /// Site, articles, stories, sections, authors and languages by day, with readers
    ScopeDays,
    /// Visits by day, entry page, exit page, source
    VisitDays,
    /// From which page readers went on to which, by day
    PageMoves,
}

impl From<Table> for Rollup {
    fn from(table: Table) -> Self {
        match table {
            Table::PageHours => Self::PageHours,
            Table::PageDays => Self::PageDays,
            Table::PageBreakdowns => Self::PageBreakdowns,
            Table::SiteBreakdowns => Self::SiteBreakdowns,
            Table::ScopeDays => Self::ScopeDays,
            Table::VisitDays => Self::VisitDays,
            Table::PageMoves => Self::PageMoves,
        }
    }
}

#[derive(Debug, Args)]
struct Ranged {
    #[command(flatten)]
    period: PeriodArgs,

    #[command(flatten)]
    target: TargetArgs,
}

#[derive(Debug, Args)]
struct TargetArgs {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The form of the rows
    #[arg(long, value_enum)]
    format: Format,

    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    folder: FolderArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values with a line of names
    Csv,
    /// A JSON object a line
    Ndjson,
    /// Apache Parquet
    Parquet,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Ndjson => Self::Ndjson,
            Format::Parquet => Self::Parquet,
        }
    }
}

impl Export {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let (What::Events(Ranged { target, .. })
        | What::Rollups(Rollups { ranged: Ranged { target, .. }, .. })
        | What::Articles(target)) = &self.what;
        Access::during(&target.folder.settings()?, async |access| self.what.write(target, access).await).await
    }
}

impl What {
    async fn write(&self, target: &TargetArgs, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&target.site).await?;
        access.flush().await?;
        let rows = self.ask(&site, target.format.into(), access)?;
        let bytes = target.save(rows).await?;
        if target.out != Path::new("-") {
            say(&format!("{} holds {bytes} bytes", target.out.display()));
        }
        Ok(())
    }

    fn ask(&self, site: &Site, format: ExportFormat, access: &Access) -> anyhow::Result<Rows> {
        let now = SystemClock.now();
        Ok(match self {
            Self::Events(Ranged { period, .. }) => {
                access.store().export_events(&period.of(site, now)?, format)?
            }
            Self::Rollups(Rollups { table, ranged: Ranged { period, .. } }) => {
                let period = period.of(site, now)?;
                match table {
                    Some(table) => access.store().export_rollup((*table).into(), &period, format)?,
                    None => access.store().export_rollups(&period, format)?,
                }
            }
            Self::Articles(_) => access.store().export_articles(&site.name, format)?,
        })
    }
}

impl TargetArgs {
    /// Writes the rows. A file takes its name only when it is whole; a pipe or a device is written to as it is.
    async fn save(&self, mut rows: Rows) -> anyhow::Result<u64> {
        let failed = || format!("cannot write {}; choose another file with --out", self.out.display());
        if self.out == Path::new("-") {
            return copy(&mut rows, &mut std::io::stdout().lock()).await;
        }
        // Through links to what they point at.
        let out = self.out.canonicalize().unwrap_or_else(|_| self.out.clone());
        if out.exists() && !out.is_file() {
            let mut file = std::fs::OpenOptions::new().write(true).open(&out).with_context(failed)?;
            return copy(&mut rows, &mut file).await.with_context(failed);
        }
        let mut name = out.clone().into_os_string();
        name.push(".part");
        let part = PathBuf::from(name);
        let written = write_whole(&mut rows, &part, &out).await.with_context(failed);
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        written
    }
}

async fn write_whole(rows: &mut Rows, part: &Path, out: &Path) -> anyhow::Result<u64> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(part)?);
    let bytes = copy(rows, &mut file).await?;
    file.into_inner()?.sync_all()?;
    std::fs::rename(part, out)?;
    Ok(bytes)
}

async fn copy(rows: &mut Rows, to: &mut impl Write) -> anyhow::Result<u64> {
    let bar = progress::counter("exporting");
    let mut bytes = 0;
    while let Some(piece) = rows.next().await? {
        match to.write_all(&piece) {
            // A reader such as `head` has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            done => done.context("the rows cannot be written")?,
        }
        bytes += piece.len() as u64;
        bar.set_position(bytes);
    }
    bar.finish_and_clear();
    Ok(bytes)
}
