//! The `tiraj` program: arguments, settings, commands, and the wiring of all crates.

mod access;
mod archive;
mod audit_file;
mod backup;
mod commands;
mod control;
mod counters;
mod data_folder;
mod delivering;
mod demo;
mod ledger;
mod list_file;
mod node;
mod output;
mod packs;
mod parquet_file;
mod progress;
mod reclassification;
mod registers;
mod salt_exchange;
mod serving;
mod settings;
mod sites_file;
mod spool_state;
mod telemetry;
mod tokens_file;

use std::process::ExitCode;

use clap::Parser;

use commands::Cli;

/// An event takes some sixty small allocations on its way; the system's allocator needs three times as long for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 done, 1 failed, 2 wrong usage (clap exits with it by itself).
fn main() -> ExitCode {
    use_small_pages();
    let cli = Cli::parse();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tiraj: {}", output::one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// The allocator asks the kernel for pages of 2 MiB, each whole in memory for whatever little is used of it: a collector
/// that has just started takes 70 MB then and 47 without, with two thousand connections 180 and 125, and is no faster.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
