//! What every process tells, under the names that Prometheus' own libraries use.

use std::sync::OnceLock;
use std::time::SystemTime;

use tiraj_meters::{Exposition, Kind};

/// Where Linux tells of a process's memory, and of its open files.
const STATUS: &str = "/proc/self/status";
const FILES: &str = "/proc/self/fd";

/// When the process began to tell.
static STARTED: OnceLock<SystemTime> = OnceLock::new();

/// Notes the start of the process.
pub(super) fn note_start() {
    STARTED.get_or_init(SystemTime::now);
}

/// Writes it. What the system does not tell is left out.
pub(crate) fn write_process(metrics: &mut Exposition) {
    let mut build = metrics.family("tiraj_build_info", Kind::Gauge, "The program's version.");
    build.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    if let Some(bytes) = resident_bytes() {
        metrics.single("process_resident_memory_bytes", Kind::Gauge, "Resident memory size in bytes.", bytes);
    }
    if let Ok(files) = std::fs::read_dir(FILES) {
        let help = "Number of open file descriptors.";
        metrics.single("process_open_fds", Kind::Gauge, help, files.count() as f64);
    }
    let allowed = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let help = "Maximum number of open file descriptors.";
    metrics.single("process_max_fds", Kind::Gauge, help, allowed.map_or(f64::INFINITY, |files| files as f64));
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let help = "Total user and system CPU time spent in seconds.";
    let seconds = used.tv_sec as f64 + used.tv_nsec as f64 / 1e9;
    metrics.single("process_cpu_seconds_total", Kind::Counter, help, seconds);
    let since = STARTED.get().and_then(|started| started.duration_since(SystemTime::UNIX_EPOCH).ok());
    if let Some(since) = since {
        let help = "Start time of the process since unix epoch in seconds.";
        metrics.single("process_start_time_seconds", Kind::Gauge, help, since.as_secs_f64());
    }
}

/// The resident memory of this process; none where the system does not tell.
pub(crate) fn resident_bytes() -> Option<f64> {
    told_bytes("VmRSS:")
}

/// The most memory that was resident at a time; none where the system does not tell.
pub(crate) fn peak_bytes() -> Option<f64> {
    told_bytes("VmHWM:")
}

fn told_bytes(name: &str) -> Option<f64> {
    let text = std::fs::read_to_string(STATUS).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix(name))?.trim().strip_suffix("kB")?;
    Some(kilobytes.trim().parse::<f64>().ok()? * 1024.0)
}
