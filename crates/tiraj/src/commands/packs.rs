//! `tiraj packs`: rules and data that are fetched with npm.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use tiraj_packs::{Installed, PACKS, Pack, StderrProgress};

use crate::output::{print, print_json};
use crate::packs::shelf;

/// Fetch, renew or list the packs: the rules of user agents, the countries of addresses
#[derive(Debug, Subcommand)]
pub(crate) enum PacksCommand {
    Install(Install),
    Update(Update),
    List(List),
}

/// Fetch the pinned packs into the user's cache folder, where neither they nor newer ones are there
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj packs install")]
pub(crate) struct Install {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Fetch the newest published packs, checked against the digests that the registry states
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj packs update --json\n\nA running server takes an updated pack within a minute."
)]
pub(crate) struct Update {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Show the packs: version, licence, file, and what uses each
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj packs list")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl PacksCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        // npm is waited for, and nothing else goes on here.
        tokio::task::spawn_blocking(move || self.run_to_end()).await?
    }

    fn run_to_end(&self) -> anyhow::Result<()> {
        let shelf = shelf()?;
        let progress = StderrProgress::new();
        let state = |pack: &Pack| match self {
            Self::Install(_) => shelf.install(pack, &progress).map(Some),
            Self::Update(_) => shelf.update(pack, &progress).map(Some),
            Self::List(_) => Ok(shelf.find(pack)),
        };
        let states: Vec<Option<Installed>> =
            PACKS.iter().map(|pack| state(pack)).collect::<Result<_, _>>()?;
        let listed = || PACKS.iter().copied().zip(&states);
        match self {
            Self::Install(Install { json: true })
            | Self::Update(Update { json: true })
            | Self::List(List { json: true }) => {
                print_json(&listed().map(|(pack, state)| describe(pack, state.as_ref())).collect());
            }
            _ => listed().for_each(|(pack, state)| print(&words(pack, state.as_ref()))),
        }
        Ok(())
    }
}

fn describe(pack: &Pack, state: Option<&Installed>) -> Value {
    json!({
        "name": pack.name,
        "package": pack.package,
        "pinned": pack.version,
        "version": state.map(|installed| &installed.version),
        "integrity": state.map(|installed| installed.digest.integrity()),
        "path": state.map(|installed| installed.path.display().to_string()),
        "licence": pack.licence,
        "used_for": pack.used_for,
    })
}

fn words(pack: &Pack, state: Option<&Installed>) -> String {
    let there = state.map_or_else(
        || "not installed; run `tiraj packs install`".to_owned(),
        |installed| format!("{} at {}", installed.version, installed.path.display()),
    );
    format!("{}: {there}\n  licence   {}\n  used for  {}", pack.name, pack.licence, pack.used_for)
}
