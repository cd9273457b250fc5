//! `tiraj report archive`: weekly reports as they were published.
//!
//! What is archived is never altered, so these commands read it beside a running server as well; only restating is done by the folder's owner.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use tiraj_model::{IsoWeek, ReportFormat, SiteName};
use tiraj_reporting::weekly::Edition;

use crate::access::Access;
use crate::archive::Archive;
use crate::commands::folder::FolderArgs;
use crate::data_folder::DataFolder;
use crate::output::{print, print_json, say};

/// Show and hand out weekly reports as they were published
#[derive(Debug, Subcommand)]
pub(crate) enum ArchiveCommand {
    List(List),
    Show(Show),
    Export(Export),
    Restate(Restate),
}

/// List the archived weeks of a site: week, edition, when it was made, views, readers, shares
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj report archive list --site news.example")]
pub(crate) struct List {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Show what was published of a week, what was restated since, and the files there are
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj report archive show --site news.example --week 2026-W46")]
pub(crate) struct Show {
    #[command(flatten)]
    week: WeekArgs,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Write the files of an edition, byte for byte as they were published; prints the files written
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj report archive export --site news.example --week 2026-W46 --format html,xlsx --out reports"
)]
pub(crate) struct Export {
    #[command(flatten)]
    week: WeekArgs,

    /// The edition: 0 as published, 1 for the first restatement [default: the newest]
    #[arg(long, value_name = "N")]
    edition: Option<u32>,

    /// What to write [default: all formats]
    #[arg(long, value_delimiter = ',')]
    format: Vec<ReportFormat>,

    /// The folder to write into; made if it is new
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Publish a week's report if it was not, and restate it if its figures have changed; the server does so by itself for the last five weeks
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj report archive restate --site news.example --week 2026-W30")]
pub(crate) struct Restate {
    #[command(flatten)]
    week: WeekArgs,

    #[command(flatten)]
    folder: FolderArgs,
}

#[derive(Debug, Args)]
struct WeekArgs {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The ISO week
    #[arg(long, value_name = "WEEK")]
    week: IsoWeek,
}

impl ArchiveCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(),
            Self::Show(show) => show.run(),
            Self::Export(export) => export.run(),
            Self::Restate(restate) => restate.run().await,
        }
    }
}

fn archive(folder: &FolderArgs) -> anyhow::Result<Archive> {
    Ok(Archive::new(DataFolder::new(&folder.settings()?.data).reports()))
}

impl WeekArgs {
    fn editions(&self, archive: &Archive) -> anyhow::Result<Vec<Edition>> {
        let editions = archive.editions(&self.site, self.week)?;
        anyhow::ensure!(
            !editions.is_empty(),
            "the report of {} of {} is not archived; `tiraj report archive list --site {}` shows those that are",
            self.week,
            self.site,
            self.site
        );
        Ok(editions)
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let weeks = archive(&self.folder)?.weeks(&self.site)?;
        let editions = weeks.into_iter().flat_map(|archived| archived.editions);
        if self.json {
            print_json(&json!(editions.collect::<Vec<_>>()));
        } else {
            editions.for_each(|edition| print(&line(&edition)));
        }
        Ok(())
    }
}

fn line(edition: &Edition) -> String {
    let Edition { week, made_at, totals, .. } = edition;
    let what = match edition.number {
        0 => "published".to_owned(),
        number => format!("restated {number}"),
    };
    format!("{week}\t{what}\t{made_at}\t{}\t{}\t{}", totals.views, totals.readers, totals.shares)
}

impl Show {
    fn run(&self) -> anyhow::Result<()> {
        let editions = self.week.editions(&archive(&self.folder)?)?;
        if self.json {
            print_json(&json!(editions));
            return Ok(());
        }
        for edition in editions {
            print(&line(&edition));
            edition.changes.iter().for_each(|change| print(&format!("  {change}")));
            for file in &edition.files {
                print(&format!("  {}\t{}\t{}", file.name, file.bytes, file.sha256));
            }
        }
        Ok(())
    }
}

impl Export {
    fn run(&self) -> anyhow::Result<()> {
        let archive = archive(&self.folder)?;
        let editions = self.week.editions(&archive)?;
        let is_wanted = |edition: &&Edition| self.edition.is_none_or(|number| edition.number == number);
        let edition = editions.iter().rev().find(is_wanted).with_context(|| {
            format!("there is no such edition of {}; the newest is {}", self.week.week, editions.len() - 1)
        })?;
        let all = || edition.files.iter().map(|file| file.format).collect();
        let formats = if self.format.is_empty() { all() } else { self.format.clone() };
        let failed =
            |path: &PathBuf| format!("cannot write {}; choose another folder with --out", path.display());
        std::fs::create_dir_all(&self.out).with_context(|| failed(&self.out))?;
        for format in formats {
            let (name, bytes) = archive.read(&self.week.site, self.week.week, edition, format)?;
            let path = self.out.join(name);
            std::fs::write(&path, bytes).with_context(|| failed(&path))?;
            print(&path.display().to_string());
        }
        Ok(())
    }
}

impl Restate {
    async fn run(&self) -> anyhow::Result<()> {
        Access::during(&self.folder.settings()?, async |access| {
            let site = access.site(&self.week.site).await?;
            let editions = access.restate(&site, self.week.week).await?;
            editions.iter().for_each(|edition| print(&line(edition)));
            let changes = editions.last().map(|edition| edition.changes.join(" ")).unwrap_or_default();
            say(if changes.is_empty() { "its figures are as published" } else { &changes });
            Ok(())
        })
        .await
    }
}
