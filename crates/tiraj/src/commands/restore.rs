//! `tiraj restore`: a data folder of a backup.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::folder::FolderArgs;
use crate::backup::restore;
use crate::data_folder::{DataFolder, write_durably};
use crate::output::say;
use crate::progress;

/// Make a data folder of a backup; the folder must be new or empty
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj restore /backups/tiraj-2026-11-23.tar --data /var/lib/tiraj")]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Restore {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let failed = || format!("cannot restore {}", self.file.display());
        let file = File::open(&self.file).with_context(failed)?;
        let bar = progress::bytes(file.metadata()?.len(), "restoring");
        let head =
            restore(BufReader::new(file), &settings.data, |bytes| bar.inc(bytes)).with_context(failed)?;
        bar.finish_and_clear();
        hold_deliveries(&DataFolder::new(&settings.data))?;
        say(&format!("{} is what the backup of {} holds", settings.data.display(), head.taken_at));
        Ok(())
    }
}

/// The folder that the backup was made of may be running still: reports would be delivered twice.
fn hold_deliveries(folder: &DataFolder) -> anyhow::Result<()> {
    if folder.schedules().exists() {
        write_durably(&folder.deliveries_held(), b"")?;
        say(
            "its schedules deliver nothing until `tiraj deliver resume`, since the folder that it was made of may still do so",
        );
    }
    Ok(())
}
