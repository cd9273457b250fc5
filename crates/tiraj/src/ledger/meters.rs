//! What the binary knows for `/metrics`: the loader, the spool, the process.

use jiff::Timestamp;
use tiraj_collector::http::{Exposition, Kind};
use tiraj_loader::Loader;
use tiraj_model::SiteMinute;
use tiraj_store::Intake;

use super::{LedgerHealth, NodeIntake};

/// Where Linux tells of a process's memory.
const STATUS: &str = "/proc/self/status";

/// Writes the metrics of a node.
pub(crate) fn write_metrics(
    metrics: &mut Exposition,
    loader: &Loader,
    intake: &NodeIntake,
    health: &LedgerHealth,
    now: Timestamp,
) {
    write_loaded(metrics, loader);
    write_pending(metrics, intake, now);
    write_spool(metrics, loader);
    let balanced = if health.alarm().is_none() { 1.0 } else { 0.0 };
    metrics.single(
        "tiraj_ledger_balanced",
        Kind::Gauge,
        "1 unless the ledger's last self-check found a difference.",
        balanced,
    );
    let mut build = metrics.family("tiraj_build_info", Kind::Gauge, "The program's version.");
    build.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    if let Some(bytes) = resident_bytes() {
        metrics.single("process_resident_memory_bytes", Kind::Gauge, "Resident memory size in bytes.", bytes);
    }
}

fn write_loaded(metrics: &mut Exposition, loader: &Loader) {
    let loads = loader.loads();
    let mut each = |name, help, count: fn(&tiraj_loader::Loads) -> u64| {
        let mut family = metrics.family(name, Kind::Counter, help);
        for (site, loads) in &loads {
            family.sample(&[("site", site)], count(loads) as f64);
        }
    };
    each("tiraj_events_stored_total", "Events that reached the database.", |loads| loads.stored);
    each("tiraj_events_dead_total", "Events that the database refused.", |loads| loads.dead);
    each("tiraj_events_lost_total", "Events that a disk has destroyed.", |loads| loads.lost);
    let status = loader.status().borrow().clone();
    let trouble = if status.trouble.is_empty() { 0.0 } else { 1.0 };
    metrics.single(
        "tiraj_loader_trouble",
        Kind::Gauge,
        "1 while nothing can be loaded; /readyz says why.",
        trouble,
    );
    let loaded = status.loaded.map_or(0.0, |segment| segment.0 as f64);
    metrics.single(
        "tiraj_loader_loaded_segment",
        Kind::Gauge,
        "The newest segment that is loaded with all before it.",
        loaded,
    );
}

fn write_pending(metrics: &mut Exposition, intake: &NodeIntake, now: Timestamp) {
    let (_, through) = intake.position();
    let pending = intake.received_after(through);
    let by_site = pending.by_site();
    let mut family =
        metrics.family("tiraj_events_pending", Kind::Gauge, "Events on their way to the database.");
    for (site, received) in &by_site {
        family.sample(&[("site", site)], received.accepted as f64);
    }
    let oldest = pending.iter().map(|(SiteMinute { minute, .. }, _)| *minute).min();
    let lag = oldest.map_or(0.0, |minute| now.duration_since(minute.start()).as_secs_f64().max(0.0));
    let help = "Seconds since the minute of the oldest receipt that is not loaded.";
    metrics.single("tiraj_loader_lag_seconds", Kind::Gauge, help, lag);
}

fn write_spool(metrics: &mut Exposition, loader: &Loader) {
    let usage = loader.log().usage();
    metrics.single("tiraj_spool_bytes", Kind::Gauge, "Bytes of all segments.", usage.bytes as f64);
    metrics.single(
        "tiraj_spool_limit_bytes",
        Kind::Gauge,
        "The most bytes of all segments.",
        usage.limit as f64,
    );
    metrics.single(
        "tiraj_spool_segments",
        Kind::Gauge,
        "Segments, the active one included.",
        usage.segments as f64,
    );
}

/// The resident memory of this process; none where the system does not tell.
pub(crate) fn resident_bytes() -> Option<f64> {
    let text = std::fs::read_to_string(STATUS).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix("kB")?;
    Some(kilobytes.trim().parse::<f64>().ok()? * 1024.0)
}
