//! A process of `tiraj`: started, listened to, and ended by its id.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

/// The words with which the program says that it is ready, before its address.
const READY: &str = " listens on ";

/// How long a start may take, an end that was asked for, and a command.
const START: Duration = Duration::from_secs(60);
const END: Duration = Duration::from_secs(30);
const COMMAND: Duration = Duration::from_mins(3);

/// A process that listens. Dropped, it is killed.
pub(super) struct Process {
    child: Child,
    address: String,
    log: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts a command, adds what it says to a log, and waits until it listens.
    pub(super) fn start(mut command: Command, log: &Path) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut file = File::options().create(true).append(true).open(log)?;
        let (send, addresses) = channel();
        let log = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = writeln!(file, "{line}");
                if let Some((_, address)) = line.split_once(READY) {
                    let _ = send.send(address.to_owned());
                }
            }
        });
        let mut process = Self { child, address: String::new(), log: Some(log) };
        match addresses.recv_timeout(START) {
            Ok(address) => process.address = address,
            Err(RecvTimeoutError::Timeout) => bail!("it does not listen after {} s", START.as_secs()),
            Err(RecvTimeoutError::Disconnected) => {
                bail!("it ended at its start with {}", process.child.wait()?)
            }
        }
        Ok(process)
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whether it still runs.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it as a power cut would.
    pub(super) fn kill(mut self) {
        self.end();
    }

    /// Ends it as an operator would, and waits until it has ended well.
    pub(super) fn terminate(mut self) -> anyhow::Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let asked = Instant::now();
        let status: ExitStatus = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if asked.elapsed() > END {
                bail!("it still runs {} s after SIGTERM", END.as_secs());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        self.log.take().map(JoinHandle::join).transpose().ok().context("its log cannot be read")?;
        anyhow::ensure!(status.success(), "it ended with {status} after SIGTERM");
        Ok(())
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Whatever it said is in the log before anyone looks.
        if let Some(log) = self.log.take() {
            let _ = log.join();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs a command to its end, which must not be too far.
pub(super) fn run_in_time(command: &mut Command) -> anyhow::Result<Output> {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let pid = Pid::from_child(&child);
    let (ended, end) = channel::<()>();
    let watch = std::thread::spawn(move || {
        let is_late = end.recv_timeout(COMMAND) == Err(RecvTimeoutError::Timeout);
        is_late && kill_process(pid, Signal::KILL).is_ok()
    });
    let output = child.wait_with_output();
    drop(ended);
    anyhow::ensure!(!watch.join().unwrap(), "it did not end within {} s", COMMAND.as_secs());
    Ok(output?)
}
