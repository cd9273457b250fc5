//! One installation of Tiraj: a data folder, the server on it, and the store and disk that it stands on.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::client::Shared;
use super::false_clock::FalseClock;
use super::lane::SITE;
use super::plan::{Ground, Round};
use super::process::{Process, run_in_time};
use super::small_disk::SmallDisk;
use super::store_proxy::StoreProxy;
use crate::support::tiraj;

/// Room on the small disk of a spool. More than the store can be behind in a round.
const SMALL: u64 = 24 << 20;

/// An installation. Dropped, nothing of it is left; see [`Installation::keep`].
pub(super) struct Installation {
    pub(super) shared: Arc<Shared>,
    server: Option<Process>,
    pub(super) store: Option<StoreServer>,
    pub(super) disk: Option<SmallDisk>,
    clock: Option<FalseClock>,
    data: PathBuf,
    folder: TempDir,
}

/// A store of its own behind a proxy.
pub(super) struct StoreServer {
    pub(super) proxy: StoreProxy,
    process: Option<Process>,
    folder: PathBuf,
}

impl Installation {
    /// Makes one and starts it.
    pub(super) fn open(round: &Round) -> anyhow::Result<Self> {
        let Ground { has_server, has_small_spool } = round.ground;
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let disk = has_small_spool.then(|| SmallDisk::mount(&data.join("spool"), SMALL));
        let disk = disk.transpose().map_err(anyhow::Error::msg).context("no small disk")?;
        let store = has_server.then(|| StoreServer::start(folder.path(), round)).transpose()?;
        let shared = Arc::new(Shared::new());
        let mut installation = Self { shared, server: None, store, disk, clock: None, data, folder };
        installation.start()?;
        let token = installation.run(&["token", "create", "--name", "chaos", "--site", SITE])?;
        let shared = Arc::get_mut(&mut installation.shared).context("no client runs yet")?;
        shared.token = token.trim().to_owned();
        Ok(installation)
    }

    /// Starts the server, and lets the client know where it is.
    pub(super) fn start(&mut self) -> anyhow::Result<()> {
        let command = self.command(&["serve", "--site", SITE, "--listen", "127.0.0.1:0"]);
        let server = Process::start(command, &self.log()).context("tiraj serve")?;
        self.shared.set_address(Some(server.address()));
        self.server = Some(server);
        Ok(())
    }

    /// Begins to start the server, and kills it before it may be ready.
    pub(super) fn start_in_vain(&self, lives: Duration) -> anyhow::Result<()> {
        let mut command = self.command(&["serve", "--site", SITE, "--listen", "127.0.0.1:0"]);
        let mut child = command.stderr(std::fs::File::options().append(true).open(self.log())?).spawn()?;
        std::thread::sleep(lives);
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Kills the server.
    pub(super) fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
        self.shared.set_address(None);
    }

    /// Has the server end.
    pub(super) fn terminate(&mut self) -> anyhow::Result<()> {
        let ended = self.server.take().map_or(Ok(()), Process::terminate);
        self.shared.set_address(None);
        ended.context("tiraj serve")
    }

    /// Whether the server still runs, as far as it should.
    pub(super) fn is_alive(&mut self) -> bool {
        self.server.as_mut().is_none_or(Process::is_alive)
    }

    /// Runs a command on the data folder, which must succeed, and gives what it wrote.
    pub(super) fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.output(arguments)?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "tiraj {}: {words}", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs a command that may find something wrong, and gives what it wrote.
    pub(super) fn look(&self, arguments: &[&str]) -> anyhow::Result<String> {
        Ok(String::from_utf8(self.output(arguments)?.stdout)?)
    }

    /// Runs a command that must fail, and gives what it said.
    pub(super) fn fail(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.output(arguments)?;
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code();
        ensure!(code == Some(1), "tiraj {} ended with {code:?}: {words}", arguments.join(" "));
        Ok(words)
    }

    fn output(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let shown = || format!("tiraj {}", arguments.join(" "));
        run_in_time(&mut self.command(arguments)).with_context(shown)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = tiraj(&self.data);
        command.args(arguments);
        if let Some(store) = &self.store {
            command.env("TIRAJ_CLICKHOUSE_URL", store.proxy.url());
        }
        if let Some(clock) = &self.clock {
            clock.rule(&mut command);
        }
        match &self.disk {
            Some(disk) => disk.enter(&command),
            None => command,
        }
    }

    /// The public counts of pages.
    pub(super) fn ask(&self, path: &str) -> anyhow::Result<String> {
        let address = self.shared.address.lock().unwrap().clone().context("the server is down")?;
        Ok(ureq::get(format!("{address}{path}")).call()?.body_mut().read_to_string()?)
    }

    /// Lives by another time of day from the next start on.
    pub(super) fn falsify_time(&mut self) {
        self.clock = Some(FalseClock::new(self.folder.path().join("clock")));
    }

    /// Sets the false clock to so many seconds after the true time.
    pub(super) fn set_clock(&self, seconds: i64) {
        self.clock.as_ref().expect("the clock was made false before").set(seconds);
    }

    /// Lives by the true time from the next start on.
    pub(super) fn correct_time(&mut self) {
        self.clock = None;
    }

    /// The spool as this process reaches it.
    pub(super) fn spool(&self) -> PathBuf {
        self.disk.as_ref().map_or_else(|| self.data.join("spool"), SmallDisk::path)
    }

    /// A path beside the data folder.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where all that servers say is written.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("tiraj.log")
    }

    /// Ends everything, and leaves the data folder, logs and spool included.
    pub(super) fn keep(mut self) -> PathBuf {
        self.kill();
        if let Some(disk) = &self.disk {
            // What lies on the small disk goes with it.
            copy_folder(&disk.path(), &self.data.join("spool"));
        }
        drop((self.store, self.disk));
        self.folder.keep()
    }
}

impl StoreServer {
    fn start(folder: &Path, round: &Round) -> anyhow::Result<Self> {
        let folder = folder.join("store");
        let process = start_engine(&folder)?;
        let address = process.address().trim_start_matches("http://").parse()?;
        let proxy = StoreProxy::start(address, round.dice(3));
        Ok(Self { proxy, process: Some(process), folder })
    }

    pub(super) fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
    }

    pub(super) fn start_again(&mut self) -> anyhow::Result<()> {
        let process = start_engine(&self.folder)?;
        self.proxy.lead_to(process.address().trim_start_matches("http://").parse()?);
        self.process = Some(process);
        Ok(())
    }
}

fn start_engine(folder: &Path) -> anyhow::Result<Process> {
    let mut command = tiraj(folder);
    command.args(["engine", "serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
    Process::start(command, &folder.with_extension("log")).context("tiraj engine serve")
}

fn copy_folder(from: &Path, to: &Path) {
    let _ = std::fs::create_dir_all(to);
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            let _ = std::fs::copy(entry.path(), target);
        }
    }
}
