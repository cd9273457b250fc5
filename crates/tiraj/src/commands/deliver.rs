//! `tiraj deliver`: who gets which report, when, and what became of it.

mod add;
mod show;

use clap::{Args, Subcommand};
use tiraj_model::IsoWeek;

use super::folder::FolderArgs;
use crate::access::Access;
use crate::delivering::{Errand, State};
use crate::output::say;
use add::Add;
use show::{List, Log, print_deliveries};

/// Deliver weekly reports by mail, Telegram and webhook
#[derive(Debug, Subcommand)]
pub(crate) enum DeliverCommand {
    Add(Add),
    List(List),
    Remove(Remove),
    Run(Run),
    Log(Log),
    Hold(Hold),
    Resume(Resume),
}

/// Remove a schedule; what was delivered stays in the log
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver remove monday")]
pub(crate) struct Remove {
    /// What the schedule is called
    name: String,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Deliver a schedule's report now, to those who have not got it; exits with 1 if somebody did not get it
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver run monday --week 2026-W46")]
pub(crate) struct Run {
    /// What the schedule is called
    name: String,

    /// The week [default: the last one that is over]
    #[arg(long, value_name = "WEEK")]
    week: Option<IsoWeek>,

    /// Also to those who have got it already
    #[arg(long)]
    again: bool,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Have nothing delivered by itself until further notice
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver hold")]
pub(crate) struct Hold {
    #[command(flatten)]
    folder: FolderArgs,
}

/// Go on delivering after `hold`, or in a folder that was restored from a backup
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver resume")]
pub(crate) struct Resume {
    #[command(flatten)]
    folder: FolderArgs,
}

impl DeliverCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::Add(Add { folder, .. })
            | Self::List(List { folder, .. })
            | Self::Remove(Remove { folder, .. })
            | Self::Run(Run { folder, .. })
            | Self::Log(Log { folder, .. })
            | Self::Hold(Hold { folder })
            | Self::Resume(Resume { folder }) => folder,
        };
        let settings = folder.settings()?;
        Access::during(&settings, async |access| match self {
            Self::Add(add) => add.apply(access).await,
            Self::List(list) => list.apply(access).await,
            Self::Remove(remove) => remove.apply(access).await,
            Self::Run(run) => run.apply(access).await,
            Self::Log(log) => log.apply(access).await,
            Self::Hold(_) => hold(access, true).await,
            Self::Resume(_) => hold(access, false).await,
        })
        .await
    }
}

impl Remove {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        access.remove_schedule(&self.name).await?;
        say(&format!("schedule {} is removed", self.name));
        Ok(())
    }
}

impl Run {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        access.flush().await?;
        let week = self.week.map(|week| week.to_string());
        let deliveries = access.run_schedule(&Errand { name: self.name, week, again: self.again }).await?;
        print_deliveries(&deliveries, self.json);
        let missing = deliveries.iter().filter(|delivery| delivery.state != State::Delivered).count();
        anyhow::ensure!(missing == 0, "{missing} of {} did not get it", deliveries.len());
        Ok(())
    }
}

async fn hold(access: &Access, is_held: bool) -> anyhow::Result<()> {
    access.hold_deliveries(is_held).await?;
    say(if is_held {
        "nothing is delivered by itself until `tiraj deliver resume`"
    } else {
        "deliveries go on"
    });
    Ok(())
}
