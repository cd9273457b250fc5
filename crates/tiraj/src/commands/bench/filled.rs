//! A store that is filled with simulated events, to measure on.

use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use jiff::Timestamp;
use serde_json::Value;
use tiraj_model::{Clock, Site, SiteName, SystemClock};
use tiraj_simulate::Newsroom;
use tiraj_store::Saying;

use super::material;
use crate::commands::folder::FolderArgs;
use crate::commands::simulate;
use crate::node::Node;
use crate::output::say;
use crate::settings::Settings;

/// A database that is found without a merge so many times, so far apart, has settled: it begins the next one at once.
const QUIET_LOOKS: u32 = 10;
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Over what events are spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub(super) days: u32,
    pub(super) articles: usize,
}

/// What is measured on: stores of several sizes that are made and removed, or the one that is there.
#[derive(Debug, Args)]
pub(super) struct FilledArgs {
    /// How many simulated events are stored, over 35 days and 20,000 articles: one or more sizes from small to large
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1M", value_parser = parse_size)]
    stored: Vec<u64>,

    /// Measure on the data folder as it is, on this site, instead
    #[arg(long, value_name = "S", conflicts_with = "stored")]
    site: Option<SiteName>,

    /// The moment that is taken for now [default: now]
    #[arg(long, value_name = "TIME", requires = "site")]
    at: Option<Timestamp>,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What one measurement is about.
pub(super) struct Subject<'a> {
    pub(super) settings: &'a Settings,
    pub(super) site: &'a Site,
    pub(super) events: u64,
    pub(super) now: Timestamp,
}

impl FilledArgs {
    /// Measures on a store of each size. `measure` is given the node, and gives it back or another on the same folder.
    pub(super) async fn measure(
        &self,
        measure: impl AsyncFn(Node, Subject<'_>) -> anyhow::Result<(Node, Value)>,
    ) -> anyhow::Result<Vec<Value>> {
        let settings = self.folder.settings()?;
        let Some(name) = &self.site else { return self.measure_made(settings, measure).await };
        let node = Node::open(&settings).await?;
        let site = node
            .registers
            .sites
            .sites()
            .get(name.as_str())
            .with_context(|| format!("there is no site `{name}`"))?;
        node.flush().await?;
        settle(&node).await?;
        let events = stored_events(&node).await?;
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let subject = Subject { settings: &settings, site: &site, events, now };
        let (node, figures) = measure(node, subject).await?;
        node.close().await;
        Ok(vec![figures])
    }

    async fn measure_made(
        &self,
        settings: Settings,
        measure: impl AsyncFn(Node, Subject<'_>) -> anyhow::Result<(Node, Value)>,
    ) -> anyhow::Result<Vec<Value>> {
        ensure!(self.stored.is_sorted(), "--stored wants its sizes from small to large");
        let mut figures = Vec::new();
        for size in &self.stored {
            let settings = folder_of_its_own(settings.clone())?;
            let measured = measure_size(&settings, *size, &measure).await;
            std::fs::remove_dir_all(&settings.data)?;
            figures.push(measured?);
        }
        Ok(figures)
    }
}

async fn measure_size(
    settings: &Settings,
    size: u64,
    measure: impl AsyncFn(Node, Subject<'_>) -> anyhow::Result<(Node, Value)>,
) -> anyhow::Result<Value> {
    let node = Node::open(settings).await?;
    let site = Site::new(material::SITE.parse()?, Site::DEFAULT_ZONE)?;
    node.registers.sites.put(site.clone())?;
    fill(&node, &site, size, Spread { days: 35, articles: 20_000 }).await?;
    let subject = Subject { settings, site: &site, events: size, now: SystemClock.now() };
    let (node, figures) = measure(node, subject).await?;
    node.close().await;
    Ok(figures)
}

/// Settings for an engine and a folder of its own, on the disk of the data folder, whose speed is part of what is measured.
pub(super) fn folder_of_its_own(mut settings: Settings) -> anyhow::Result<Settings> {
    std::fs::create_dir_all(&settings.data)?;
    settings.data = settings.data.join(format!("bench-{}", std::process::id()));
    settings.clickhouse = None;
    std::fs::create_dir(&settings.data)
        .with_context(|| format!("cannot make {}", settings.data.display()))?;
    Ok(settings)
}

/// A number, or one of thousands (k) or millions (M).
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    let number: Option<u64> = digits.parse().ok();
    number
        .and_then(|number| number.checked_mul(unit))
        .ok_or_else(|| "expected a number, 200k or 10M".to_owned())
}

/// Stores simulated events and their articles until there are so many events, and has their rollups computed.
pub(super) async fn fill(node: &Node, site: &Site, size: u64, spread: Spread) -> anyhow::Result<()> {
    let missing = size.saturating_sub(stored_events(node).await?);
    if missing == 0 {
        return Ok(());
    }
    say(&format!("storing {missing} events of {} days", spread.days));
    let newsroom = Newsroom::new(tiraj_simulate::Settings {
        site: site.clone(),
        seed: size,
        days: spread.days,
        articles: spread.articles,
        events: missing,
        end: SystemClock.now(),
    });
    let saying = Saying { at: SystemClock.now(), by: "bench" };
    node.store.upsert_articles(site, newsroom.articles(), saying).await?;
    simulate::load(newsroom, async |frame| Ok(node.loader.load_bulk(&[frame]).await?)).await?;
    say("computing their rollups");
    node.loader.recompute_rollups().await?;
    settle(node).await
}

/// Waits until the database has merged what it was filled with: a table of that size has been merged long ago.
async fn settle(node: &Node) -> anyhow::Result<()> {
    say("waiting for the merges of what was stored");
    let mut quiet = 0;
    while quiet < QUIET_LOOKS {
        tokio::time::sleep(LOOK_EVERY).await;
        quiet = if node.store.running_merges().await? == 0 { quiet + 1 } else { 0 };
    }
    Ok(())
}

pub(super) async fn stored_events(node: &Node) -> anyhow::Result<u64> {
    let tables = node.store.footprint().await?;
    Ok(tables.iter().filter(|table| table.table == "events").map(|table| table.rows).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_thousands_or_millions() {
        assert_eq!(["0", "7", "200k", "10M"].map(parse_size), [0, 7, 200_000, 10_000_000].map(Ok));
        assert!(["", "M", "1G", "-1", "99999999999999999999"].iter().all(|text| parse_size(text).is_err()));
    }
}
