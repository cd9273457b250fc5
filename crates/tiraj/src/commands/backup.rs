//! `tiraj backup`: one file that makes this data folder again.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use tiraj_model::{Clock, SystemClock};

use super::folder::FolderArgs;
use crate::access::Access;
use crate::backup::{Sources, write};
use crate::data_folder::DataFolder;
use crate::output::say;
use crate::progress;

/// Write the embedded store, archived reports, sites, tokens and schedules into one file; the server goes on meanwhile
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj backup --out /backups/tiraj-2026-11-23.tar")]
pub(crate) struct Backup {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Backup {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let folder = DataFolder::new(&settings.data);
        ensure!(
            settings.clickhouse.is_none(),
            "the database is a ClickHouse server; back it up with its own `BACKUP DATABASE`"
        );
        ensure!(
            !self.out.exists(),
            "{} is there already; choose another file with --out",
            self.out.display()
        );
        Access::during(&settings, async |access| {
            let _alone = folder.take_backup()?;
            let begun = access.begin_backup().await;
            let written = match begun {
                Ok(()) => self.write(folder.clone()).await,
                Err(error) => Err(error),
            };
            access.end_backup().await?;
            let bytes = written?;
            say(&format!(
                "{} holds {bytes} bytes of data; `tiraj restore` makes a folder of it",
                self.out.display()
            ));
            Ok(())
        })
        .await
    }

    async fn write(&self, folder: DataFolder) -> anyhow::Result<u64> {
        let out = self.out.clone();
        tokio::task::spawn_blocking(move || {
            let failed = || format!("cannot write {}; choose another file with --out", out.display());
            let mut part = out.clone().into_os_string();
            part.push(".part");
            let part = PathBuf::from(part);
            let written = write_file(&folder, &part).and_then(|bytes| {
                std::fs::rename(&part, &out)?;
                Ok(bytes)
            });
            if written.is_err() {
                let _ = std::fs::remove_file(&part);
            }
            written.with_context(failed)
        })
        .await?
    }
}

fn write_file(folder: &DataFolder, part: &Path) -> anyhow::Result<u64> {
    let sources = Sources::find(folder)?;
    let bar = progress::bytes(sources.bytes(), "backing up");
    let mut file = BufWriter::new(File::create(part)?);
    write(&sources, SystemClock.now(), &mut file, |bytes| bar.inc(bytes))?;
    file.flush()?;
    file.into_inner()?.sync_all()?;
    bar.finish_and_clear();
    Ok(sources.bytes())
}
