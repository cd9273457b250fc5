//! The daily secrets that tell readers apart, and their destruction.
//!
//! One salt a UTC day. Today's and yesterday's are kept in a file that only its owner can read, so that a restart does
//! not split a day's readers and a late event finds the salt of its day; everything older is overwritten. Days outside
//! that pair (an imported log) get salts derived from a secret that lives and dies with the process.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use tiraj_model::Salt;

use crate::durable_file;

/// Fills a buffer with unpredictable bytes. Comes from outside, so that tests can repeat what happened.
pub type Randomness = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The first line of the file.
const HEADING: &str = "tiraj salts 1";
/// The name of the file in the data folder.
const FILE: &str = "salts";

/// The salts of the current day and the day before.
pub struct Salts {
    /// Where they are kept; `None` where they live and die with the process.
    path: Option<PathBuf>,
    randomness: Randomness,
    /// For days that have no kept salt.
    passing: Salt,
    are_new: bool,
    /// Newest first, at most two.
    kept: Mutex<Vec<(Date, Salt)>>,
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
                Vec::new()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot read the salts, drawing new ones");
                Vec::new()
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

    /// The salt of the day in which `time` lies, as seen at `now`. Rotates first if a new day has begun.
    #[must_use]
    pub fn salt_at(&self, time: Timestamp, now: Timestamp) -> Salt {
        self.kept_salt(time, now).unwrap_or_else(|| self.derive(utc_day(time)))
    }

    /// The same where it is still kept or not over yet: of today and of the day before.
    #[must_use]
    pub fn kept_salt(&self, time: Timestamp, now: Timestamp) -> Option<Salt> {
        let (day, today) = (utc_day(time), utc_day(now));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.first().is_none_or(|(newest, _)| *newest < today) {
            self.rotate(&mut kept, today);
        }
        kept.iter().find(|(of, _)| *of == day).map(|(_, salt)| *salt)
    }

    /// Draws today's salt and forgets all but yesterday's.
    fn rotate(&self, kept: &mut Vec<(Date, Salt)>, today: Date) {
        kept.retain(|(day, _)| today.yesterday().is_ok_and(|yesterday| *day == yesterday));
        kept.insert(0, (today, draw(&self.randomness)));
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
fn print(kept: &[(Date, Salt)]) -> String {
    let mut text = format!("{HEADING}\n");
    for (day, salt) in kept {
        let hex: String = salt.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(text, "{day} {hex}");
    }
    text
}

fn parse(text: &str) -> Option<Vec<(Date, Salt)>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADING) {
        return None;
    }
    lines.map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<(Date, Salt)> {
    let (day, hex) = line.split_once(' ')?;
    if hex.len() != 32 || !hex.is_ascii() {
        return None;
    }
    let number = u128::from_str_radix(hex, 16).ok()?;
    Some((day.parse().ok()?, Salt::from_bytes(number.to_be_bytes())))
}

#[cfg(test)]
mod tests {
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
