//! `tiraj import`: what other programs wrote.

mod access_log;
mod articles;
mod unpacked;
mod views;

use clap::Subcommand;

/// Import access logs, catalogues of articles and the counts of a former counter
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    AccessLog(access_log::AccessLog),
    Articles(articles::Articles),
    Views(views::ViewsImport),
}

impl ImportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::AccessLog(command) => command.run().await,
            Self::Articles(command) => command.run().await,
            Self::Views(command) => command.run().await,
        }
    }
}
