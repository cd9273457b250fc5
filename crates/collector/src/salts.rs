//! The daily secrets that tell readers apart, and their destruction.
//!
//! One salt a UTC day. Yesterday's, today's and tomorrow's are kept in a file that only its owner can read, so that a
//! restart does not split a day's readers and a late event finds the salt of its day; everything older is overwritten.
//! Whoever sees the store may agree with other collectors on a day's salt ([`Salts::prepare`], [`Salts::adopt`]); until
//! then, and where nobody does, each draws its own. Days outside of those three (an imported log) get salts derived from
//! a secret that lives and dies with the process.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use tiraj_model::{Randomness, Salt};

use crate::durable_file;

/// The first line of the file.
const HEADING: &str = "tiraj salts 1";
/// The name of the file in the data folder.
const FILE: &str = "salts";

/// The salts of the days by UTC that events can come from.
pub struct Salts {
    /// Where they are kept; `None` where they live and die with the process.
    path: Option<PathBuf>,
    randomness: Randomness,
    /// For days that have no kept salt.
    passing: Salt,
    kept: Mutex<BTreeMap<Date, Salt>>,
    are_new: bool,
}

impl Salts {
    /// The salts of a data folder. A file that is lost or unreadable costs a day's continuity and nothing else: readers
    /// seen before count as new ones.
    #[must_use]
    pub fn open(folder: &Path, randomness: Randomness) -> Self {
        let path = folder.join(FILE);
        let kept = match std::fs::read_to_string(&path).map(|text| parse(&text)) {
            Ok(Some(kept)) => kept,
            Ok(None) => {
                tracing::warn!(path = %path.display(), "the salts are not readable, drawing new ones");
                BTreeMap::new()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot read the salts, drawing new ones");
                BTreeMap::new()
            }
        };
        let passing = draw(&randomness);
        let are_new = kept.is_empty();
        Self { path: Some(path), randomness, passing, are_new, kept: Mutex::new(kept) }
    }

    /// Salts that are kept nowhere, for reading history: they tell readers apart within one run.
    #[must_use]
    pub fn in_memory(randomness: Randomness) -> Self {
        let passing = draw(&randomness);
        Self { path: None, randomness, passing, are_new: true, kept: Mutex::default() }
    }

    /// Whether none was found at the start, so that no reader can have been told from another before.
    #[must_use]
    pub fn are_new(&self) -> bool {
        self.are_new
    }

    /// The salt of the day in which `time` lies, as seen at `now`. Rotates first if a day has begun that has none.
    #[must_use]
    pub fn salt_at(&self, time: Timestamp, now: Timestamp) -> Salt {
        self.kept_salt(time, now).unwrap_or_else(|| self.derive(utc_day(time)))
    }

    /// The same where it is still kept or not over yet: of today and of the day before.
    #[must_use]
    pub fn kept_salt(&self, time: Timestamp, now: Timestamp) -> Option<Salt> {
        let (day, today) = (utc_day(time), utc_day(now));
        let mut kept = self.lock();
        if !kept.contains_key(&today) {
            // Yesterday's is still needed, for events that are late.
            kept.retain(|kept, _| today.yesterday().is_ok_and(|yesterday| *kept >= yesterday));
            kept.insert(today, draw(&self.randomness));
            self.write(&kept);
        }
        kept.get(&day).copied()
    }

    /// The salts of all days that have one, the oldest day first.
    #[must_use]
    pub fn known(&self) -> Vec<(Date, Salt)> {
        self.lock().iter().map(|(day, salt)| (*day, *salt)).collect()
    }

    /// The salt of a day, drawn now where there is none yet.
    pub fn prepare(&self, day: Date) -> Salt {
        let mut kept = self.lock();
        if let Some(salt) = kept.get(&day) {
            return *salt;
        }
        let salt = draw(&self.randomness);
        kept.insert(day, salt);
        self.write(&kept);
        salt
    }

    /// Takes the salt on which collectors have agreed for a day, in the place of an own one.
    pub fn adopt(&self, day: Date, salt: Salt) {
        let mut kept = self.lock();
        if kept.insert(day, salt) != Some(salt) {
            self.write(&kept);
        }
    }

    /// Destroys the salts of all days before the given one.
    pub fn destroy_before(&self, day: Date) {
        let mut kept = self.lock();
        let count = kept.len();
        kept.retain(|kept, _| *kept >= day);
        if kept.len() < count {
            self.write(&kept);
        }
    }

    fn write(&self, kept: &BTreeMap<Date, Salt>) {
        let Some(path) = &self.path else { return };
        if let Err(error) = durable_file::replace(path, print(kept).as_bytes()) {
            tracing::warn!(path = %path.display(), %error, "cannot keep the salts, a restart will split readers");
        }
    }

