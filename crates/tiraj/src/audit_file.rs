//! The audit log on disk: lines of JSON that are added and never changed, and apart from them the addresses, which are
//! forgotten.
//!
//! ```text
//! audit/log.ndjson            the present lines, numbered; when it is full it becomes
//! audit/log.1.ndjson          the lines before it; those before them are gone
//! audit/addresses-2026-11-27  a number and an address a line; the file goes 30 days after its day (UTC)
//! ```

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tiraj_people::{Act, Actor, AuditLog, Entry};

use crate::output::one_line;

/// The longest file of lines, in bytes: some 25,000 lines.
const MAX_LOG: u64 = 4 << 20;

/// The longest file of addresses of one day, in bytes; further ones are not kept.
const MAX_ADDRESSES: u64 = 1 << 20;

/// For how many days addresses are kept.
const DAYS: i64 = 30;

/// What the files of addresses begin with.
const ADDRESSES: &str = "addresses-";

/// The log in a folder.
#[derive(Debug)]
pub(crate) struct AuditFile {
    folder: PathBuf,
    /// The number of the next line.
    next: Mutex<u64>,
}

/// A line as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    number: u64,
    at: Timestamp,
    who: Actor,
    act: Act,
    what: String,
}

impl AuditFile {
    /// Goes on with what is in a folder, which is made when the first line comes.
    pub(crate) fn open(folder: PathBuf) -> Self {
        let log = Self { folder, next: Mutex::default() };
        let last = log.lines().last().map_or(0, |line| line.number);
        *log.next.lock().unwrap_or_else(PoisonError::into_inner) = last + 1;
        log
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log.ndjson")
    }

    fn former(&self) -> PathBuf {
        self.folder.join("log.1.ndjson")
    }

    fn add_line(&self, entry: &Entry) -> anyhow::Result<()> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))?;
        if size(&self.log()) >= MAX_LOG {
            std::fs::rename(self.log(), self.former()).context("the full audit log cannot be put aside")?;
        }
        // Before the line, so that none is there without its address.
        if let Some(address) = entry.from {
            self.add_address(*next, entry.at, address)?;
        }
        let line = Line {
            number: *next,
            at: entry.at,
            who: entry.who.clone(),
            act: entry.act,
            what: entry.what.clone(),
        };
        append(&self.log(), &serde_json::to_string(&line)?)?;
        *next += 1;
        Ok(())
    }

    fn add_address(&self, number: u64, at: Timestamp, address: IpAddr) -> anyhow::Result<()> {
        let day = at.to_zoned(TimeZone::UTC).date();
        let path = self.folder.join(format!("{ADDRESSES}{day}"));
        if size(&path) >= MAX_ADDRESSES {
            return Ok(());
        }
        append(&path, &format!("{number} {address}"))
    }

    /// The lines, the oldest first. One that a crash cut off is passed over.
    fn lines(&self) -> Vec<Line> {
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let text = read(self.former()) + &read(self.log());
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn addresses(&self) -> HashMap<u64, IpAddr> {
        let texts = self.address_files().filter_map(|(_, path)| std::fs::read_to_string(path).ok());
        let all: String = texts.collect();
        let pairs = all.lines().filter_map(|line| line.split_once(' '));
        pairs.filter_map(|(number, address)| Some((number.parse().ok()?, address.parse().ok()?))).collect()
    }

    /// The files of addresses with their days.
    fn address_files(&self) -> impl Iterator<Item = (Date, PathBuf)> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        entries.filter_map(|entry| {
            let day = entry.file_name().to_str()?.strip_prefix(ADDRESSES)?.parse().ok()?;
            Some((day, entry.path()))
        })
    }
}

impl AuditLog for AuditFile {
    fn add(&self, entry: &Entry) -> Result<(), String> {
        self.add_line(entry).map_err(|error| one_line(&error))
    }

