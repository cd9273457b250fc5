//! A backup: one file that makes a data folder.
//!
//! It is a tar archive, so that it can be looked into without this program:
//!
//! | entry | what |
//! |---|---|
//! | `tiraj-backup.json`, the first | [`Head`]: the format's version, who wrote it and when |
//! | others | files of the data folder, by their paths in it |
//! | `tiraj-backup.end.json`, the last | [`End`]: how many entries came before, their bytes, and a digest of them |
//!
//! The digest is SHA-256 over all entries but the last: for each the length of its path (u64, little-endian), its path, the length of its content
//! (u64) and its content. An archive without its last entry, or with another digest, is no backup.
//!
//! What is in it: the tables as they are at one moment, archived reports, the registers of sites, tokens and schedules with the log of deliveries and the key
//! that signs them, dead letters. What is not: salts, which are secrets of a day;
//! the spool, since what is acknowledged is stored before; public totals, which follow from the tables; and the node's number, under which batches of
//! another history are numbered than those of the folder that it is made from.

mod digest;
mod reader;
mod sources;
mod writer;

pub(crate) use reader::restore;
pub(crate) use sources::Sources;
pub(crate) use writer::write;

use serde::{Deserialize, Serialize};

/// The version of the format.
const FORMAT: u32 = 1;

const HEAD: &str = "tiraj-backup.json";
const END: &str = "tiraj-backup.end.json";

/// The first entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The version of the format.
    pub(crate) format: u32,
    /// The version of the program.
    pub(crate) tiraj: String,
    /// When it was begun.
    pub(crate) taken_at: jiff::Timestamp,
}

/// The last entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// Entries before this one.
    pub(crate) entries: u64,
    /// Bytes of their contents.
    pub(crate) bytes: u64,
    /// Their digest, in hexadecimal.
    pub(crate) sha256: String,
}

#[cfg(test)]
mod tests;
