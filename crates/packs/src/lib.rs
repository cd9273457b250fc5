//! What Tiraj fetches with npm: the engine, and packs of rules and data that are renewed without a new binary.
//!
//! ```text
//! Item (package, digest, file) ── fetch ──▶ npm pack ──▶ SHA-512 ──▶ one file ──▶ renamed into the cache
//! Pack (pinned release)        ── Shelf ──▶ the release in use: the pinned one, or a newer one that was asked for
//! ```
//!
//! What a caller may rely on:
//!
//! - **Nothing unchecked is used.** A tarball is hashed before it is unpacked; a file has its name only when it is whole
//!   and on the disk.
//! - **One fetch at a time**, also over processes; the others wait for it and take what it brought.
//! - **A pinned release is checked against this source**, a newer one against the digest that the registry states.

mod cache;
mod digest;
mod error;
mod fetch;
mod npm;
mod pack;
mod progress;
mod record;
mod shelf;
#[cfg(test)]
mod stand_in;

pub use cache::cache_dir;
pub use digest::Digest;
pub use error::FetchError;
pub use fetch::{Item, fetch};
pub use npm::{Npm, Release};
pub use pack::{AGENTS, COUNTRIES, PACKS, Pack};
pub use progress::{Progress, StderrProgress};
pub use shelf::{Installed, Shelf};
