//! `tiraj spool`: what waits to be stored, and what the database refused.

use std::time::SystemTime;

use anyhow::ensure;
use clap::{Args, Subcommand};
use serde_json::json;
use tiraj_model::BatchId;

use super::folder::FolderArgs;
use crate::access::Access;
use crate::control::Client;
use crate::data_folder::DataFolder;
use crate::node;
use crate::output::{print, print_json, say};
use crate::settings::Settings;
use crate::spool_state::{LetterOutcome, SpoolState};

/// Show what waits in the spool; send again or give up what the database refused
#[derive(Debug, Subcommand)]
pub(crate) enum SpoolCommand {
    List(List),
    Retry(Retry),
    Drop(Drop),
}

/// Show the segments that wait to be stored, and the dead letters with the reason
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj spool list --json")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Send dead letters again, after their cause was mended; each is stored once and then removed
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj spool retry --all\n         tiraj spool retry 00010000000075f2")]
pub(crate) struct Retry {
    #[command(flatten)]
    letters: LetterArgs,
}

/// Give dead letters up: their events are never stored; `dead-letters/dropped.log` keeps what they were
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj spool drop 00010000000075f2\n         tiraj spool drop --all")]
pub(crate) struct Drop {
    #[command(flatten)]
    letters: LetterArgs,
}

/// Which dead letters.
#[derive(Debug, Args)]
struct LetterArgs {
    /// Dead letters by the batch that `tiraj spool list` shows
    #[arg(value_name = "BATCH", required_unless_present = "all")]
    batches: Vec<BatchId>,

    /// All of them
    #[arg(long, conflicts_with = "batches")]
    all: bool,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl SpoolCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run().await,
            Self::Retry(retry) => retry.run().await,
            Self::Drop(drop) => drop.run().await,
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let folder = DataFolder::new(&settings.data);
        let state = match Client::connect(&folder.socket()).await? {
            Some(client) => client.spool_state().await?,
            None => read_folder(&settings, &folder)?,
        };
        if self.json {
            print_json(&json!(state));
        } else {
            show(&state);
        }
        Ok(())
    }
}

/// The state of a folder on which nobody runs. The database need not be there.
fn read_folder(settings: &Settings, folder: &DataFolder) -> anyhow::Result<SpoolState> {
    let _ownership = folder.take()?;
    let (_writer, log) = node::open_spool(&folder.spool(), settings.spool_bytes)?;
    SpoolState::read(&log, &node::dead_letters(settings, folder), String::new(), SystemTime::now())
}

impl Retry {
    async fn run(self) -> anyhow::Result<()> {
        let LetterArgs { batches, json, folder, .. } = self.letters;
        let settings = folder.settings()?;
        let outcomes = Access::during(&settings, async |access| access.retry_letters(&batches).await).await?;
        report(&outcomes, json, "stored")
    }
}

impl Drop {
    async fn run(self) -> anyhow::Result<()> {
        let LetterArgs { batches, json, folder, .. } = self.letters;
        let settings = folder.settings()?;
        let outcomes = Access::during(&settings, async |access| access.drop_letters(&batches).await).await?;
        report(&outcomes, json, "given up")
    }
}

fn report(outcomes: &[LetterOutcome], as_json: bool, done: &str) -> anyhow::Result<()> {
    let (mut events, mut left) = (0, 0);
    for outcome in outcomes {
        match &outcome.refused {
            None => events += outcome.letter.rows,
            Some(_) => left += 1,
        }
    }
    if as_json {
        print_json(&json!({ "events": events, "letters": outcomes }));
    } else {
        for LetterOutcome { letter, refused } in outcomes {
            let refused = refused.as_deref();
            print(&format!("{}\t{} events\t{}", letter.batch, letter.rows, refused.unwrap_or(done)));
        }
        say(&format!("{events} events of {} dead letters are {done}", outcomes.len() - left));
    }
    ensure!(left == 0, "{left} of {} dead letters stay where they are", outcomes.len());
    Ok(())
}

fn show(state: &SpoolState) {
    let waiting: u64 = state.segments.iter().map(|segment| segment.bytes).sum();
    print(&format!(
        "spool: {} of {} MB, {} sealed segments with {} MB",
        megabytes(state.bytes),
        megabytes(state.limit_bytes),
        state.segments.len(),
        megabytes(waiting),
    ));
    if let Some(trouble) = &state.trouble {
        print(&format!("nothing is loaded: {trouble}"));
    }
    if !state.segments.is_empty() {
        print("segment\tframes\tbytes\tage\twaits for");
    }
    for segment in &state.segments {
        let age = segment.age_seconds.map_or_else(String::new, |seconds| format!("{seconds} s"));
        let readers =
            if segment.waits_for.is_empty() { "nobody".into() } else { segment.waits_for.join(", ") };
        print(&format!("{}\t{}\t{}\t{age}\t{readers}", segment.segment, segment.frames, segment.bytes));
    }
    print(&format!("dead letters: {}", state.dead_letters.len()));
    for letter in &state.dead_letters {
        let sites: Vec<String> = letter.sites.iter().map(|(site, rows)| format!("{site} {rows}")).collect();
        print(&format!(
            "{}\t{} events\t{}\t{} to {}\tsince {}\t{}",
            letter.batch,
            letter.rows,
            sites.join(", "),
            letter.from,
            letter.to,
            letter.since,
            letter.reason,
        ));
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
