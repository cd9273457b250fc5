//! `tiraj import goatcounter` and `tiraj import umami`: the events that another counter exported.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use serde_json::json;
use tiraj_enrich::Enricher;
use tiraj_import::counter_export::{Counter, CounterReader};
use tiraj_import::{LineIds, Tally};
use tiraj_model::{DropReason, SiteName};

use super::access_log::{total_bytes, words};
use super::gate::Gate;
use super::loading::{self, Feed};
use super::unpacked;
use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, print_json};
use crate::packs;
use crate::progress;

/// Rows that are read and admitted together.
const ROWS: usize = 50_000;

/// Import the events that another counter exported
#[derive(Debug, Args)]
pub(crate) struct CounterImport {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// Take only rows of this host, where the export tells hosts apart; may be named several times [default: all hosts]
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,

    /// The exports, packed with gzip or zstd or not; `-` for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl CounterImport {
    pub(crate) async fn run(self, counter: Counter) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let enricher = Enricher::open(&packs::files(&settings))?;
        Access::during(&settings, async |access| self.import(access, counter, enricher).await).await
    }

    async fn import(&self, access: &Access, counter: Counter, enricher: Enricher) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let gate = Gate::new(site.clone(), &self.hosts, enricher);
        // What an import before this one brought must be there to be compared with.
        access.flush().await?;
        let (feed, loading) = loading::begin(access, site);
        let ((mut total, ended), repeats) = tokio::join!(self.read_into(feed, &gate, counter), loading);
        let repeats = repeats?;
        total.refuse_accepted(DropReason::Duplicate, repeats.values().sum());
        if self.json {
            let Tally { lines, accepted, dropped } = &total;
            print_json(&json!({"rows": lines, "accepted": accepted, "dropped": dropped}));
        } else {
            print(&words(&total).replacen("lines", "rows", 1));
        }
        ended
    }

    /// Reads the files up to the first that fails, and passes on what was read until then.
    async fn read_into(&self, mut feed: Feed, gate: &Gate, counter: Counter) -> (Tally, anyhow::Result<()>) {
        let bar = progress::bytes(total_bytes(&self.files), "importing");
        let mut total = Tally::default();
        let mut ended = Ok(());
        for file in &self.files {
            let imported = import_file(&mut feed, gate, counter, file, &bar).await;
            match imported.with_context(|| format!("importing {} ended early", file.display())) {
                Ok(tally) => total.add(&tally),
                Err(error) => {
                    ended = Err(error);
                    break;
                }
            }
        }
        bar.finish_and_clear();
        let passed_on = feed.end().await;
        (total, ended.and(passed_on))
    }
}

async fn import_file(
    feed: &mut Feed,
    gate: &Gate,
    counter: Counter,
    file: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let mut reader = CounterReader::new(BufReader::new(unpacked::open(file, bar)?), counter)?;
    let (mut ids, mut tally) = (LineIds::default(), Tally::default());
    while let Some(mut rows) = reader.next_rows(ROWS)? {
        let hits = rows.hits.into_iter().map(|hit| (ids.number(hit.line), hit)).collect();
        let events = gate.admit(hits, &mut rows.tally, Gate::admit_counted);
        feed.take(0, events).await?;
        tally.add(&rows.tally);
    }
    Ok(tally)
}
