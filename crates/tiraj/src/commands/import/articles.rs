//! `tiraj import articles`: catalogues, news sitemaps and feeds into the registry.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tiraj_import::Tally;
use tiraj_import::catalogue::{CatalogueReader, Columns};
use tiraj_import::feed::{FeedReader, is_xml};
use tiraj_model::{Article, Clock, DropReason, Site, SiteName, SystemClock};
use tiraj_store::{Outcome, Saying};

use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, print_json, say};
use crate::progress;

/// Articles that are stored together.
const CHUNK: usize = 5_000;

/// How gzip files begin.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Import articles from CSV, news sitemaps, RSS or Atom; what the CMS says wins over it
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj import articles --site news.example --column section=Rubrika catalogue.csv news-sitemap.xml.gz\n\n\
    A file that begins with `<` is read as a sitemap or feed, any other as CSV; both may be packed with gzip."
)]
pub(crate) struct Articles {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// Which column of CSV holds a field, where its name does not say so; may be given several times
    #[arg(long = "column", value_name = "FIELD=COLUMN")]
    columns: Vec<String>,

    /// Write JSON
    #[arg(long)]
    json: bool,

    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What became of a file's articles.
#[derive(Debug, Default)]
struct Outcomes {
    created: u64,
    changed: u64,
    unchanged: u64,
}

/// The two ways to read a file.
enum Source<R: BufRead> {
    Catalogue(Box<CatalogueReader<R>>),
    Feed(Box<FeedReader<R>>),
}

impl Articles {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let columns = self.columns.iter().try_fold(Columns::default(), |columns, pair| columns.map(pair))?;
        Access::during(&self.folder.settings()?, async |access| self.import(access, &columns).await).await
    }

    async fn import(&self, access: &Access, columns: &Columns) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let total = self.files.iter().filter_map(|file| file.metadata().ok()).map(|m| m.len()).sum();
        let bar = progress::bytes(total, "importing");
        let mut files = Vec::new();
        for path in &self.files {
            let failed = || format!("importing {} ended early", path.display());
            let source = Source::open(path, &bar, &site, columns).with_context(failed)?;
            let (tally, outcomes) = store_all(access, &site, source, path).await.with_context(failed)?;
            warn_of_hosts(&site, &tally);
            if self.json {
                files.push(describe(path, &tally, &outcomes));
            } else {
                print(&summarise(path, &tally, &outcomes));
            }
        }
        bar.finish_and_clear();
        if self.json {
            print_json(&json!({ "files": files }));
        }
        Ok(())
    }
}

/// Stores what a file tells, piece by piece.
async fn store_all(
    access: &Access,
    site: &Site,
    mut source: Source<impl BufRead>,
    path: &Path,
) -> anyhow::Result<(Tally, Outcomes)> {
    let by = path.file_name().unwrap_or_default().to_string_lossy();
    let mut outcomes = Outcomes::default();
    loop {
        let articles = source.take(CHUNK)?;
        if articles.is_empty() {
            return Ok((source.tally(), outcomes));
        }
        let saying = Saying { at: SystemClock.now(), by: &by };
        for change in access.store().upsert_articles(site, &articles, saying).await? {
            *outcomes.of(change.outcome) += 1;
        }
    }
}

impl Source<BufReader<Box<dyn Read>>> {
    fn open(path: &Path, bar: &ProgressBar, site: &Site, columns: &Columns) -> anyhow::Result<Self> {
        let mut packed = BufReader::new(bar.wrap_read(File::open(path)?));
        let is_packed = packed.fill_buf()?.starts_with(&GZIP);
        let plain: Box<dyn Read> =
            if is_packed { Box::new(MultiGzDecoder::new(packed)) } else { Box::new(packed) };
        let mut source = BufReader::new(plain);
        let begins_as_xml = is_xml(source.fill_buf().context("the file cannot be unpacked")?);
        Ok(if begins_as_xml {
            Self::Feed(Box::new(FeedReader::new(source, site.clone())?))
        } else {
            Self::Catalogue(Box::new(CatalogueReader::new(source, site.clone(), columns)?))
        })
    }
}

impl<R: BufRead> Source<R> {
    fn take(&mut self, count: usize) -> anyhow::Result<Vec<Article>> {
        Ok(match self {
            Self::Catalogue(rows) => rows.by_ref().take(count).collect::<Result<_, _>>()?,
            Self::Feed(items) => items.by_ref().take(count).collect::<Result<_, _>>()?,
        })
    }

    fn tally(&self) -> Tally {
        match self {
            Self::Catalogue(rows) => rows.tally().clone(),
            Self::Feed(items) => items.tally().clone(),
        }
    }
}

impl Outcomes {
    const fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
        }
    }
}

fn warn_of_hosts(site: &Site, tally: &Tally) {
    if tally.dropped.contains_key(&DropReason::Hostname) {
        let name = &site.name;
        say(&format!(
            "rows of other hosts are dropped; `tiraj site add {name} --hostname HOST` makes one the site's own"
        ));
    }
}

fn summarise(path: &Path, tally: &Tally, outcomes: &Outcomes) -> String {
    let dropped: String = tally.dropped.iter().map(|(reason, count)| format!(", {count} {reason}")).collect();
    let Outcomes { created, changed, unchanged } = outcomes;
    format!(
        "{}: {} rows, {} accepted ({created} new, {changed} changed, {unchanged} unchanged){dropped}",
        path.display(),
        tally.lines,
        tally.accepted
    )
}

fn describe(path: &Path, tally: &Tally, outcomes: &Outcomes) -> Value {
    let dropped: serde_json::Map<String, Value> =
        tally.dropped.iter().map(|(reason, count)| (reason.to_string(), json!(count))).collect();
    json!({
        "file": path,
        "rows": tally.lines,
        "accepted": tally.accepted,
        "created": outcomes.created,
        "changed": outcomes.changed,
        "unchanged": outcomes.unchanged,
        "dropped": dropped,
    })
}
