//! libchdb, made safe: every call into the C library is in this module, and nothing else of the crate is
//! `unsafe`.
//!
//! Signatures are those of `programs/local/chdb.h` of chdb-core 26.7. The rules of that header become types:
//!
//! - a connection runs one statement at a time: [`Connection`]'s methods take `&mut self`, and the streams
//!   that they return borrow it until they end;
//! - every handle is destroyed, also on error paths: each has a `Drop`;
//! - a library is never unmapped: its threads outlive the last connection.

mod connection;
mod insert;
mod parameters;
mod result;
mod symbols;

pub(crate) use connection::{Chdb, Connection};
pub(crate) use result::{Document, ResultStream};
