//! The header of a segment: who it is, what its predecessor held, and the caller's preamble.

use crate::position::{Extent, SegmentId};

const MAGIC: &[u8; 8] = b"TIRAJSPL";
/// In version 1 every append brought one frame; what it wrote means the same in version 2.
pub(crate) const VERSION: u32 = 2;
const FIXED: usize = 36;
const CHECKSUM: usize = 4;
/// Stands for an extent that nobody knows, in both of its fields.
const UNKNOWN: (u64, u32) = (u64::MAX, u32::MAX);

/// The longest preamble a segment can carry.
pub const MAX_PREAMBLE_BYTES: usize = 1 << 20;

/// What the first bytes of a segment file say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// A header of this version.
    Valid(Valid),
    /// An intact header of a version that this program does not know.
    Newer(u32),
    /// No header, or a damaged one.
    Broken,
}

/// The fields of an intact header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Valid {
    pub(crate) segment: SegmentId,
    pub(crate) predecessor: Option<Extent>,
    pub(crate) preamble: Vec<u8>,
    /// Length of the header in bytes, which is where the frames begin.
    pub(crate) bytes: usize,
}

/// The length of a header with this preamble.
pub(crate) const fn length(preamble: &[u8]) -> usize {
    FIXED + preamble.len() + CHECKSUM
}

/// Encodes a header. The preamble is at most [`MAX_PREAMBLE_BYTES`] long.
pub(crate) fn encode(segment: SegmentId, predecessor: Option<Extent>, preamble: &[u8]) -> Vec<u8> {
    let length = u32::try_from(length(preamble)).expect("open refuses a longer preamble");
    let (bytes, frames) = predecessor.map_or(UNKNOWN, |extent| (extent.bytes, extent.frames));
    let mut header = Vec::with_capacity(length as usize);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&VERSION.to_le_bytes());
    header.extend_from_slice(&length.to_le_bytes());
    header.extend_from_slice(&segment.0.to_le_bytes());
    header.extend_from_slice(&bytes.to_le_bytes());
    header.extend_from_slice(&frames.to_le_bytes());
    header.extend_from_slice(preamble);
    let checksum = crc32c::crc32c(&header);
    header.extend_from_slice(&checksum.to_le_bytes());
    header
}

/// Reads the header at the start of a segment file.
pub(crate) fn decode(file: &[u8]) -> Header {
    intact(file).and_then(read_fields).unwrap_or(Header::Broken)
}

/// The bytes of the header without its checksum, if magic, length and checksum agree.
fn intact(file: &[u8]) -> Option<&[u8]> {
    let length = read_u32(file, 12)? as usize;
    let body = file.get(..length.checked_sub(CHECKSUM)?)?;
    let checksum = read_u32(file, body.len())?;
    (body.starts_with(MAGIC) && crc32c::crc32c(body) == checksum).then_some(body)
}

fn read_fields(body: &[u8]) -> Option<Header> {
    let version = read_u32(body, 8)?;
    if version > VERSION {
        return Some(Header::Newer(version));
    }
    let extent = (read_u64(body, 24)?, read_u32(body, 32)?);
    Some(Header::Valid(Valid {
        segment: SegmentId(read_u64(body, 16)?),
        predecessor: (extent != UNKNOWN).then_some(Extent { bytes: extent.0, frames: extent.1 }),
        preamble: body.get(FIXED..)?.to_vec(),
        bytes: body.len() + CHECKSUM,
    }))
}

/// The little-endian number at `offset`, if the bytes reach that far.
pub(crate) fn read_u32(bytes: &[u8], offset: usize) -> Option<u32> {
    let field = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().expect("four bytes were asked for")))
}

fn read_u64(bytes: &[u8], offset: usize) -> Option<u64> {
    let field = bytes.get(offset..offset.checked_add(8)?)?;
    Some(u64::from_le_bytes(field.try_into().expect("eight bytes were asked for")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Extent = Extent { bytes: 4096, frames: 3 };

    #[test]
    fn what_was_encoded_is_decoded() {
        for predecessor in [None, Some(BEFORE)] {
            let bytes = encode(SegmentId(9), predecessor, b"schema");
            assert_eq!(bytes.len(), length(b"schema"));
            let preamble = b"schema".to_vec();
            let valid = Valid { segment: SegmentId(9), predecessor, preamble, bytes: bytes.len() };
            assert_eq!(decode(&bytes), Header::Valid(valid));
        }
    }

    #[test]
    fn an_older_version_is_read() {
        let mut bytes = encode(SegmentId(9), None, b"schema");
        bytes[8] = 1;
        let body = bytes.len() - CHECKSUM;
        let checksum = crc32c::crc32c(&bytes[..body]).to_le_bytes();
        bytes[body..].copy_from_slice(&checksum);
        assert!(matches!(decode(&bytes), Header::Valid(valid) if valid.segment == SegmentId(9)));
    }

    #[test]
    fn every_flipped_bit_is_seen() {
        let bytes = encode(SegmentId(9), Some(BEFORE), b"schema");
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&flipped), Header::Broken, "bit {bit}");
        }
    }

    #[test]
    fn every_cut_is_seen() {
        let bytes = encode(SegmentId(9), None, b"");
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), Header::Broken, "cut at {end}");
        }
    }

    #[test]
    fn a_newer_version_is_believed_only_with_its_checksum() {
        let mut bytes = encode(SegmentId(9), None, b"");
        bytes[8] = 3;
        assert_eq!(decode(&bytes), Header::Broken);
        let body = bytes.len() - CHECKSUM;
        let checksum = crc32c::crc32c(&bytes[..body]).to_le_bytes();
        bytes[body..].copy_from_slice(&checksum);
        assert_eq!(decode(&bytes), Header::Newer(3));
    }
}
