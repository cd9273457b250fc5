//! A clock that tells `tiraj` another time than it is: Debian's libfaketime, whose offset stands in a file.
//!
//! The program is the unmodified one. Only the time of day is false; what measures durations goes on as it does when
//! an operator or a time server sets a clock.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Set by `make test` where the machine has no libfaketime, so that its absence is known and not an accident.
const ABSENT: &str = "TIRAJ_TEST_NO_FAKETIME";

/// The time of day of some processes.
pub(super) struct FalseClock {
    library: PathBuf,
    file: PathBuf,
}

impl FalseClock {
    /// How long a process may go on with what it last read. Reading the file whenever the time is asked for would make a
    /// database many times slower.
    pub(super) const NOTICED: Duration = Duration::from_millis(1_100);

    /// Why there can be none, where the machine was declared to have none.
    pub(super) fn absence() -> Option<String> {
        std::env::var(ABSENT).ok()
    }

    /// A clock that is right until it is set.
    pub(super) fn new(file: PathBuf) -> Self {
        let library = find_library().expect("libfaketime is installed; `make fetch` does it");
        let clock = Self { library, file };
        clock.set(0);
        clock
    }

    /// Sets it to so many seconds after the true time. It is noticed within [`FalseClock::NOTICED`].
    pub(super) fn set(&self, seconds: i64) {
        // Replaced as a whole, since it is read at any moment.
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(&new, &self.file).unwrap();
    }

    /// Has a command live by it.
    pub(super) fn rule(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_CACHE_DURATION", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
}

/// Debian puts it below the folder of the machine's architecture.
fn find_library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let places = folders.chain([Path::new("/usr/lib").to_owned()]);
    places.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists())
}
