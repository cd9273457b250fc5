//! `tiraj bench`: how fast this machine takes events in, and stores them.

mod client;
mod ingest;
mod load;
mod material;
mod stopwatch;

use clap::Subcommand;

/// Measure on this machine
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    Ingest(ingest::Ingest),
    Load(load::Load),
}

impl BenchCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Ingest(ingest) => ingest.run().await,
            Self::Load(load) => load.run().await,
        }
    }
}
