//! A tally as bytes: what was received since the tally before, by site and minute.
//!
//! All integers are little-endian. The magic is no beginning of an Arrow IPC message, which starts with four bytes of all
//! ones, so frames of both kinds are told apart by their first bytes.
//!
//! | offset | type | field |
//! |---|---|---|
//! | 0 | 8 bytes | magic, `TIRAJTLY` |
//! | 8 | u16 | version, 1 |
//! | 10 | u32 | number of entries |
//!
//! Each entry:
//!
//! | type | field |
//! |---|---|
//! | u8, bytes | length and name of the site; empty for what belongs to no registered site |
//! | i64 | minute of receipt, in minutes since 1970 (UTC) |
//! | u64 | accepted: rows in the frame of events before this one |
//! | u64 | repeated |
//! | u8 | number of drop reasons, each a name (u8, bytes) and a count (u64) |

use tiraj_model::{DropReason, Minute, Received, Tally};

const MAGIC: &[u8; 8] = b"TIRAJTLY";
const VERSION: u16 = 1;

/// Bytes that bear the mark of a tally and are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TallyError {
    /// It was written by a newer program.
    #[error("a tally of version {0} was written by a newer Tiraj; start that one again")]
    Newer(u16),
    /// It ends too early or goes on too long.
    #[error("the tally is cut or garbled")]
    Garbled,
    /// It names a drop reason that this program does not know.
    #[error("the tally names a reason that is unknown here; start the newer Tiraj again that wrote it")]
    Reason(#[from] tiraj_model::UnknownName),
}

/// Whether a frame is a tally.
pub(crate) fn is_tally(frame: &[u8]) -> bool {
    frame.starts_with(MAGIC)
}

/// The frame of a tally.
#[must_use]
pub fn encode_tally(tally: &Tally) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(14 + tally.len() * 64);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(tally.len()).unwrap_or(u32::MAX).to_le_bytes());
    for (key, received) in tally {
        push_name(&mut bytes, &key.site);
        bytes.extend_from_slice(&key.minute.0.to_le_bytes());
        push_received(&mut bytes, received);
    }
    bytes
}

fn push_received(bytes: &mut Vec<u8>, received: &Received) {
    bytes.extend_from_slice(&received.accepted.to_le_bytes());
    bytes.extend_from_slice(&received.repeated.to_le_bytes());
    bytes.push(u8::try_from(received.dropped.len()).expect("there are few drop reasons"));
    for (reason, count) in &received.dropped {
        push_name(bytes, reason.as_str());
        bytes.extend_from_slice(&count.to_le_bytes());
    }
}

/// Names of sites and reasons are shorter than 256 bytes.
fn push_name(bytes: &mut Vec<u8>, name: &str) {
    bytes.push(u8::try_from(name.len()).expect("a site's name has at most 253 bytes"));
    bytes.extend_from_slice(name.as_bytes());
}

/// The tally that a frame holds; `None` for a frame of another kind.
///
/// # Errors
/// When it bears the mark of a tally and cannot be read.
pub fn read_tally(frame: &[u8]) -> Result<Option<Tally>, TallyError> {
    let Some(rest) = frame.strip_prefix(MAGIC) else { return Ok(None) };
    let mut bytes = Bytes(rest);
    let version = u16::from_le_bytes(bytes.array()?);
    if version != VERSION {
        return Err(TallyError::Newer(version));
    }
    let entries = u32::from_le_bytes(bytes.array()?);
    let mut tally = Tally::default();
    for _ in 0..entries {
        let site = bytes.name()?.to_owned();
        let minute = Minute(i64::from_le_bytes(bytes.array()?));
        tally.entry(site, minute).add(&bytes.received()?);
    }
    if bytes.0.is_empty() { Ok(Some(tally)) } else { Err(TallyError::Garbled) }
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], TallyError> {
        let (head, rest) = self.0.split_first_chunk().ok_or(TallyError::Garbled)?;
        self.0 = rest;
        Ok(*head)
    }

    fn number(&mut self) -> Result<u64, TallyError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn name(&mut self) -> Result<&'a str, TallyError> {
        let [length] = self.array()?;
        let (name, rest) = self.0.split_at_checked(length.into()).ok_or(TallyError::Garbled)?;
        self.0 = rest;
        std::str::from_utf8(name).map_err(|_| TallyError::Garbled)
    }

    fn received(&mut self) -> Result<Received, TallyError> {
        let mut received =
            Received { accepted: self.number()?, repeated: self.number()?, ..Received::default() };
        let [reasons] = self.array()?;
        for _ in 0..reasons {
            let reason: DropReason = self.name()?.parse()?;
            received.dropped.insert(reason, self.number()?);
        }
        Ok(received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        let mut tally = Tally::default();
        tally.entry("news.example", Minute(29_927_520)).accepted = 7;
        tally.entry("news.example", Minute(29_927_520)).repeated = 2;
        let refused = tally.entry("", Minute(-1));
        refused.dropped.extend(DropReason::ALL.iter().map(|reason| (*reason, 3)));
        tally
    }

    #[test]
    fn a_tally_comes_back() {
        for tally in [Tally::default(), tally()] {
            assert_eq!(read_tally(&encode_tally(&tally)), Ok(Some(tally)));
        }
    }

    #[test]
    fn the_format_stays() {
        let mut tally = Tally::default();
        let entry = tally.entry("a", Minute(1));
        (entry.accepted, entry.repeated) = (2, 3);
        entry.dropped.insert(DropReason::Time, 4);
        let expected = b"TIRAJTLY\x01\0\x01\0\0\0\
            \x01a\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\
            \x01\x04time\x04\0\0\0\0\0\0\0";
        assert_eq!(encode_tally(&tally), expected);
    }

    #[test]
    fn frames_of_events_are_no_tallies() {
        assert_eq!(read_tally(b"\xFF\xFF\xFF\xFFanything"), Ok(None));
        assert_eq!(read_tally(b""), Ok(None));
    }

    #[test]
    fn cut_longer_and_newer_tallies_are_errors() {
        let whole = encode_tally(&tally());
        for cut in MAGIC.len()..whole.len() {
            assert_eq!(read_tally(&whole[..cut]), Err(TallyError::Garbled), "cut at {cut}");
        }
        assert_eq!(read_tally(&[whole.as_slice(), b"x"].concat()), Err(TallyError::Garbled));
        let mut newer = whole;
        newer[8] = 2;
        assert_eq!(read_tally(&newer), Err(TallyError::Newer(2)));
    }
}
