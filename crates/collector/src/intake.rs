//! What was received by segment of the spool, for as long as the segment may not be in the store yet.
//!
//! The ledger's *pending* is what lies in segments that the loader has not passed. It is known here from the moment of
//! the commit, and read from the spool again after a start.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tiraj_frames::Contents;
use tiraj_model::{Minute, Tally};
use tiraj_spool::{Log, Segment, SegmentId};

/// Segments that are remembered after the spool has let them go, so that who asks the loader first, the store second and
/// the intake last finds one moment.
const GRACE: usize = 64;

/// From so many entries (segments by their sites and minutes) on, about 150 bytes each, two neighbours at a time become one,
/// and minutes become hours, until the segments are loaded. Who asks from between two joined segments is answered from the
/// spool.
const MAX_ENTRIES: usize = 100_000;

/// What was received by segment. Clones share it.
#[derive(Clone)]
pub struct Intake {
    log: Log,
    spans: Arc<Mutex<Spans>>,
}

/// Spans of segments by their last one.
struct Spans {
    by_last: BTreeMap<SegmentId, Span>,
    entries: usize,
    /// Above so many entries neighbours are joined.
    most: usize,
}

struct Span {
    first: SegmentId,
    received: Tally,
}

impl Intake {
    /// The intake of a spool with everything that it still holds.
    pub(crate) fn open(log: Log) -> Self {
        let intake = Self { log, spans: Arc::new(Mutex::new(Spans::new())) };
        for id in intake.log.sealed_from(SegmentId::FIRST) {
            let received = intake.read(id);
            intake.note(id, &received);
        }
        intake
    }

    /// Notes what was received in a segment, on top of what was noted before.
    pub(crate) fn note(&self, segment: SegmentId, received: &Tally) {
        let mut spans = self.lock();
        spans.note(segment, received);
        if spans.entries > spans.most {
            spans.join();
        }
    }

    /// Forgets segments that the spool has let go, but for the last few.
    pub(crate) fn prune(&self) {
        let oldest = self.log.usage().oldest;
        self.lock().prune(oldest);
    }

    /// What was received in the segments after the given one.
    #[must_use]
    pub fn after(&self, loaded: SegmentId) -> Tally {
        let mut received = Tally::default();
        let mut unsure = Vec::new();
        for (last, span) in self.lock().by_last.range(loaded.next()..) {
            if span.first > loaded {
                received.add(&span.received);
            } else {
                unsure.extend((loaded.0 + 1..=last.0).map(SegmentId));
            }
        }
        unsure.into_iter().for_each(|id| received.add(&self.read(id)));
        received
    }

    /// The segment before the oldest that is known; `None` where none is.
    #[must_use]
    pub fn before_first(&self) -> Option<SegmentId> {
        self.lock().by_last.first_key_value().map(|(_, span)| SegmentId(span.first.0.saturating_sub(1)))
    }

    /// How many events were accepted in each known segment through the given one, in order.
    #[must_use]
    pub fn accepted_through(&self, loaded: SegmentId) -> Vec<(SegmentId, u64)> {
        let spans = self.lock();
        let accepted = |span: &Span| span.received.iter().map(|(_, received)| received.accepted).sum();
        let alone = spans.by_last.range(..=loaded).filter(|(last, span)| **last == span.first);
        alone.map(|(last, span)| (*last, accepted(span))).collect()
    }

    /// What a sealed segment says it received; nothing where it cannot be read, which is reported where it is loaded.
    fn read(&self, id: SegmentId) -> Tally {
        self.log.read(id).map(|segment| received_in(&segment)).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Spans> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn received_in(segment: &Segment) -> Tally {
    let frames = segment.frames().map(|(position, frame)| (position.frame, frame));
    Contents::read(segment.preamble(), frames).received
}

impl Spans {
    const fn new() -> Self {
        Self { by_last: BTreeMap::new(), entries: 0, most: MAX_ENTRIES }
    }

    fn note(&mut self, segment: SegmentId, received: &Tally) {
        let span = self
            .by_last
            .entry(segment)
            .or_insert_with(|| Span { first: segment, received: Tally::default() });
        self.entries -= span.received.len();
        span.received.add(received);
        self.entries += span.received.len();
    }

    /// Makes one of each two neighbours, by the hour. The newest stays as it is: it is still written to.
    fn join(&mut self) {
        let Some((newest, active)) = self.by_last.pop_last() else { return };
        let mut joined: BTreeMap<SegmentId, Span> = BTreeMap::new();
        let mut spans = std::mem::take(&mut self.by_last).into_iter();
        while let Some((last, mut span)) = spans.next() {
            let (last, other) =
                spans.next().unwrap_or((last, Span { first: last, received: Tally::default() }));
            span.received.add(&other.received);
            span.received = span.received.moved(|minute| Minute(minute.0.div_euclid(60) * 60));
            joined.insert(last, span);
        }
        joined.insert(newest, active);
        self.entries = joined.values().map(|span| span.received.len()).sum();
        // Many sites over many hours stay many entries; trying again at each commit would not make them fewer.
        self.most = MAX_ENTRIES.max(2 * self.entries);
        self.by_last = joined;
    }

    fn prune(&mut self, oldest: Option<SegmentId>) {
        let gone = oldest.map_or(self.by_last.len(), |oldest| self.by_last.range(..oldest).count());
        for _ in GRACE..gone {
            if let Some((_, span)) = self.by_last.pop_first() {
                self.entries -= span.received.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(segments: std::ops::RangeInclusive<u64>) -> Spans {
        let mut spans = Spans::new();
        for id in segments {
            let mut received = Tally::default();
            received.entry("a", Minute(i64::try_from(id).unwrap())).accepted = 1;
            spans.note(SegmentId(id), &received);
        }
        spans
    }

    fn shown(spans: &Spans) -> Vec<(u64, u64, usize)> {
        spans.by_last.iter().map(|(last, span)| (span.first.0, last.0, span.received.len())).collect()
    }

    #[test]
    fn what_the_spool_let_go_is_forgotten_after_a_while() {
        let mut spans = spans(1..=100);
        spans.prune(Some(SegmentId(80)));
        assert_eq!(shown(&spans).first(), Some(&(16, 16, 1)));
        spans.prune(None);
        assert_eq!((spans.by_last.len(), spans.entries), (GRACE, GRACE));
    }

    #[test]
    fn neighbours_join_and_the_newest_stays_apart() {
        let mut spans = spans(58..=63);
        spans.join();
        assert_eq!(shown(&spans), [(58, 59, 1), (60, 61, 1), (62, 62, 1), (63, 63, 1)]);
        assert_eq!(spans.entries, 4);
        spans.join();
        assert_eq!(shown(&spans), [(58, 61, 2), (62, 62, 1), (63, 63, 1)]);
        let count = |spans: &Spans| -> u64 {
            spans.by_last.values().flat_map(|span| &span.received).map(|(_, got)| got.accepted).sum()
        };
        assert_eq!(count(&spans), 6);
    }
}
