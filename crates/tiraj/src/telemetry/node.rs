//! What a node tells: the loader, the spool, the ledger, the disk, what is delivered.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tiraj_loader::Loader;
use tiraj_meters::{Exposition, Kind};
use tiraj_model::{Clock, SiteMinute};
use tiraj_store::Intake;

use crate::archive::Press;
use crate::delivering::Courier;
use crate::ledger::{LedgerHealth, NodeIntake};

/// What is asked when Prometheus asks a node.
pub(crate) struct NodeMeters {
    pub(crate) loader: Arc<Loader>,
    pub(crate) intake: NodeIntake,
    pub(crate) ledger: LedgerHealth,
    pub(crate) courier: Arc<Courier<Press>>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The data folder.
    pub(crate) folder: PathBuf,
}

impl NodeMeters {
    /// Writes all of it.
    pub(crate) fn write(&self, metrics: &mut Exposition) {
        let now = self.clock.now();
        write_loaded(metrics, &self.loader);
        write_pending(metrics, &self.intake, now);
        write_spool(metrics, &self.loader);
        write_rollups(metrics, &self.loader, now);
        self.write_room(metrics);
        let balanced = if self.ledger.alarm().is_none() { 1.0 } else { 0.0 };
        let help = "1 unless the ledger's last self-check found a difference.";
        metrics.single("tiraj_ledger_balanced", Kind::Gauge, help, balanced);
        let help = "Attempts to deliver a report, by what became of them.";
        let mut family = metrics.family("tiraj_deliveries_total", Kind::Counter, help);
        for (outcome, count) in self.courier.log().ended() {
            family.sample(&[("outcome", outcome)], count as f64);
        }
    }

    /// Nothing where the system does not tell.
    fn write_room(&self, metrics: &mut Exposition) {
        let Ok(room) = rustix::fs::statvfs(&self.folder) else { return };
        let bytes = |blocks: u64| blocks as f64 * room.f_frsize as f64;
        let help = "Free bytes on the disk under the data folder.";
        metrics.single("tiraj_data_free_bytes", Kind::Gauge, help, bytes(room.f_bavail));
        let help = "Bytes of the disk under the data folder.";
        metrics.single("tiraj_data_size_bytes", Kind::Gauge, help, bytes(room.f_blocks));
    }
}

fn write_rollups(metrics: &mut Exposition, loader: &Loader, now: Timestamp) {
    let behind = loader.rollups_behind_since().map_or(0.0, |since| now.duration_since(since).as_secs_f64());
    let help = "Seconds since the end of the oldest hour that is over and not in the rollups; 0 on nodes that compute none.";
    metrics.single("tiraj_rollups_behind_seconds", Kind::Gauge, help, behind.max(0.0));
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
    let help = "Time to load a segment of the spool.";
    metrics.family("tiraj_load_seconds", Kind::Histogram, help).histogram(&[], loader.durations());
    let letters = loader.dead_letters().count().map_or(f64::NAN, |letters| letters as f64);
    metrics.single("tiraj_dead_letters", Kind::Gauge, "Batches that are set aside as dead letters.", letters);
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
