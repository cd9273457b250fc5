//! One block: entries in the order of their keys, with a checksum.

use crate::state::bytes_reader::BytesReader;

/// The bytes before a block's entries: their length and checksum.
pub(super) const HEADER: usize = 8;

/// A length no block has, since an entry may end after the block's size is reached, but is never this long.
pub(super) const MAX_CONTENT: usize = 1 << 20;

/// The header of a block with these entries.
pub(super) fn header(content: &[u8]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..4].copy_from_slice(&(content.len() as u32).to_le_bytes());
    header[4..].copy_from_slice(&crc32c::crc32c(content).to_le_bytes());
    header
}

/// The length and the checksum in a header.
pub(super) fn read_header(header: [u8; HEADER]) -> (usize, u32) {
    let mut fields = BytesReader(&header);
    (fields.u32().unwrap_or(0) as usize, fields.u32().unwrap_or(0))
}

/// Appends an entry.
pub(super) fn push(content: &mut Vec<u8>, key: &str, views: u64) {
    content.extend((key.len() as u32).to_le_bytes());
    content.extend(key.as_bytes());
    content.extend(views.to_le_bytes());
}

/// The entries of a block in their order; ends early where they make no sense.
pub(super) fn entries(content: &[u8]) -> impl Iterator<Item = (&str, u64)> {
    let mut rest = BytesReader(content);
    std::iter::from_fn(move || Some((rest.text()?, rest.u64()?)))
}
