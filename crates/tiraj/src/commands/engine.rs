//! `tiraj engine`: the embedded ClickHouse by itself.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tiraj_engine::StderrProgress;

use super::folder::FolderArgs;
use crate::node;
use crate::output::{print, say};
use crate::serving;

/// Fetch, find or serve the embedded ClickHouse engine
#[derive(Debug, Subcommand)]
pub(crate) enum EngineCommand {
    Install(Install),
    Path(Path),
    Serve(Serve),
}

/// Fetch the engine's library into the user's cache folder, where it is not there yet
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj engine install")]
pub(crate) struct Install {}

/// Print where the engine's library is
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj engine path")]
pub(crate) struct Path {}

/// Serve the engine to any ClickHouse HTTP client; there is no password, so keep to this machine
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj engine serve --data tiraj-data/clickhouse --listen 127.0.0.1:8123")]
pub(crate) struct Serve {
    /// The engine's own data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,

    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8123")]
    listen: SocketAddr,
}

impl EngineCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Install(_) => {
                let cache = tiraj_engine::cache_dir(|name| std::env::var(name).ok())?;
                let install = move || tiraj_engine::install(&cache, &StderrProgress::new());
                let library = tokio::task::spawn_blocking(install).await??;
                print(&library.path().display().to_string());
                Ok(())
            }
            Self::Path(_) => {
                let explicit = std::env::var_os("TIRAJ_ENGINE_LIB").map(PathBuf::from);
                let cache = tiraj_engine::cache_dir(|name| std::env::var(name).ok())?;
                let library = tiraj_engine::Library::locate(explicit.as_deref(), &cache)?;
                print(&library.path().display().to_string());
                Ok(())
            }
            Self::Serve(serve) => serve.run().await,
        }
    }
}

impl Serve {
    async fn run(self) -> anyhow::Result<()> {
        let settings = FolderArgs::at(self.data.clone()).settings()?;
        let stop = serving::stop_on_signal()?;
        let listener = serving::bind(self.listen).await?;
        let engine = node::open_engine(&settings, self.data).await?;
        say(&format!("ClickHouse {} listens on http://{}", engine.version(), listener.local_addr()?));
        // A client that keeps its connection open must not keep the process.
        let served = tokio::select! {
            served = engine.serve(listener, serving::until(stop.clone())) => served,
            () = serving::overdue(stop) => Ok(()),
        };
        engine.shutdown().await;
        Ok(served?)
    }
}
