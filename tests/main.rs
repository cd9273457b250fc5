//! The integration tests: one binary, over the real engine and the real program.
//!
//! - `store`, in part `articles`, `visits`, `loader`, `plausible`, in part `reclassifying`: crates on a database of their own;
//! - the others start `tiraj` as its users do, on ports that the system chooses and in folders of their own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

mod articles;
mod back_pressure;
mod backing_up;
mod bad_input;
mod browser;
mod chaos;
mod cluster;
mod commands;
mod composed;
mod crate_edges;
mod dead_letters;
mod documentation;
mod erasing;
mod events_api;
mod exporting;
mod figures;
mod hostile;
mod importing;
mod ledger;
mod loader;
mod on_disk;
mod packaging;
mod people;
mod pipeline;
mod plausible;
mod privacy;
mod publishing;
mod reclassifying;
mod retention;
mod rollups;
mod seeding;
mod shards;
mod sharing;
mod statements;
mod store;
mod taking_over;
mod telling;
mod upgrading;
mod visits;
