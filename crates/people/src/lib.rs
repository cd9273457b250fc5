//! The people of the newsroom: who they are, how they prove it, and what each may do.
//!
//! - [`Right::of`]: whether a visitor may do what a route does; a pure function.
//! - [`People`]: everybody with sessions and share links. Every change is kept before it holds, and noted.
//! - [`Order`]: the changes that commands and the settings page have in common.
//! - [`Keep`], [`AuditLog`]: where it all lies. The program has files for it; this crate does no IO.
//!
//! Secrets (of sessions, links, addresses for one use) are 32 random bytes that are shown once; what is kept is their
//! SHA-256. Passwords are kept as argon2id hashes.

mod audit;
mod email;
mod error;
mod order;
mod password;
mod people;
mod person;
mod rights;
mod session;
mod share_link;
mod table;

pub use audit::{Act, Actor, AuditLog, By, Entry};
pub use email::Email;
pub use error::PeopleError;
pub use order::{Done, Order};
pub use password::{PasswordHash, check_password};
pub use people::{Invited, Parts, People};
pub use person::{Invitation, Person};
pub use rights::{Leave, Right, Visitor};
pub use session::Session;
pub use share_link::ShareLink;
pub use table::Keep;

#[cfg(test)]
mod tests;
