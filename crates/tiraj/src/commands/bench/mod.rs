//! `tiraj bench`: how fast this machine takes events in, stores them and answers questions, and what room they take.

mod client;
mod filled;
mod ingest;
mod load;
mod material;
mod query;
mod report;
mod stopwatch;
mod storage;

use clap::Subcommand;

/// Measure on this machine
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    Ingest(ingest::Ingest),
    Load(load::Load),
    Query(query::Query),
    Report(report::Report),
    Storage(storage::Storage),
}

impl BenchCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Ingest(ingest) => ingest.run().await,
            Self::Load(load) => load.run().await,
            Self::Query(query) => query.run().await,
            Self::Report(report) => report.run().await,
            Self::Storage(storage) => storage.run().await,
        }
    }
}
