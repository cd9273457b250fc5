//! `tiraj bench`: how fast this machine takes events in.

mod client;
mod ingest;
mod material;
mod stopwatch;

use clap::Subcommand;

/// Measure on this machine
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    Ingest(ingest::Ingest),
}

impl BenchCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Ingest(ingest) => ingest.run().await,
        }
    }
}
