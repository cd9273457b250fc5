//! The commands, one file each.

mod articles;
mod backup;
mod bench;
mod bots;
mod completions;
mod deliver;
mod demo;
mod doctor;
mod engine;
mod erase;
mod export;
mod folder;
mod health;
mod import;
mod ledger;
mod migrate;
mod packs;
mod period;
mod reclassify;
mod report;
mod restore;
mod rollup;
mod serve;
mod simulate;
mod site;
mod spool;
mod token;
mod user;

use clap::{Parser, Subcommand};

/// Readership analytics that a newsroom runs itself.
#[derive(Debug, Parser)]
#[command(name = "tiraj", version, about, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    #[command(subcommand)]
    Site(site::SiteCommand),
    #[command(subcommand)]
    User(user::UserCommand),
    #[command(subcommand)]
    Token(token::TokenCommand),
    #[command(subcommand)]
    Import(import::ImportCommand),
    #[command(subcommand)]
    Report(report::ReportCommand),
    #[command(subcommand)]
    Deliver(deliver::DeliverCommand),
    Export(export::ExportCommand),
    Erase(erase::Erase),
    Backup(backup::Backup),
    Restore(restore::Restore),
    #[command(subcommand)]
    Articles(articles::ArticlesCommand),
    Bots(bots::Bots),
    Ledger(ledger::Ledger),
    Reclassify(reclassify::Reclassify),
    Rollup(rollup::Rollup),
    Simulate(simulate::Simulate),
    #[command(subcommand)]
    Spool(spool::SpoolCommand),
    Migrate(migrate::Migrate),
    Doctor(doctor::Doctor),
    Health(health::Health),
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    #[command(subcommand)]
    Engine(engine::EngineCommand),
    #[command(subcommand)]
    Packs(packs::PacksCommand),
    Completions(completions::Completions),
    Man(completions::Man),
}

/// Runs a command to its end.
pub(crate) fn run(cli: Cli) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Demo(command) => command.run().await,
            Command::Serve(command) => command.run().await,
            Command::Site(command) => command.run().await,
            Command::User(command) => command.run().await,
            Command::Token(command) => command.run().await,
            Command::Import(command) => command.run().await,
            Command::Report(command) => command.run().await,
            Command::Deliver(command) => command.run().await,
            Command::Export(command) => command.run().await,
            Command::Erase(command) => command.run().await,
            Command::Backup(command) => command.run().await,
            Command::Restore(command) => command.run(),
            Command::Articles(command) => command.run().await,
            Command::Bots(command) => command.run().await,
            Command::Ledger(command) => command.run().await,
            Command::Reclassify(command) => command.run().await,
            Command::Rollup(command) => command.run().await,
            Command::Simulate(command) => command.run().await,
            Command::Spool(command) => command.run().await,
            Command::Migrate(command) => command.run().await,
            Command::Doctor(command) => command.run().await,
            Command::Health(command) => command.run().await,
            Command::Bench(command) => command.run().await,
            Command::Engine(command) => command.run().await,
            Command::Packs(command) => command.run().await,
            Command::Completions(command) => {
                command.run();
                Ok(())
            }
            Command::Man(command) => command.run(),
        }
    });
    // A blocking read of a terminal or a pipe must not hold up the end.
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn check(command: &clap::Command) {
            if command.has_subcommands() {
                command.get_subcommands().filter(|c| c.get_name() != "help").for_each(check);
            } else {
                let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(after.contains("tiraj "), "{} has no example", command.get_name());
            }
        }
        let cli = Cli::command();
        cli.clone().debug_assert();
        check(&cli);
    }
}
