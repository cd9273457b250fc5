//! The number of a batch of events that is loaded into the store as one.

/// Bits of [`BatchId`] that tell the parts of one batch apart.
const PART_BITS: u32 = 12;
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
#[error("batch {0} of part {1} does not fit a batch id (35 bits, 12 bits)")]
pub struct BatchNumber(u64, u32);

/// The identity of a batch, unique over all nodes and for ever.
///
/// From the highest bit: node (16), origin (1), sequence (35), part (12). A batch that touches several
/// partitions is loaded in as many parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(u64);

impl BatchId {
    /// The id of the given part of a node's batch.
    ///
    /// # Errors
    /// When the sequence or the part needs more bits than it has.
    pub fn new(node: u16, origin: BatchOrigin, sequence: u64, part: u32) -> Result<Self, BatchNumber> {
        if sequence >> SEQUENCE_BITS != 0 || part >> PART_BITS != 0 {
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

    /// The number that stands in the store.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
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
    }

    #[test]
    fn what_does_not_fit_is_refused_not_wrapped() {
        assert!(BatchId::new(0, BatchOrigin::Spool, 1 << SEQUENCE_BITS, 0).is_err());
        assert!(BatchId::new(0, BatchOrigin::Spool, 0, 1 << PART_BITS).is_err());
        assert!(
            BatchId::new(u16::MAX, BatchOrigin::Bulk, (1 << SEQUENCE_BITS) - 1, (1 << PART_BITS) - 1).is_ok()
        );
    }
}
