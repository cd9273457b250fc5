//! The number of a batch of events that is loaded into the store as one.

use serde::{Deserialize, Serialize};

/// Bits of [`BatchId`] that tell the parts of one batch apart.
const PART_BITS: u32 = 12;
/// The bit that marks rows which were set aside from a batch: the highest of its part.
const ASIDE: u64 = 1 << (PART_BITS - 1);
/// Bits of [`BatchId`] that hold the sequence.
const SEQUENCE_BITS: u32 = 35;

/// How the events of a batch came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchOrigin {
    /// Through the spool; the sequence is the segment's number.
    Spool,
    /// In bulk, by an import or a simulation.
    Bulk,
}

/// A number that does not fit its place in a [`BatchId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("batch {0} of part {1} does not fit a batch id (35 bits, 11 bits)")]
pub struct BatchNumber(u64, u32);

/// The identity of a batch, unique over all nodes and for ever.
///
/// From the highest bit: node (16), origin (1), sequence (35), set aside (1), part (11). A batch that touches several
/// partitions is loaded in as many parts. Rows of a batch that the store refused are set aside under a number of their
/// own, so that each of the two can be counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BatchId(u64);

impl BatchId {
    /// The id of the given part of a node's batch.
    ///
    /// # Errors
    /// When the sequence or the part needs more bits than it has.
    pub fn new(node: u16, origin: BatchOrigin, sequence: u64, part: u32) -> Result<Self, BatchNumber> {
        if sequence >> SEQUENCE_BITS != 0 || u64::from(part) >= ASIDE {
            return Err(BatchNumber(sequence, part));
        }
        let origin = u64::from(origin == BatchOrigin::Bulk);
        Ok(Self(
            (u64::from(node) << (1 + SEQUENCE_BITS + PART_BITS))
                | (origin << (SEQUENCE_BITS + PART_BITS))
                | (sequence << PART_BITS)
                | u64::from(part),
        ))
    }

    /// The id that a number from the store stands for.
    #[must_use]
    pub const fn from_stored(number: u64) -> Self {
        Self(number)
    }

    /// The part of the batch that it names, whether of what was set aside or not.
    #[must_use]
    pub const fn part(self) -> u32 {
        (self.0 & (ASIDE - 1)) as u32
    }

    /// The node that loads it.
    #[must_use]
    pub const fn node(self) -> u16 {
        (self.0 >> (1 + SEQUENCE_BITS + PART_BITS)) as u16
    }

    /// How its events came.
    #[must_use]
    pub const fn origin(self) -> BatchOrigin {
        match (self.0 >> (SEQUENCE_BITS + PART_BITS)) & 1 {
            0 => BatchOrigin::Spool,
            _ => BatchOrigin::Bulk,
        }
    }

    /// The number that stands in the store.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The id of the rows that are set aside from this batch.
    #[must_use]
    pub const fn aside(self) -> Self {
        Self(self.0 | ASIDE)
    }

    /// The segment's number, or the bulk load's.
    #[must_use]
    pub const fn sequence(self) -> u64 {
        (self.0 >> PART_BITS) & ((1 << SEQUENCE_BITS) - 1)
    }
}

/// A text that names no batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no batch; a batch is named by 16 hexadecimal digits")]
pub struct BatchName(String);

impl std::str::FromStr for BatchId {
    type Err = BatchName;

    fn from_str(text: &str) -> Result<Self, BatchName> {
        let digits =
            Some(text).filter(|text| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.map(Self).ok_or_else(|| BatchName(text.to_owned()))
    }
}

impl TryFrom<String> for BatchId {
    type Error = BatchName;

    fn try_from(text: String) -> Result<Self, BatchName> {
        text.parse()
    }
}

impl From<BatchId> for String {
    fn from(id: BatchId) -> Self {
        id.to_string()
    }
}

impl BatchOrigin {
    /// Its name in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spool => "spool",
            Self::Bulk => "bulk",
        }
    }
}

impl std::fmt::Display for BatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_in_every_part_of_their_name() {
        let ids = [
            (1, BatchOrigin::Spool, 7, 0),
            (2, BatchOrigin::Spool, 7, 0),
            (1, BatchOrigin::Bulk, 7, 0),
            (1, BatchOrigin::Spool, 8, 0),
            (1, BatchOrigin::Spool, 7, 1),
        ]
        .map(|(node, origin, sequence, part)| BatchId::new(node, origin, sequence, part).unwrap());
        let unique: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        assert_eq!(ids.map(BatchId::part), [0, 0, 0, 0, 1]);
        assert_eq!(ids.map(|id| id.aside().part()), [0, 0, 0, 0, 1]);
        assert_eq!(ids.map(BatchId::node), [1, 2, 1, 1, 1]);
        assert_eq!(ids.map(|id| id.origin() == BatchOrigin::Bulk), [false, false, true, false, false]);
    }

    #[test]
    fn an_id_says_what_it_is_made_of_and_is_read_back() {
        let id = BatchId::new(0xABCD, BatchOrigin::Bulk, 77, 1_522).unwrap();
        assert_eq!((id.sequence(), id.aside().sequence()), (77, 77));
        assert_ne!(id, id.aside());
        assert_eq!(id.aside(), id.aside().aside());
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "12", "+000000000000001", "00000000000000000", "zz00000000000000"] {
            assert!(wrong.parse::<BatchId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_not_wrapped() {
        assert!(BatchId::new(0, BatchOrigin::Spool, 1 << SEQUENCE_BITS, 0).is_err());
        assert!(BatchId::new(0, BatchOrigin::Spool, 0, 1 << (PART_BITS - 1)).is_err());
        assert!(
            BatchId::new(u16::MAX, BatchOrigin::Bulk, (1 << SEQUENCE_BITS) - 1, (1 << (PART_BITS - 1)) - 1)
                .is_ok()
        );
    }
}
