//! A collector in a temporary folder that can be stopped, killed and started again.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tiraj_model::{Clock, Event, EventId, Received, Site, SiteName, Sites};
use tiraj_spool::{Log, Options};

use super::faulty_disk::FaultyDisk;
use crate::{CONSUMER, Collector, Pace, Surroundings};

pub(crate) const NOW: &str = "2026-11-23T10:00:00Z";

/// A clock that stands until it is told to go on. It outlives its newsroom's processes.
#[derive(Clone, Default)]
pub(crate) struct StandingClock(Arc<Mutex<Duration>>);

impl StandingClock {
    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        NOW.parse::<Timestamp>().unwrap() + *self.0.lock().unwrap()
    }
}

pub(crate) struct Newsroom {
    pub(crate) collector: Collector,
    pub(crate) log: Log,
    pub(crate) disk: FaultyDisk,
    pub(crate) clock: StandingClock,
    dir: TempDir,
}

impl Newsroom {
    /// A new one. Nothing is sealed or written down before it is told to.
    pub(crate) fn new() -> Self {
        Self::open(tempfile::tempdir().unwrap(), StandingClock::default(), Duration::from_hours(1))
    }

    /// A new one that seals and writes down as soon as it can.
    pub(crate) fn hurried() -> Self {
        Self::open(tempfile::tempdir().unwrap(), StandingClock::default(), Duration::ZERO)
    }

    fn open(dir: TempDir, clock: StandingClock, pause: Duration) -> Self {
        let disk = FaultyDisk::default();
        let options = Options {
            segment_bytes: 64 << 20,
            total_bytes: 256 << 20,
            preamble: tiraj_frames::preamble(),
            consumers: vec![CONSUMER, "loader"],
        };
        let (writer, log, _) =
            tiraj_spool::open(&dir.path().join("spool"), options, Arc::new(disk.clone())).unwrap();
        let site = |name: &str| Site::new(name.parse().unwrap(), "Asia/Baku").unwrap();
        let surroundings = Surroundings {
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(|bytes| bytes.fill(7)),
            enricher: tiraj_enrich::Enricher::built_in(),
            sites: Sites::new([site("news.example"), site("demo.tiraj")]),
            bot_views_per_minute: 0,
            writer,
            log: log.clone(),
            max_age: crate::admission::MAX_AGE,
        };
        let pace = Pace { seal_after: pause, snapshot_every: pause };
        let collector = Collector::start(dir.path(), pace, surroundings).unwrap();
        Self { collector, log, disk, clock, dir }
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// What is left after `kill -9`, started again.
    pub(crate) fn kill_and_start(self) -> Self {
        let Self { collector, dir, clock, .. } = self;
        drop(collector);
        Self::open(dir, clock, Duration::from_hours(1))
    }

    /// Stopped in order and started again.
    pub(crate) fn stop_and_start(self) -> Self {
        let Self { collector, dir, clock, .. } = self;
        collector.shutdown();
        drop(collector);
        Self::open(dir, clock, Duration::from_hours(1))
    }

    pub(crate) fn views(&self, path: &str) -> u64 {
        self.collector.views().of("news.example", &[path]).unwrap()[0]
    }

    /// What was received for a site since the start.
    pub(crate) fn received(&self, site: &str) -> Received {
        self.collector.received().remove(site).unwrap_or_default()
    }

    /// What the loader does when it has loaded everything.
    pub(crate) fn acknowledge_as_loader(&self) {
        for id in self.log.sealed_from(tiraj_spool::SegmentId::FIRST) {
            self.log.acknowledge("loader", id).unwrap();
        }
    }
}

/// A view, with an id unless it is empty.
pub(crate) fn view(path: &str, id: &str) -> Event {
    let site: SiteName = "news.example".parse().unwrap();
    let id = (!id.is_empty()).then(|| EventId::new(&site, id.as_bytes()));
    Event { id, ..Event::view(site, NOW.parse().unwrap(), path) }
}
