//! `tiraj import`: what other programs wrote.

mod access_log;
mod articles;
mod comparison;
mod counter;
mod gate;
mod loading;
mod unpacked;
mod views;

use clap::Subcommand;
use tiraj_import::counter_export::Counter;

/// Import access logs, catalogues of articles, and what another counter has counted
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    AccessLog(access_log::AccessLog),
    Articles(articles::Articles),
    /// Import the events of GoatCounter's CSV export
    #[command(after_help = "Example: tiraj import goatcounter --site news.example goatcounter-export.csv.gz")]
    Goatcounter(counter::CounterImport),
    /// Import the events of Umami's CSV export (`website_event.csv`)
    #[command(after_help = "Example: tiraj import umami --site news.example website_event.csv")]
    Umami(counter::CounterImport),
    /// Import the pages of Plausible's CSV export, which are counts by day: public counters go on from them
    #[command(after_help = "Example: tiraj import plausible --site news.example plausible-export.zip")]
    Plausible(views::PlausibleImport),
    Views(views::ViewsImport),
}

impl ImportCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::AccessLog(command) => command.run().await,
            Self::Articles(command) => command.run().await,
            Self::Goatcounter(command) => command.run(Counter::GoatCounter).await,
            Self::Umami(command) => command.run(Counter::Umami).await,
            Self::Plausible(command) => command.run().await,
            Self::Views(command) => command.run().await,
        }
    }
}
