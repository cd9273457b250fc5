//! The way of admitted events into the store, many together: a load of ten events takes as long as one of thousands.

use std::collections::{BTreeMap, HashSet};

use anyhow::anyhow;
use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Event, EventId, Site};
use tokio::sync::mpsc;

use crate::access::Access;

/// Events that are loaded together.
const EVENTS: usize = 100_000;

/// Ids of times nearer to one another are asked for together.
const NEAR: SignedDuration = SignedDuration::from_hours(24);

/// Loads of events that may wait for the one before them.
const AHEAD: usize = 1;

/// Takes events of several files, to be loaded while the next are read.
pub(super) struct Feed {
    loads: mpsc::Sender<Vec<FileEvent>>,
    waiting: Vec<FileEvent>,
}

/// An event with the place of its file.
type FileEvent = (usize, Event);

/// By the place of a file, how many of its events the store held before, or an earlier line of any file had brought.
pub(super) type Repeats = BTreeMap<usize, u64>;

/// A feed, and the loading of what it is given, which ends after the feed has.
pub(super) fn begin(access: &Access, site: Site) -> (Feed, impl Future<Output = anyhow::Result<Repeats>>) {
    let (loads, taken) = mpsc::channel(AHEAD);
    (Feed { loads, waiting: Vec::new() }, load_all(access, site, taken))
}

impl Feed {
    /// Takes events of a file, and passes all that wait on once they are many.
    ///
    /// # Errors
    /// When loading has failed, which tells why itself.
    pub(super) async fn take(&mut self, file: usize, events: Vec<Event>) -> anyhow::Result<()> {
        self.waiting.extend(events.into_iter().map(|event| (file, event)));
        if self.waiting.len() >= EVENTS { self.pass_on().await } else { Ok(()) }
    }

    /// Passes on what waits. A feed that is dropped instead forgets it.
    pub(super) async fn end(mut self) -> anyhow::Result<()> {
        self.pass_on().await
    }

    async fn pass_on(&mut self) -> anyhow::Result<()> {
        let load = std::mem::take(&mut self.waiting);
        self.loads.send(load).await.map_err(|_| anyhow!("loading has ended before reading"))
    }
}

/// Loads what comes, and brings the rollups and the public counters up to date.
async fn load_all(
    access: &Access,
    site: Site,
    mut taken: mpsc::Receiver<Vec<FileEvent>>,
) -> anyhow::Result<Repeats> {
    let mut repeats = Repeats::new();
    let mut loaded = Ok(());
    while loaded.is_ok()
        && let Some(events) = taken.recv().await
    {
        loaded = load(access, &site, events, &mut repeats).await;
    }
    // The feed is told at once, and not when rollups are computed.
    drop(taken);
    // Also after a failure: what was loaded until then counts.
    access.finish_bulk().await?;
    loaded.map(|()| repeats)
}

/// Loads those events that the store does not hold yet, and counts the others by their files.
async fn load(
    access: &Access,
    site: &Site,
    events: Vec<FileEvent>,
    repeats: &mut Repeats,
) -> anyhow::Result<()> {
    let mut known = HashSet::new();
    for (first, last) in spans(events.iter().map(|(_, event)| event.time).collect()) {
        known.extend(access.store().event_ids(&site.name, first, last).await?);
    }
    let mut new = Vec::new();
    for (file, event) in events {
        if known.insert(event.id.map_or(0, EventId::get)) {
            new.push(event);
        } else {
            *repeats.entry(file).or_default() += 1;
        }
    }
    if !new.is_empty() {
        access.load_bulk(&[tiraj_frames::encode_events(&new)]).await?;
    }
    Ok(())
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
