//! `tiraj import views`: the counts of a former counter, with which the public one begins.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Value, json};
use tiraj_import::Tally;
use tiraj_import::view_counts::{ViewColumns, ViewCounts, read_view_counts};
use tiraj_model::{Clock, DropReason, Site, SiteName, SystemClock};
use zip::ZipArchive;

use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, print_json, say};

/// How a zip file begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// Import the public view counts of a content system: each page's counter goes on from there
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj import views --site news.example counts.csv")]
pub(crate) struct ViewsImport {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The column of the page's URL or path, where its name does not say so
    #[arg(long, value_name = "COLUMN")]
    url_column: Option<String>,

    /// The column of the views, where its name does not say so
    #[arg(long, value_name = "COLUMN")]
    views_column: Option<String>,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    /// The file: a row a page, with its address and its views
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    folder: FolderArgs,
}

impl ViewsImport {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        Access::during(&self.folder.settings()?, async |access| self.import(access).await).await
    }

    async fn import(&self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let counts = self.read(&site).with_context(|| format!("cannot import {}", self.file.display()))?;
        seed(access, &site, &counts).await?;
        self.report(&counts);
        Ok(())
    }

    fn read(&self, site: &Site) -> anyhow::Result<ViewCounts> {
        let columns = ViewColumns { url: self.url_column.clone(), views: self.views_column.clone() };
        Ok(read_view_counts(BufReader::new(File::open(&self.file)?), site, &columns)?)
    }

    fn report(&self, counts: &ViewCounts) {
        let ViewCounts { pages, tally, repeats, refused } = counts;
        let views: u64 = pages.values().sum();
        if self.json {
            let refused: Vec<Value> =
                refused.iter().map(|row| json!({"line": row.line, "reason": row.reason})).collect();
            print_json(&json!({
                "file": self.file, "lines": tally.lines, "accepted": tally.accepted, "dropped": tally.dropped,
                "repeats": repeats, "pages": pages.len(), "views": views, "refused": refused,
            }));
            return;
        }
        let dropped: String =
            tally.dropped.iter().map(|(reason, count)| format!(", {count} {reason}")).collect();
        print(&format!(
            "{} rows, {} accepted{dropped}: {} pages begin with {views} views",
            tally.lines,
            tally.accepted,
            pages.len()
        ));
        for row in refused {
            say(&format!("{}:{}: {}", self.file.display(), row.line, row.reason));
        }
        if *repeats > 0 {
            say(&format!("{repeats} rows named a page again; of several the last counts"));
        }
        if tally.dropped.contains_key(&DropReason::Hostname) {
            say("rows of other hosts are dropped; make such a host the site's own first");
        }
    }
}

/// Has the public counters of a site begin with these counts.
async fn seed(access: &Access, site: &Site, counts: &ViewCounts) -> anyhow::Result<()> {
    let pages = counts.pages.iter().map(|(path, views)| (path.as_str(), *views));
    access.begin_bulk().await?;
    let seeded = access.store().seed_views(&site.name, pages, SystemClock.now()).await;
    // Also after a failure: what was seeded until then counts.
    access.finish_bulk().await?;
    Ok(seeded?)
}

/// Import the pages of Plausible's CSV export
#[derive(Debug, Args)]
pub(crate) struct PlausibleImport {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The export as it comes, a zip file, or the files `imported_pages_….csv` in it, all of them at once
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl PlausibleImport {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        Access::during(&self.folder.settings()?, async |access| self.import(access).await).await
    }

    async fn import(&self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let mut counts = ViewCounts::default();
        for file in &self.files {
            add_export(&mut counts, file, &site)
                .with_context(|| format!("cannot import {}", file.display()))?;
        }
        seed(access, &site, &counts).await?;
        let (pages, views) = (counts.pages.len(), counts.pages.values().sum::<u64>());
        let Tally { lines, accepted, dropped } = &counts.tally;
        if self.json {
            print_json(&json!({
                "rows": lines, "accepted": accepted, "dropped": dropped, "pages": pages, "views": views,
            }));
        } else {
            print(&format!("{lines} rows, {accepted} accepted: {pages} pages begin with {views} views"));
        }
        Ok(())
    }
}

/// Adds up the pages of an export, whether it is packed or a file out of it.
fn add_export(counts: &mut ViewCounts, path: &Path, site: &Site) -> anyhow::Result<()> {
    let mut source = BufReader::new(File::open(path)?);
    if !source.fill_buf()?.starts_with(ZIP) {
        return Ok(counts.add_daily(source, site)?);
    }
    let mut archive = ZipArchive::new(source).context("it is no readable zip file; export it again")?;
    let is_of_pages = |name: &str| {
        let name = name.rsplit('/').next().unwrap_or(name);
        name.starts_with("imported_pages") && name.ends_with(".csv")
    };
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let names: Vec<String> = names.filter(|name| is_of_pages(name)).collect();
    ensure!(!names.is_empty(), "it holds no imported_pages_….csv; is it an export of Plausible?");
    for name in names {
        let file = archive.by_name(&name).with_context(|| format!("{name} in it cannot be unpacked"))?;
        counts.add_daily(BufReader::new(file), site).context(name)?;
    }
    Ok(())
}
