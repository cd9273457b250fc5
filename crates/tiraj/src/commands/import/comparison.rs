//! Views in a server's logs held against those that the pages themselves reported.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tiraj_model::{Event, EventId, Site, Verdict};
use tiraj_store::{Period, Store};

use crate::output::print;

/// What a log's lines amount to, day by day; nothing of it is stored.
pub(super) struct Comparison {
    site: Site,
    /// Views by day of the site's zone.
    views: BTreeMap<Date, u64>,
    /// Logs that overlap tell of a view twice.
    seen: HashSet<u64>,
    span: Option<(Timestamp, Timestamp)>,
}

/// A day's views by whom they are known from.
pub(super) struct ComparedDay {
    day: Date,
    logged: u64,
    tracked: u64,
}

impl Comparison {
    pub(super) fn new(site: Site) -> Self {
        Self { site, views: BTreeMap::new(), seen: HashSet::new(), span: None }
    }

    /// Counts the views of persons among events.
    pub(super) fn count(&mut self, events: &[Event]) {
        let zone = self.site.zone();
        for event in events {
            if event.verdict != Verdict::Human || !self.seen.insert(event.id.map_or(0, EventId::get)) {
                continue;
            }
            let (first, last) = self.span.unwrap_or((event.time, event.time));
            self.span = Some((first.min(event.time), last.max(event.time)));
            *self.views.entry(event.time.to_zoned(zone.clone()).date()).or_default() += 1;
        }
    }

    /// Asks the store for what pages reported between the first and the last view of the logs.
    pub(super) async fn against(&self, store: &Store, now: Timestamp) -> anyhow::Result<Vec<ComparedDay>> {
        let Some((first, last)) = self.span else { return Ok(Vec::new()) };
        let period = Period::new(&self.site, first, last + SignedDuration::from_millis(1), now);
        let tracked = store.tracked_days(&period).await?;
        let tracked: BTreeMap<Date, u64> = tracked.into_iter().map(|day| (day.date(), day.views)).collect();
        let compare = |(&day, &logged): (&Date, &u64)| {
            let tracked = tracked.get(&day).copied().unwrap_or(0);
            ComparedDay { day, logged, tracked }
        };
        Ok(self.views.iter().map(compare).collect())
    }
}

impl ComparedDay {
    /// Views that pages reported, as a share of those in the logs.
    fn ratio(&self) -> f64 {
        self.tracked as f64 / self.logged as f64
    }

    pub(super) fn describe(&self) -> Value {
        json!({"day": self.day, "server_views": self.logged, "tracked_views": self.tracked, "ratio": self.ratio()})
    }
}

pub(super) fn show(days: &[ComparedDay]) {
    print("day\tserver\ttracker\ttracker/server");
    for day in days {
        print(&format!("{}\t{}\t{}\t{:.3}", day.day, day.logged, day.tracked, day.ratio()));
    }
}
