//! `tiraj bench load`: from the spool into the embedded engine, and how soon an event shows, on tables of any size.

mod cpu;
mod freshness;
mod supply;

use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Value, json};
use tiraj_model::Site;

use super::filled::{self, Spread};
use super::material;
use crate::commands::folder::FolderArgs;
use crate::node::Node;
use crate::output::{print, print_json, say};
use crate::settings::Settings;
use supply::Supply;

/// Runs of which the median is told.
const RUNS: usize = 5;

/// Events of one submission, as busy collectors put together.
const GROUP: usize = 1_000;

/// Over what the stored events are spread.
const SPREAD: Spread = Spread { days: 90, articles: 5_000 };

/// How fast the spool is loaded, and how soon events show, as the table grows
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj bench load --events 500000\n         tiraj bench load --stored 1M,10M,100M --json"
)]
pub(crate) struct Load {
    /// How many events each of the five runs loads
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    events: usize,

    /// How many events are stored before, one or more sizes from small to large, for example 1M,10M,100M
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "0", value_parser = filled::parse_size)]
    stored: Vec<u64>,

    /// For how many seconds 5,000 events a second are sent to see how soon they show
    #[arg(long, value_name = "S", default_value_t = 20)]
    seconds: u64,

    /// Write the figures as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Load {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        ensure!(self.stored.is_sorted(), "--stored wants its sizes from small to large");
        let settings = filled::folder_of_its_own(self.folder.settings()?)?;
        let figures = self.measure_all(&settings).await;
        std::fs::remove_dir_all(&settings.data)?;
        let figures = figures?;
        if self.json {
            print_json(&json!(figures));
        } else {
            show(&figures);
        }
        Ok(())
    }

    async fn measure_all(&self, settings: &Settings) -> anyhow::Result<Vec<Value>> {
        let node = Node::open(settings).await?;
        let figures = self.measure_sizes(&node).await;
        node.close().await;
        figures
    }

    async fn measure_sizes(&self, node: &Node) -> anyhow::Result<Vec<Value>> {
        let site = Site::new(material::SITE.parse()?, Site::DEFAULT_ZONE)?;
        node.registers.sites.put(site.clone())?;
        let mut supply = Supply::new(node.collector.admission())?;
        say("warming up");
        self.load_once(node, &mut supply).await?;
        let mut figures = Vec::new();
        for size in &self.stored {
            filled::fill(node, &site, *size, SPREAD).await?;
            figures.push(self.measure(node, &site, &mut supply).await?);
        }
        Ok(figures)
    }

    /// Measures on the table as it is.
    async fn measure(&self, node: &Node, site: &Site, supply: &mut Supply) -> anyhow::Result<Value> {
        let stored = filled::stored_events(node).await?;
        say(&format!("{stored} events are stored; loading {RUNS} times {} more", self.events));
        let (mut rates, mut cpu) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (seconds, cpu_seconds) = self.load_once(node, supply).await?;
            rates.push((self.events as f64 / seconds).round());
            cpu.push(cpu_seconds * 1e6 / self.events as f64);
        }
        say(&format!("sending {} events a second for {} seconds", freshness::PACE, self.seconds));
        let freshness = freshness::measure(node, site, supply, self.seconds).await?;
        Ok(json!({
            "stored": stored, "events": self.events, "rows_per_second": median(&rates), "runs": rates,
            "cpu_us_per_row": (median(&cpu) * 100.0).round() / 100.0, "freshness": freshness,
        }))
    }

    /// Lets events gather in the spool, and then loads them; gives the seconds that took, and those of the processors.
    async fn load_once(&self, node: &Node, supply: &mut Supply) -> anyhow::Result<(f64, f64)> {
        let held_up = node.loader.hold_up().await;
        for _ in 0..self.events.div_ceil(GROUP) {
            node.collector.submit(supply.take(GROUP)).await?;
        }
        let last = node.collector.flush().await.context("the collector has ended")?;
        let (begun, cpu) = (Instant::now(), cpu::seconds()?);
        drop(held_up);
        node.loader.wait_loaded(last).await;
        Ok((begun.elapsed().as_secs_f64(), cpu::seconds()? - cpu))
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn show(figures: &[Value]) {
    print("stored\trows/s\tCPU a row\tshown p50\tshown p99\tquestion p50\trows/s against the first");
    let of =
        |figure: &Value, pointer: &str| figure.pointer(pointer).and_then(Value::as_f64).unwrap_or_default();
    let first = figures.first().map_or(0.0, |first| of(first, "/rows_per_second"));
    for figure in figures {
        let rate = of(figure, "/rows_per_second");
        print(&format!(
            "{:.0}\t{rate:.0}\t{:.2} µs\t{:.0} ms\t{:.0} ms\t{:.0} ms\t{:+.1} %",
            of(figure, "/stored"),
            of(figure, "/cpu_us_per_row"),
            of(figure, "/freshness/p50_ms"),
            of(figure, "/freshness/p99_ms"),
            of(figure, "/freshness/question/p50_ms"),
            (rate / first.max(1.0) - 1.0) * 100.0,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[5.0, 1.0, 9.0]), 5.0);
        assert_eq!(median(&[]), 0.0);
    }
}