    fn derive(&self, day: Date) -> Salt {
        let mut bytes = *self.passing.bytes();
        let ordinal = i64::from(day.year()) * 366 + i64::from(day.day_of_year());
        for (byte, part) in bytes.iter_mut().zip(ordinal.to_le_bytes()) {
            *byte ^= part;
        }
        Salt::from_bytes(bytes)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Date, Salt>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn draw(randomness: &Randomness) -> Salt {
    let mut bytes = [0; 16];
    randomness(&mut bytes);
    Salt::from_bytes(bytes)
}

fn utc_day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// A heading and a line `DAY HEX` for each salt.
fn print(kept: &BTreeMap<Date, Salt>) -> String {
    let mut text = format!("{HEADING}\n");
    for (day, salt) in kept {
        let _ = writeln!(text, "{day} {}", salt.to_hex());
    }
    text
}

fn parse(text: &str) -> Option<BTreeMap<Date, Salt>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADING) {
        return None;
    }
    lines.map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<(Date, Salt)> {
    let (day, hex) = line.split_once(' ')?;
    Some((day.parse().ok()?, Salt::from_hex(hex)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Every draw differs from the one before.
    fn counting() -> Randomness {
        let next = AtomicU8::new(1);
        Arc::new(move |bytes| bytes.fill(next.fetch_add(1, Ordering::Relaxed)))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_salt_lasts_its_day_and_the_next_and_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let randomness = counting();
        let salts = Salts::open(dir.path(), randomness.clone());
        let (monday, tuesday) = (at("2026-11-23T10:00:00Z"), at("2026-11-24T00:05:00Z"));
        let first = salts.salt_at(monday, monday);
        assert_eq!(salts.salt_at(at("2026-11-23T23:59:59Z"), tuesday), first);
        assert_ne!(salts.salt_at(tuesday, tuesday), first);

        let again = Salts::open(dir.path(), randomness);
        assert_eq!(again.salt_at(tuesday, tuesday), salts.salt_at(tuesday, tuesday));
        assert_eq!(again.salt_at(monday, tuesday), first);
    }

    #[test]
    fn the_salt_before_the_last_is_gone_from_memory_and_disk() {
        let dir = tempfile::tempdir().unwrap();
        let salts = Salts::open(dir.path(), counting());
        let days = ["2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z"].map(at);
        let drawn = days.map(|day| salts.salt_at(day, day));
        assert_ne!(salts.salt_at(days[0], days[2]), drawn[0]);
        assert_eq!(salts.salt_at(days[1], days[2]), drawn[1]);
        let file = std::fs::read_to_string(dir.path().join(FILE)).unwrap();
        assert!(!file.contains("2026-11-23") && file.contains("2026-11-24"), "{file}");
        let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_salt_that_was_prepared_or_agreed_on_is_that_of_its_day() {
        let dir = tempfile::tempdir().unwrap();
        let salts = Salts::open(dir.path(), counting());
        let (monday, tuesday) = (at("2026-11-23T10:00:00Z"), at("2026-11-24T00:05:00Z"));
        let prepared = salts.prepare(utc_day(tuesday));
        assert_eq!(salts.prepare(utc_day(tuesday)), prepared);
        let own = salts.salt_at(monday, monday);
        let agreed = Salt::from_bytes([77; 16]);
        salts.adopt(utc_day(monday), agreed);
        assert_ne!(own, agreed);
        let again = Salts::open(dir.path(), counting());
        for salts in [&salts, &again] {
            assert_eq!(salts.salt_at(monday, monday), agreed);
            assert_eq!(salts.salt_at(tuesday, tuesday), prepared);
            assert_eq!(salts.salt_at(monday, tuesday), agreed, "a late event finds its salt");
        }
    }

    #[test]
    fn a_day_is_forgotten_without_an_event() {
        let dir = tempfile::tempdir().unwrap();
        let salts = Salts::open(dir.path(), counting());
        let monday = at("2026-11-23T10:00:00Z");
        let drawn = salts.salt_at(monday, monday);
        salts.destroy_before(utc_day(at("2026-11-24T00:00:00Z")));
        assert!(salts.known().is_empty());
        let file = std::fs::read_to_string(dir.path().join(FILE)).unwrap();
        assert!(!file.contains(&drawn.to_hex()), "a destroyed salt is in the file");
    }

    #[test]
    fn foreign_days_have_salts_that_hold_within_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let salts = Salts::open(dir.path(), counting());
        let (now, long_ago) = (at("2026-11-23T10:00:00Z"), at("1995-07-09T10:00:00Z"));
        assert_eq!(salts.salt_at(long_ago, now), salts.salt_at(long_ago, now));
        assert_ne!(salts.salt_at(long_ago, now), salts.salt_at(at("1995-07-10T10:00:00Z"), now));
    }

    #[test]
    fn a_broken_file_is_replaced() {
        let now = at("2026-11-23T10:00:00Z");
        for content in ["", "tiraj salts 9\n", "tiraj salts 1\n2026-11-23 zz\n", "tiraj salts 1\nx\n"] {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join(FILE), content).unwrap();
            let salts = Salts::open(dir.path(), counting());
            let salt = salts.salt_at(now, now);
            assert_eq!(Salts::open(dir.path(), counting()).salt_at(now, now), salt, "{content:?}");
        }
    }
}
