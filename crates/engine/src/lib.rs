//! ClickHouse inside the process: libchdb behind the ClickHouse HTTP interface.
//!
//! ```text
//! clickhouse::Client ── Connector (in-memory stream) ──┐
//!                                                      ├─▶ router ─▶ one engine connection a request ─▶ libchdb
//! any HTTP client ───── serve (TCP, Unix socket) ──────┘
//! ```
//!
//! The rest of Tiraj speaks to one database, ClickHouse, in one way, the official HTTP client. Whether a
//! server answers or this crate is a matter of which connector that client was given.
//!
//! What a caller may rely on:
//!
//! - **Requests share nothing but the data.** Every request gets an engine connection of its own, so
//!   settings, the current database and temporary tables end with it. Opening one costs about 0.4 ms; at
//!   most [`Options::connections`] are open at once, further requests wait.
//! - **One statement a request.** A second statement after a `;` never runs.
//! - **Results of the usual formats are streamed** block by block with bounded memory; `JSON`, `Parquet` and
//!   the other formats that are one document from end to end are built whole, inside the engine's memory cap.
//! - **A client that goes away takes its query with it**; an `INSERT` whose body breaks off is not committed
//!   (as on a server, blocks of `max_insert_block_size` rows, about a million, that were complete by then
//!   are).
//! - **One data folder a process at a time**, one process a data folder. After [`Engine::shutdown`] (or the
//!   drop of the last clone) the same or another folder may be opened.
//!
//! The engine must be shut down or dropped before the process ends: with a connection open, libchdb aborts
//! in about one exit of three (measured, 26.7.3). `chdb_shutdown` is not called: it forbids opening the
//! engine again, reports failure even on an idle engine, and exits after closed connections were clean in 20
//! of 20 runs without it.

mod call;
mod canceller;
#[allow(unsafe_code, reason = "libchdb is a C library; all calls into it are in this module")]
mod chdb;
mod connector;
mod core;
mod engine;
mod error;
mod exception;
mod framing;
mod http;
mod install;
mod job;
mod library;
mod lock;
mod package;
mod reply;
mod session;
mod statement;

pub use connector::{Connector, Pipe};
pub use engine::{Engine, Options};
pub use error::EngineError;
pub use install::install;
pub use library::Library;
pub use tiraj_packs::{Progress, StderrProgress, cache_dir};
