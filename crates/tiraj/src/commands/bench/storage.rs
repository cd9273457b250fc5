//! `tiraj bench storage`: what room events and rollups take, and what opening such a store costs.

use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use super::filled::{FilledArgs, Subject};
use crate::node::Node;
use crate::output::{print, print_json};

/// What room events and rollups take on disk and in memory, and how long opening them takes, as the store grows
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj bench storage --stored 1M,10M,100M\n         \
                        tiraj bench storage --site news.example --data tiraj-data")]
pub(crate) struct Storage {
    /// Write the figures as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    filled: FilledArgs,
}

impl Storage {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let figures = self.filled.measure(async |node, subject| measure(node, subject).await).await?;
        if self.json {
            print_json(&json!(figures));
        } else {
            figures.iter().for_each(show);
        }
        Ok(())
    }
}

async fn measure(node: Node, subject: Subject<'_>) -> anyhow::Result<(Node, Value)> {
    let tables = node.store.footprint().await?;
    let bytes: u64 = tables.iter().map(|table| table.bytes).sum();
    let each = |bytes: u64| (bytes as f64 / subject.events as f64 * 100.0).round() / 100.0;
    let tables: Vec<Value> = tables
        .iter()
        .filter(|table| table.bytes > 0)
        .map(|table| {
            json!({"table": table.table, "rows": table.rows, "bytes": table.bytes, "bytes_an_event": each(table.bytes)})
        })
        .collect();
    node.close().await;
    let begun = Instant::now();
    let node = Node::open(subject.settings).await?;
    node.store.footprint().await?;
    let start = begun.elapsed().as_secs_f64();
    let figures = json!({
        "stored": subject.events, "bytes": bytes, "bytes_an_event": each(bytes), "tables": tables,
        "start_seconds": (start * 1e3).round() / 1e3,
    });
    Ok((node, figures))
}

fn show(figure: &Value) {
    print(&format!(
        "{} events: {} bytes on disk, {} an event; opened and answering in {} s",
        figure["stored"], figure["bytes"], figure["bytes_an_event"], figure["start_seconds"]
    ));
    for table in figure["tables"].as_array().into_iter().flatten() {
        print(&format!(
            "  {}\t{} rows\t{} bytes\t{} an event",
            table["table"].as_str().unwrap_or_default(),
            table["rows"],
            table["bytes"],
            table["bytes_an_event"]
        ));
    }
}
