//! The bulk of the view totals, on disk: memory holds only the pages that changed since it was written.
//!
//! The file `views-NUMBER.base` is written once, in order, and never changed. All integers are little-endian:
//!
//! | type | field |
//! |---|---|
//! | 8 bytes | magic, `TIRAJVWB` |
//! | u32 | format version, 1 |
//! | blocks | each: length of its entries in bytes (u32), CRC32C of them (u32), the entries |
//! | u32, u32, u64 | the end: 0, CRC32C of what follows, the number of pages |
//!
//! An entry is the length of its key (u32), the key, views (u64). A key is the site's name, a zero byte and the path;
//! keys rise through the file. A block is closed with the entry that brings it to 4 KiB.

mod block;
mod reader;
mod writer;

pub(crate) use reader::Base;
pub(super) use writer::write_base;

const MAGIC: &[u8; 8] = b"TIRAJVWB";
const VERSION: u32 = 1;
/// The size at which a block is closed, in bytes: one page of the file system's cache.
const BLOCK_BYTES: usize = 4_096;

/// The key under which a page stands.
fn key_of(site: &str, path: &str) -> String {
    format!("{site}\0{path}")
}

/// The site and path of a key.
fn split_key(key: &str) -> (&str, &str) {
    key.split_once('\0').unwrap_or((key, ""))
}

#[cfg(test)]
mod tests;
