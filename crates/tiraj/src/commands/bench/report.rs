//! `tiraj bench report`: how long the weekly report takes, in all its forms.

use std::time::Instant;

use clap::Args;
use serde_json::{Map, Value, json};
use tiraj_dashboard::fetch_week;
use tiraj_model::{IsoWeek, Language, ReportFormat};
use tiraj_reporting::{Masthead, weekly};

use super::filled::{FilledArgs, Subject};
use crate::node::Node;
use crate::output::{print, print_json};
use crate::telemetry::peak_bytes;

/// How long the weekly report takes in all its forms, as the store grows
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj bench report --stored 1M,10M,100M\n         \
                        tiraj bench report --site news.example --data tiraj-data")]
pub(crate) struct Report {
    /// How often it is made; the median of each step is told
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,

    /// Write the figures as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    filled: FilledArgs,
}

/// How long each step took, in milliseconds, by run.
#[derive(Default)]
struct Steps(Vec<(String, Vec<f64>)>);

impl Report {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let figures = self.filled.measure(async |node, subject| self.make_all(node, subject).await).await?;
        if self.json {
            print_json(&json!(figures));
        } else {
            show(&figures);
        }
        Ok(())
    }

    async fn make_all(&self, node: Node, subject: Subject<'_>) -> anyhow::Result<(Node, Value)> {
        let store = node.store.with_origin("bench");
        let mut steps = Steps::default();
        for _ in 0..self.runs {
            make(&store, &subject, &mut steps).await?;
        }
        let medians = steps.medians();
        let total: f64 = medians.values().filter_map(Value::as_f64).sum();
        let peak = peak_bytes().map(|bytes| bytes / 1e6);
        Ok((node, json!({"stored": subject.events, "steps_ms": medians, "all_ms": total, "peak_mb": peak})))
    }
}

/// Makes the report of the last whole week once, in every form.
async fn make(store: &tiraj_store::Store, subject: &Subject<'_>, steps: &mut Steps) -> anyhow::Result<()> {
    let (site, now) = (subject.site, subject.now);
    let week = IsoWeek::at(now, &site.zone()).plus(-1);
    let begun = Instant::now();
    let bytes = fetch_week(store, site, week, now).await?;
    steps.note("the database", begun);
    let masthead =
        Masthead { site: site.name.to_string(), zone: site.zone(), demo: site.demo, language: Language::En };
    let begun = Instant::now();
    let report = weekly::compute(&bytes.frames(), &masthead, week, now)?;
    steps.note("figures (Polars)", begun);
    let charts = report.charts();
    let begun = Instant::now();
    for chart in &charts {
        chart.png(2)?;
    }
    steps.note(&format!("{} charts as PNG", charts.len()), begun);
    for format in ReportFormat::ALL {
        let begun = Instant::now();
        report.document(*format)?;
        steps.note(format.as_str(), begun);
    }
    Ok(())
}

impl Steps {
    fn note(&mut self, name: &str, begun: Instant) {
        let took = begun.elapsed().as_secs_f64() * 1e3;
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, runs)) => runs.push(took),
            None => self.0.push((name.to_owned(), vec![took])),
        }
    }

    fn medians(self) -> Map<String, Value> {
        let median = |mut runs: Vec<f64>| {
            runs.sort_by(f64::total_cmp);
            runs[runs.len() / 2]
        };
        self.0.into_iter().map(|(name, runs)| (name, json!(median(runs)))).collect()
    }
}

fn show(figures: &[Value]) {
    print("step\tstored\tmedian");
    for figure in figures {
        let stored = &figure["stored"];
        for (name, took) in figure["steps_ms"].as_object().into_iter().flatten() {
            print(&format!("{name}\t{stored}\t{:.1} ms", took.as_f64().unwrap_or_default()));
        }
        print(&format!("all together\t{stored}\t{:.0} ms", figure["all_ms"].as_f64().unwrap_or_default()));
        if let Some(peak) = figure["peak_mb"].as_f64() {
            print(&format!("most resident memory, the embedded engine's included\t{stored}\t{peak:.0} MB"));
        }
    }
}