    fn newest(&self, most: usize) -> Vec<Entry> {
        let addresses = self.addresses();
        let tell = |line: Line| Entry {
            from: addresses.get(&line.number).copied(),
            at: line.at,
            who: line.who,
            act: line.act,
            what: line.what,
        };
        self.lines().into_iter().rev().take(most).map(tell).collect()
    }

    fn forget(&self, now: Timestamp) {
        let today = now.to_zoned(TimeZone::UTC).date();
        let Ok(first_kept) = today.checked_sub(DAYS.days()) else { return };
        for (_, path) in self.address_files().filter(|(day, _)| *day < first_kept) {
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::error!(%error, path = %path.display(), "old addresses of the audit log cannot be removed; do it by hand");
            }
        }
    }
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |file| file.len())
}

/// Adds a line for good. Where a crash cut off the one before it, that one ends here.
fn append(path: &Path, line: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot write {}; check the disk and the rights of its folder", path.display());
    let mut file =
        File::options().read(true).append(true).create(true).mode(0o600).open(path).with_context(failed)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last).with_context(failed)?;
    }
    let is_torn = last != [b'\n'];
    let begin = if is_torn { "\n" } else { "" };
    file.write_all(format!("{begin}{line}\n").as_bytes()).and_then(|()| file.sync_data()).with_context(failed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn entry(what: &str, at: &str, from: Option<&str>) -> Entry {
        Entry {
            at: at.parse().unwrap(),
            who: Actor::Machine,
            act: Act::Invited,
            what: what.into(),
            from: from.map(|from| from.parse().unwrap()),
        }
    }

    #[test]
    fn lines_are_added_and_outlive_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit");
        let log = AuditFile::open(path.clone());
        assert!(log.newest(9).is_empty());
        let (one, two) = (
            entry("one", "2026-11-26T10:00:00Z", Some("192.0.2.1")),
            entry("two", "2026-11-27T10:00:00Z", Some("2001:db8::1")),
        );
        log.add(&one).unwrap();
        // A crash in the middle of a line.
        std::fs::OpenOptions::new()
            .append(true)
            .open(log.log())
            .unwrap()
            .write_all(b"{\"number\":2,")
            .unwrap();
        let log = AuditFile::open(path);
        log.add(&two).unwrap();
        assert_eq!(log.newest(9), [two.clone(), one]);
        assert_eq!(log.newest(1), [two]);
        assert_eq!(log.log().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn addresses_are_forgotten_and_what_was_done_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditFile::open(folder.path().join("audit"));
        log.add(&entry("old", "2026-10-27T23:59:00Z", Some("192.0.2.1"))).unwrap();
        log.add(&entry("new", "2026-10-28T00:00:00Z", Some("192.0.2.2"))).unwrap();
        log.forget("2026-11-27T00:00:00Z".parse().unwrap());
        let froms: Vec<_> =
            log.newest(9).into_iter().map(|entry| (entry.what, entry.from.is_some())).collect();
        assert_eq!(froms, [("new".to_owned(), true), ("old".to_owned(), false)]);
        let text: Vec<u8> = log.address_files().flat_map(|(_, path)| std::fs::read(path).unwrap()).collect();
        assert_eq!(String::from_utf8(text).unwrap(), "2 192.0.2.2\n");
    }

    #[test]
    fn a_full_log_is_put_aside_and_numbers_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditFile::open(folder.path().join("audit"));
        let long = "x".repeat(1 << 20);
        for _ in 0..10 {
            log.add(&entry(&long, "2026-11-27T10:00:00Z", Some("192.0.2.1"))).unwrap();
        }
        assert!(size(&log.log()) + size(&log.former()) <= 2 * (MAX_LOG + (1 << 20) + 200));
        let numbers: Vec<u64> = log.lines().iter().map(|line| line.number).collect();
        assert_eq!(numbers, [5, 6, 7, 8, 9, 10]);
        assert!(log.newest(9).iter().all(|entry| entry.from.is_some()));
    }
}
