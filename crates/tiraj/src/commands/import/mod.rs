//! `tiraj import`: what other programs wrote.

mod access_log;
mod articles;

use clap::Subcommand;

/// Import access logs and catalogues of articles
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    AccessLog(access_log::AccessLog),
    Articles(articles::Articles),
}

impl ImportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::AccessLog(command) => command.run().await,
            Self::Articles(command) => command.run().await,
        }
    }
}
