//! What tests stand on: a fresh database of the real engine, a clock to turn, events to store, servers that take
//! mail and requests down.
//!
//! Tests of this workspace use the real engine. Where `TIRAJ_TEST_CLICKHOUSE_URL` is set, the same tests run
//! against that server, each in a database of its own that is dropped afterwards.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod clock;
mod cluster;
mod database;
mod events;
mod http_sink;
mod people;
mod smtp_sink;

pub use clock::ManualClock;
pub use cluster::TestCluster;
pub use database::{TestDatabase, install_engine};
pub use events::{at, share, site, view};
pub use http_sink::{HttpAct, HttpSink, TakenRequest};
pub use people::people;
pub use smtp_sink::{MailAct, SmtpSink, TakenMail};
