//! What this machine and these settings tell.

use std::path::Path;

use tiraj_model::{Clock, SystemClock};
use tiraj_people::Person;

use super::Finding;
use crate::control::Client;
use crate::data_folder::DataFolder;
use crate::list_file::ListFile;
use crate::node::find_library;
use crate::output::one_line;
use crate::packs as installed;
use crate::settings::Settings;

/// A disk that is fuller stops the database's merges soon, and then everything.
const SCARCE: f64 = 0.05;

pub(super) fn folder(folder: &DataFolder, running: Option<&Client>) -> Finding {
    let outcome = match running {
        Some(client) => Ok(format!("tiraj {} runs on {}", client.owner().pid, folder.path().display())),
        None => match folder.take() {
            Ok(_) => Ok(format!("{} is free and can be written", folder.path().display())),
            Err(error) => Err(one_line(&error)),
        },
    };
    Finding::of("data folder", outcome)
}

/// Whether what the spool may take would fit on its disk.
pub(super) fn room(settings: &Settings) -> Finding {
    let what = "disk";
    let there = settings.data.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let Ok(room) = rustix::fs::statvfs(there) else {
        return Finding::warning(what, format!("{} does not tell how full it is", there.display()));
    };
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    let part = room.f_bavail as f64 / room.f_blocks.max(1) as f64;
    let words =
        format!("{} of {} MB are free", free >> 20, room.f_blocks.saturating_mul(room.f_frsize) >> 20);
    let spool = settings.spool_bytes;
    if part < SCARCE {
        Finding::bad(what, format!("only {words}; make room before events are answered 503"))
    } else if free < spool {
        let needed = format!("the spool may take {} MB while the database is away", spool >> 20);
        Finding::warning(what, format!("{words}, and {needed}; make room, or lower spool.max_mb"))
    } else {
        Finding::fine(what, words)
    }
}

pub(super) fn engine(settings: &Settings) -> Finding {
    let library = find_library(settings.engine_library.as_deref());
    let outcome =
        library.map(|library| library.path().display().to_string()).map_err(|error| one_line(&error));
    Finding::of("engine", outcome)
}

pub(super) fn packs(settings: &Settings) -> Finding {
    match installed::describe(settings, SystemClock.now()) {
        Ok((words, None)) => Finding::fine("packs", words),
        Ok((words, Some(advice))) => Finding::warning("packs", format!("{words}; {advice}")),
        Err(error) => Finding::bad("packs", error.to_string()),
    }
}

/// Whose word about a reader's address is believed.
pub(super) fn proxies(settings: &Settings) -> Finding {
    let what = "proxies";
    if settings.proxies.trusts_everybody() {
        let mend = "name the addresses of your proxies alone, or readers write whatever address they like";
        return Finding::bad(what, format!("trusted_proxies trusts everybody; {mend}"));
    }
    if settings.proxies.is_empty() && settings.listen.ip().is_loopback() {
        let cause = "only this machine reaches the port, so a proxy is in front, and none is trusted";
        let mend = "set trusted_proxies = \"127.0.0.1, ::1\", or all readers have the proxy's address";
        return Finding::warning(what, format!("{cause}; {mend}"));
    }
    let words = if settings.proxies.is_empty() {
        "none is trusted; readers come to this port themselves"
    } else {
        "those of trusted_proxies tell the reader's address"
    };
    Finding::fine(what, words)
}

/// Whether people sign in. Not to be asked is a choice, and so nothing to mend; but nobody should overlook it.
pub(super) fn people(settings: &Settings, folder: &DataFolder) -> Finding {
    let what = "sign-in";
    if !settings.asks_to_sign_in {
        let words = "off by dashboard.sign_in; everybody who reaches the port sees every figure";
        return Finding::warning(what, words);
    }
    match ListFile::open::<Person>(&folder.people(), "mend it, or take it from a backup") {
        Ok((_, people)) if people.is_empty() => {
            Finding::fine(what, "nobody is registered; `tiraj serve` prints an address for the first owner")
        }
        Ok((_, people)) => Finding::fine(what, format!("{} registered", people.len())),
        Err(error) => Finding::bad(what, one_line(&error)),
    }
}
