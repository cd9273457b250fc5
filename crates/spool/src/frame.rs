//! One frame on disk: a prefix that binds the payload to its place, and the payload.
//!
//! The first word of the prefix holds the payload's length and, above it, how many frames of the same append stand before.

use std::ops::Range;

use crate::header::read_u32;
use crate::position::SegmentId;

/// The longest payload of a frame, in bytes.
pub const MAX_FRAME_BYTES: usize = 64 << 20;

/// The most frames that one append can bring.
pub const MAX_FRAMES_TOGETHER: usize = 32;

/// Bits of the first word that hold the length; those above hold the frame's place in its append.
const LENGTH_BITS: u32 = 27;

/// Bytes before the payload: length, ordinal, checksum.
pub(crate) const PREFIX_BYTES: usize = 12;

/// Where a frame stands; part of its checksum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) segment: SegmentId,
    /// Offset of the prefix in the file.
    pub(crate) offset: u64,
    pub(crate) ordinal: u32,
    /// Frames of the same append before this one.
    pub(crate) before: u32,
}

/// A valid frame in the bytes of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) ordinal: u32,
    /// The ordinal of the first frame of the append that brought this one.
    pub(crate) append: u32,
    pub(crate) payload: Range<usize>,
}

/// Writes the frame behind what `record` holds. The payload is at most [`MAX_FRAME_BYTES`] long, and fewer than
/// [`MAX_FRAMES_TOGETHER`] frames stand before it in its append.
pub(crate) fn encode(place: Place, payload: &[u8], record: &mut Vec<u8>) {
    let length = u32::try_from(payload.len()).expect("append refuses a longer frame");
    let length = length | (place.before << LENGTH_BITS);
    record.reserve(PREFIX_BYTES + payload.len());
    record.extend_from_slice(&length.to_le_bytes());
    record.extend_from_slice(&place.ordinal.to_le_bytes());
    record.extend_from_slice(&checksum(place, length, payload).to_le_bytes());
    record.extend_from_slice(payload);
}

/// The frame that begins at `offset`, if a valid one lies there.
pub(crate) fn decode(bytes: &[u8], segment: SegmentId, offset: usize) -> Option<Found> {
    let word = read_u32(bytes, offset)?;
    let (length, before) = (word & ((1 << LENGTH_BITS) - 1), word >> LENGTH_BITS);
    let ordinal = read_u32(bytes, offset + 4)?;
    let expected = read_u32(bytes, offset + 8)?;
    let start = offset + PREFIX_BYTES;
    let range = start..start.checked_add(length as usize)?;
    let payload = bytes.get(range.clone())?;
    let place = Place { segment, offset: offset as u64, ordinal, before };
    let found = Found { ordinal, append: ordinal.saturating_sub(before), payload: range };
    (checksum(place, word, payload) == expected).then_some(found)
}

/// The offset of the first valid frame from `start` on, whose ordinal is `ordinal` or one that fits in between.
///
/// Checks the ordinal before the checksum: hardly any four bytes of a payload are a fitting ordinal, so the search costs
/// about one comparison a byte.
pub(crate) fn find(bytes: &[u8], segment: SegmentId, start: usize, ordinal: u32) -> Option<usize> {
    (start..bytes.len()).find(|&offset| {
        let skipped = u32::try_from((offset - start) / PREFIX_BYTES + 1).unwrap_or(u32::MAX);
        let fitting = ordinal..=ordinal.saturating_add(skipped);
        read_u32(bytes, offset + 4).is_some_and(|found| fitting.contains(&found))
            && decode(bytes, segment, offset).is_some()
    })
}

fn checksum(place: Place, first_word: u32, payload: &[u8]) -> u32 {
    let mut prefix = [0; 24];
    prefix[..8].copy_from_slice(&place.segment.0.to_le_bytes());
    prefix[8..16].copy_from_slice(&place.offset.to_le_bytes());
    prefix[16..20].copy_from_slice(&first_word.to_le_bytes());
    prefix[20..].copy_from_slice(&place.ordinal.to_le_bytes());
    crc32c::crc32c_append(crc32c::crc32c(&prefix), payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGMENT: SegmentId = SegmentId(7);

    fn frames(payloads: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (ordinal, payload) in (0..).zip(payloads) {
            let place = Place { segment: SEGMENT, offset: bytes.len() as u64, ordinal, before: ordinal };
            encode(place, payload, &mut bytes);
        }
        bytes
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let bytes = frames(&[b"one", b""]);
        assert_eq!(decode(&bytes, SEGMENT, 0), Some(Found { ordinal: 0, append: 0, payload: 12..15 }));
        assert_eq!(decode(&bytes, SEGMENT, 15), Some(Found { ordinal: 1, append: 0, payload: 27..27 }));
        assert_eq!(decode(&bytes, SEGMENT, 27), None);
    }

    #[test]
    fn every_flipped_bit_is_seen_and_the_next_frame_is_found() {
        let bytes = frames(&[b"one", b"two"]);
        for bit in 0..15 * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&flipped, SEGMENT, 0), None, "bit {bit}");
            assert_eq!(find(&flipped, SEGMENT, 0, 0), Some(15), "bit {bit}");
        }
    }

    #[test]
    fn a_frame_is_valid_only_in_its_place() {
        let bytes = frames(&[b"one"]);
        assert_eq!(decode(&bytes, SegmentId(8), 0), None);
        let moved = [b"x", bytes.as_slice()].concat();
        assert_eq!(find(&moved, SEGMENT, 0, 0), None);
    }

    #[test]
    fn zeros_are_no_frame() {
        assert_eq!(find(&[0; 64], SegmentId(0), 0, 0), None);
    }
}
