//! The way of admitted events into the store, many together: a load of ten events takes as long as one of thousands.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Event, EventId, Site};

use crate::access::Access;

/// Events that are loaded together.
const EVENTS: usize = 100_000;

/// Ids of times nearer to one another are asked for together.
const NEAR: SignedDuration = SignedDuration::from_hours(24);

/// Events of several files that wait to be loaded.
pub(super) struct Loading<'a> {
    access: &'a Access,
    site: Site,
    /// Each with the place of its file.
    waiting: Vec<(usize, Event)>,
    repeats: Repeats,
}

/// By the place of a file, how many of its events the store held before, or an earlier line of any file had brought.
pub(super) type Repeats = BTreeMap<usize, u64>;

impl<'a> Loading<'a> {
    pub(super) fn new(access: &'a Access, site: Site) -> Self {
        Self { access, site, waiting: Vec::new(), repeats: Repeats::new() }
    }

    /// Takes events of a file, and loads all that wait once they are many.
    pub(super) async fn take(&mut self, file: usize, events: Vec<Event>) -> anyhow::Result<()> {
        self.waiting.extend(events.into_iter().map(|event| (file, event)));
        if self.waiting.len() >= EVENTS { self.load().await } else { Ok(()) }
    }

    /// Loads what waits, and brings the rollups and the public counters up to date.
    pub(super) async fn finish(mut self) -> anyhow::Result<Repeats> {
        let loaded = self.load().await;
        // Also after a failure: what was loaded until then counts.
        self.access.finish_bulk().await?;
        loaded.map(|()| self.repeats)
    }

    /// Loads those that the store does not hold yet.
    async fn load(&mut self) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut known = HashSet::new();
        for (first, last) in spans(waiting.iter().map(|(_, event)| event.time).collect()) {
            known.extend(self.access.store().event_ids(&self.site.name, first, last).await?);
        }
        let mut new = Vec::new();
        for (file, event) in waiting {
            if known.insert(event.id.map_or(0, EventId::get)) {
                new.push(event);
            } else {
                *self.repeats.entry(file).or_default() += 1;
            }
        }
        if !new.is_empty() {
            self.access.load_bulk(&[tiraj_frames::encode_events(&new)]).await?;
        }
        Ok(())
    }
}

/// The stretches of time in which moments lie near one another, each by its first and last.
fn spans(mut times: Vec<Timestamp>) -> Vec<(Timestamp, Timestamp)> {
    times.sort_unstable();
    let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
    for time in times {
        match spans.last_mut() {
            Some((_, last)) if time.duration_since(*last) <= NEAR => *last = time,
            _ => spans.push((time, time)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_near_one_another_are_asked_for_together() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let [first, second] = ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"].map(at);
        let far = at("1995-07-09T00:00:00Z");
        assert_eq!(spans(vec![second, far, first]), [(far, far), (first, second)]);
        assert_eq!(spans(Vec::new()), []);
    }
}
