//! `tiraj simulate`: a believable newsroom, straight into the store.

use std::time::Instant;

use anyhow::{Context, ensure};
use arrow::array::RecordBatch;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use tiraj_model::{Clock, Site, SiteName, SystemClock};
use tiraj_simulate::{Newsroom, Settings};
use tiraj_store::Saying;
use tokio::sync::mpsc;

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::{print_json, say};
use crate::progress;

/// Events of one insert. Large enough that the store makes few parts, small enough to hold several in memory.
const CHUNK: usize = 100_000;

/// Fill a demo site with a simulated newsroom, for tests, demos and benchmarks
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj simulate --site demo.tiraj --events 1000000 --days 35 --articles 2000 --seed 7"
)]
pub(crate) struct Simulate {
    /// The demo site; made if it is new
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// How many events
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    events: u64,

    /// Over how many days
    #[arg(long, value_name = "D", default_value_t = 35, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,

    /// About how many articles
    #[arg(long, value_name = "N", default_value_t = 600)]
    articles: usize,

    /// The seed: the same seed and end give the same newsroom
    #[arg(long, value_name = "K", default_value_t = 1)]
    seed: u64,

    /// The moment at which the history ends [default: now]
    #[arg(long, value_name = "TIME")]
    end: Option<Timestamp>,

    /// Write the figures as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Simulate {
    /// A newsroom of five weeks until now, for the demo.
    pub(crate) fn newsroom(site: SiteName, events: u64, data: std::path::PathBuf) -> Self {
        let folder = FolderArgs::at(data);
        Self { site, events, days: 35, articles: 600, seed: 1, end: None, json: false, folder }
    }

    pub(crate) async fn run(self) -> anyhow::Result<()> {
        Access::during(&self.folder.settings()?, async |access| self.fill(access).await).await
    }

    /// Registers the site and its articles, and loads the events.
    pub(crate) async fn fill(&self, access: &Access) -> anyhow::Result<()> {
        let site = self.demo_site(access).await?;
        let newsroom = Newsroom::new(Settings {
            site: site.clone(),
            seed: self.seed,
            days: self.days,
            articles: self.articles,
            events: self.events,
            end: self.end.unwrap_or_else(|| SystemClock.now()),
        });
        let saying = Saying { at: SystemClock.now(), by: "simulation" };
        access.store().upsert_articles(&site, newsroom.articles(), saying).await?;
        let articles = newsroom.articles().len();
        let started = Instant::now();
        let loaded = load(newsroom, async |frame| access.load_bulk(&[frame]).await).await;
        // Also after a failure: what was loaded until then counts.
        access.finish_bulk().await?;
        let rows = loaded?;
        self.report(rows, articles, started.elapsed().as_secs_f64());
        Ok(())
    }

    /// The site, marked as one of simulated data. Another site's numbers are never mixed with simulated ones.
    async fn demo_site(&self, access: &Access) -> anyhow::Result<Site> {
        let known = access.sites().await?.into_iter().find(|site| site.name == self.site);
        if let Some(site) = known {
            ensure!(
                site.demo,
                "{} is no demo site; simulate into a new one, lest its numbers be mixed",
                site.name
            );
            return Ok(site);
        }
        let site = Site { demo: true, ..Site::new(self.site.clone(), Site::DEFAULT_ZONE)? };
        access.put_site(site.clone()).await?;
        Ok(site)
    }

    fn report(&self, rows: u64, articles: usize, seconds: f64) {
        let rate = (rows as f64 / seconds.max(1e-9)).round();
        if self.json {
            print_json(&json!({
                "site": self.site, "events": rows, "articles": articles, "seconds": seconds, "rows_per_second": rate,
            }));
        } else {
            say(&format!(
                "{rows} events of {articles} articles in {seconds:.1} s ({rate} rows/s), called demo data"
            ));
        }
    }
}

/// Makes events on one thread while others load those made before, with what says how many rows that were.
pub(super) async fn load(
    newsroom: Newsroom,
    load: impl AsyncFn(RecordBatch) -> anyhow::Result<u64>,
) -> anyhow::Result<u64> {
    let (made, mut to_load) = mpsc::channel::<RecordBatch>(2);
    let total = newsroom.events().len() as u64;
    let making = tokio::task::spawn_blocking(move || {
        let mut events = newsroom.events();
        loop {
            let chunk: Vec<_> = events.by_ref().take(CHUNK).collect();
            if chunk.is_empty() || made.blocking_send(tiraj_frames::encode_events(&chunk)).is_err() {
                return;
            }
        }
    });
    let bar = progress::bar(total, "simulating");
    let mut rows = 0;
    while let Some(frame) = to_load.recv().await {
        rows += load(frame).await?;
        bar.set_position(rows);
    }
    bar.finish_and_clear();
    making.await.context("making events failed")?;
    Ok(rows)
}
