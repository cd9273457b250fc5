//! What the program tells of itself: a log of structured lines on stderr, and counts for Prometheus.

mod node;
mod pages;
mod process;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

pub(crate) use node::NodeMeters;
pub(crate) use pages::PageMeters;
pub(crate) use process::{peak_bytes, resident_bytes, write_process};

/// Starts logging as the settings say.
pub(crate) fn start(settings: &Settings) {
    process::note_start();
    let filter = EnvFilter::try_new(&settings.log_level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let lines = lines.with_ansi(std::io::stderr().is_terminal());
    // A second start in one process (a test) keeps the first.
    let _ = if settings.log_json { lines.json().try_init() } else { lines.with_target(false).try_init() };
}
