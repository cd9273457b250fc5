//! `tiraj export`: whole tables out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::ProgressBar;
use tiraj_model::{Clock, Site, SiteName, SystemClock};
use tiraj_store::{ExportFormat, Period, Rollup, Rows, Store};

use super::folder::FolderArgs;
use super::period::PeriodArgs;
use crate::access::Access;
use crate::output::say;
use crate::parquet_file::{Counted, ParquetFile};
use crate::progress;

/// Write events, rollups or articles into a file
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub(crate) struct ExportCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// One row an event
    #[command(
        after_help = "Example: tiraj export events --site news.example --from 2026-11-01 --to 2026-11-07 --format ndjson --out events.ndjson"
    )]
    Events(Events),
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
struct Events {
    /// How many events are looked at together, by whole days; more want more memory
    #[arg(long, value_name = "N", default_value_t = 500_000, value_parser = clap::value_parser!(u64).range(1..))]
    events_at_once: u64,

    #[command(flatten)]
    ranged: Ranged,
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

impl ExportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let (What::Events(Events { ranged: Ranged { target, .. }, .. })
        | What::Rollups(Rollups { ranged: Ranged { target, .. }, .. })
        | What::Articles(target)) = &self.what;
        Access::during(&target.folder.settings()?, async |access| self.what.write(target, access).await).await
    }
}

impl What {
    async fn write(&self, target: &TargetArgs, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&target.site).await?;
        access.flush().await?;
        let bytes = target.save(&Export::new(self, &site, access).await?).await?;
        if target.out != Path::new("-") {
            say(&format!("{} holds {bytes} bytes", target.out.display()));
        }
        Ok(())
    }
}

/// What is exported, in pieces that are asked for one after another.
struct Export<'a> {
    what: &'a What,
    store: &'a Store,
    site: &'a Site,
    /// The periods of the pieces; none for what has no time.
    periods: Vec<Option<Period>>,
}

impl<'a> Export<'a> {
    async fn new(what: &'a What, site: &'a Site, access: &'a Access) -> anyhow::Result<Self> {
        let (store, now) = (access.store(), SystemClock.now());
        let periods = match what {
            What::Events(Events { events_at_once, ranged: Ranged { period, .. } }) => {
                let whole = period.of(site, now)?;
                let stretches = store.export_stretches(&whole, *events_at_once).await?;
                // Without events there are the names of the columns yet.
                if stretches.is_empty() { vec![whole] } else { stretches }.into_iter().map(Some).collect()
            }
            What::Rollups(Rollups { ranged: Ranged { period, .. }, .. }) => vec![Some(period.of(site, now)?)],
            What::Articles(_) => vec![None],
        };
        Ok(Self { what, store, site, periods })
    }

    /// Asks for a piece.
    fn ask(&self, period: Option<&Period>, format: ExportFormat) -> anyhow::Result<Rows> {
        Ok(match (self.what, period) {
            (What::Events(_), Some(period)) => self.store.export_events(period, format)?,
            (What::Rollups(Rollups { table: Some(table), .. }), Some(period)) => {
                self.store.export_rollup((*table).into(), period, format)?
            }
            (What::Rollups(_), Some(period)) => self.store.export_rollups(period, format)?,
            _ => self.store.export_articles(&self.site.name, format)?,
        })
    }

    /// Writes all pieces, and gives the bytes of them.
    async fn write(&self, format: Format, to: impl Write + Send) -> anyhow::Result<u64> {
        let mut to = Counted { to, bytes: 0 };
        let bar = progress::counter("exporting");
        let bytes = match format {
            Format::Parquet => self.write_parquet(to, &bar).await?,
            Format::Csv | Format::Ndjson => {
                for (number, period) in self.periods.iter().enumerate() {
                    let rows = self.ask(period.as_ref(), format.of_piece(number))?;
                    if !copy(rows, &mut to, &bar).await? {
                        break;
                    }
                }
                to.bytes
            }
        };
        bar.finish_and_clear();
        Ok(bytes)
    }

    async fn write_parquet(&self, to: Counted<impl Write + Send>, bar: &ProgressBar) -> anyhow::Result<u64> {
        let mut file = ParquetFile::new(to);
        for period in &self.periods {
            let mut rows = self.ask(period.as_ref(), ExportFormat::Arrow)?;
            while let Some(piece) = rows.next().await? {
                bar.inc(piece.len() as u64);
                file.take(piece)?;
            }
            file.end_stream()?;
        }
        Ok(file.finish()?.bytes)
    }
}

impl Format {
    /// The form of a piece: names come once.
    const fn of_piece(self, number: usize) -> ExportFormat {
        match (self, number) {
            (Self::Csv, 0) => ExportFormat::Csv,
            (Self::Csv, _) => ExportFormat::CsvRows,
            (Self::Ndjson, _) => ExportFormat::Ndjson,
            (Self::Parquet, _) => ExportFormat::Arrow,
        }
    }
}

impl TargetArgs {
    /// Writes the rows. A file takes its name only when it is whole; a pipe or a device is written to as it is.
    async fn save(&self, export: &Export<'_>) -> anyhow::Result<u64> {
        let failed = || format!("cannot write {}; choose another file with --out", self.out.display());
        if self.out == Path::new("-") {
            return export.write(self.format, std::io::stdout()).await;
        }
        // Through links to what they point at.
        let out = self.out.canonicalize().unwrap_or_else(|_| self.out.clone());
        if out.exists() && !out.is_file() {
            let file = std::fs::OpenOptions::new().write(true).open(&out).with_context(failed)?;
            return export.write(self.format, file).await.with_context(failed);
        }
        let mut name = out.clone().into_os_string();
        name.push(".part");
        let part = PathBuf::from(name);
        let written = self.write_whole(export, &part, &out).await.with_context(failed);
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        written
    }

    async fn write_whole(&self, export: &Export<'_>, part: &Path, out: &Path) -> anyhow::Result<u64> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(part)?);
        let bytes = export.write(self.format, &mut file).await?;
        file.into_inner()?.sync_all()?;
        std::fs::rename(part, out)?;
        Ok(bytes)
    }
}

/// Writes rows; says whether the reader wants more.
async fn copy(mut rows: Rows, to: &mut impl Write, bar: &ProgressBar) -> anyhow::Result<bool> {
    while let Some(piece) = rows.next().await? {
        match to.write_all(&piece) {
            // A reader such as `head` has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(false),
            done => done.context("the rows cannot be written")?,
        }
        bar.inc(piece.len() as u64);
    }
    Ok(true)
}
