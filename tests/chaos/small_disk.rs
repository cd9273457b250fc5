//! A small disk of its own for one folder: a tmpfs in a mount namespace that a helper process holds.
//!
//! The namespace is what makes it safe: however the tests end, the mount goes with the last process in it, and the
//! helper ends when the pipe to it closes. Nothing outside sees the mount, and nobody need be root for it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The commands that the helper runs in its namespace: mount, say so, and wait for the end of the pipe.
const SCRIPT: &str = r#"mount -t tmpfs -o "size=$2" tmpfs "$1" && echo mounted && exec cat"#;

/// A mounted disk. Dropped, it is gone.
pub(super) struct SmallDisk {
    helper: Child,
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts one over a folder. The error says why this machine does not let us.
    pub(super) fn mount(folder: &Path, bytes: u64) -> Result<Self, String> {
        std::fs::create_dir_all(folder).unwrap();
        let mut helper = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
            .args([folder.as_os_str(), OsStr::new(&bytes.to_string())])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run unshare: {error}"))?;
        let mut said = String::new();
        let _ = BufReader::new(helper.stdout.take().unwrap()).read_line(&mut said);
        if said.trim() == "mounted" {
            return Ok(Self { helper, folder: folder.to_owned() });
        }
        let output = helper.wait_with_output().unwrap();
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }

    /// The same command where it sees the disk.
    pub(super) fn enter(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        let target = self.helper.id().to_string();
        inside.args(["--target", &target, "--user", "--mount", "--preserve-credentials", "--"]);
        inside.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside
    }

    /// The folder as this process can reach it.
    pub(super) fn path(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.helper.id()));
        root.join(self.folder.strip_prefix("/").unwrap())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The end of the pipe ends it; killing is for one that does not listen.
        drop(self.helper.stdin.take());
        let _ = self.helper.kill();
        let _ = self.helper.wait();
    }
}

/// A file that takes up all the room of a disk. Dropped, it gives the room back.
pub(super) struct Ballast {
    path: PathBuf,
    file: File,
}

impl Ballast {
    pub(super) fn new(disk: &SmallDisk) -> Self {
        let path = disk.path().join("damaged").join("ballast");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        Self { file: File::create(&path).unwrap(), path }
    }

    /// Takes whatever room there is now.
    pub(super) fn take_all(&mut self) {
        for piece in [64 << 10, 4096, 1] {
            while self.file.write_all(&vec![0x5A; piece]).is_ok() {}
        }
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
