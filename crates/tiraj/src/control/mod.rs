//! How a command reaches the process that owns a data folder: HTTP over the socket in the folder.
//!
//! `/clickhouse/` is the embedded engine's interface, for the store's reads and writes; `/control/` holds the
//! few acts that only the owner may do. The socket's rights are those of the folder's owner.

mod backup;
mod client;
mod erasing;
mod ledger;
mod publishing;
mod registers;
mod server;
mod spool;

pub(crate) use client::Client;
pub(crate) use erasing::{EraseOrder, Erased};
pub(crate) use ledger::LedgerQuestion;
pub(crate) use publishing::{Deliveries, WebhookKeys, add_schedule};
pub(crate) use registers::Newsroom;
pub(crate) use server::{router, router_of_pages};

use serde::{Deserialize, Serialize};

/// What a running owner says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Owner {
    /// Its process id.
    pub(crate) pid: u32,
    /// Whether its database is the embedded engine, reachable through this socket.
    pub(crate) embedded: bool,
    /// The name of its database.
    pub(crate) database: String,
}

/// The answer to a bulk load.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Loaded {
    pub(crate) rows: u64,
}
