//! Random histories of a spool on a disk that crashes, fills up and fails, checked against a simple model.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::fake_disk::{FakeDisk, Fault};
use super::{HEADER, options};
use crate::{AcknowledgeError, AppendError, Damage, Log, Options, Position, SegmentId, Writer, open};

const LIMIT: u64 = 2_000;

#[derive(Debug, Clone)]
enum Step {
    /// Appends frames together, each with this much filling.
    Append(Vec<u8>),
    Seal,
    /// One consumer acknowledges the sealed segment of this index, modulo their number.
    Acknowledge(bool, u8),
    /// The process ends and starts again; with a seed, the machine crashes.
    Restart(Option<u64>),
    Fail(Fault),
    /// The disk has so many bytes left, or plenty.
    Free(Option<u8>),
}

fn step() -> impl Strategy<Value = Step> {
    let fault = (0..12_u32, any::<bool>()).prop_map(|(after, lasting)| Step::Fail(Fault { after, lasting }));
    prop_oneof![
        8 => vec(0..120_u8, 1..4).prop_map(Step::Append),
        3 => Just(Step::Seal),
        5 => (any::<bool>(), any::<u8>()).prop_map(|(consumer, index)| Step::Acknowledge(consumer, index)),
        1 => Just(Step::Restart(None)),
        3 => any::<u64>().prop_map(|seed| Step::Restart(Some(seed))),
        2 => fault,
        1 => any::<Option<u8>>().prop_map(Step::Free),
    ]
}

/// What must be true of the spool, next to the spool itself.
struct Model {
    disk: FakeDisk,
    spool: Option<(Writer, Log)>,
    /// Frames that must come back.
    expected: BTreeMap<Position, Vec<u8>>,
    /// Frames whose append failed since the last start; each may come back once.
    doubtful: BTreeSet<Vec<u8>>,
    /// Frames whose append failed under an earlier process, when no segment could be begun since. What undid the append
    /// may not be on disk yet, so a crash may still bring them back.
    lingering: BTreeSet<Vec<u8>>,
    /// Doubtful frames that came back while the disk did not let the spool make sure of them; they may go again.
    unsecured: BTreeSet<Position>,
    /// Segments whose deletion failed; they may come back, but as a whole.
    half_deleted: BTreeSet<SegmentId>,
    acknowledged: BTreeSet<(SegmentId, &'static str)>,
    newest: Option<Position>,
    payloads: u32,
    /// Whether anything happened that may leave a torn tail.
    disturbed: bool,
}

impl Model {
    fn new() -> Self {
        let mut model = Self {
            disk: FakeDisk::default(),
            spool: None,
            expected: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            lingering: BTreeSet::new(),
            unsecured: BTreeSet::new(),
            half_deleted: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
            newest: None,
            payloads: 0,
            disturbed: false,
        };
        model.open();
        model
    }

    fn spool(&mut self) -> &mut (Writer, Log) {
        self.spool.as_mut().unwrap()
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Append(fillings) => self.append(&fillings),
            Step::Seal => self.seal(),
            Step::Acknowledge(consumer, index) => self.acknowledge(usize::from(consumer), index.into()),
            Step::Restart(seed) => self.restart(seed),
            Step::Fail(fault) => {
                self.disturbed = true;
                self.disk.set_fault(Some(fault));
            }
            Step::Free(free) => {
                self.disturbed = true;
                self.disk.set_free(free.map(usize::from));
            }
        }
        if self.spool().0.active().is_some() {
            self.secure();
        }
        self.check_sealed();
    }

    /// A segment was begun: what its header says of the one before is what comes back of that from now on.
    fn secure(&mut self) {
        self.unsecured.clear();
        self.lingering.clear();
    }

    fn seal(&mut self) {
        if self.spool().0.seal().is_some() {
            let usage = self.spool().1.usage();
            assert!(usage.bytes <= LIMIT, "{usage:?}");
        }
    }

    fn append(&mut self, fillings: &[u8]) {
        let frames: Vec<Vec<u8>> = fillings.iter().map(|filling| self.payload(*filling)).collect();
        let together: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
        match self.spool().0.append_together(&together) {
            Ok(first) => {
                assert!(Some(first) > self.newest, "{first:?} after {:?}", self.newest);
                let usage = self.spool().1.usage();
                assert!(usage.bytes + HEADER <= LIMIT, "{usage:?} leaves no room to seal");
                for (frame, payload) in (first.frame..).zip(frames) {
                    let position = Position { frame, ..first };
                    self.newest = Some(position);
                    self.expected.insert(position, payload);
                }
            }
            Err(AppendError::Full { .. }) => {}
            Err(AppendError::TooLong { .. } | AppendError::TooMany { .. }) => {
                panic!("the frames are short and few")
            }
            Err(AppendError::DiskFull(_) | AppendError::Io(_)) => {
                assert!(self.disturbed, "a sound disk failed");
                self.doubtful.extend(frames);
            }
        }
    }

    fn payload(&mut self, filling: u8) -> Vec<u8> {
        self.payloads += 1;
        let mut payload = self.payloads.to_le_bytes().to_vec();
        payload.resize(4 + usize::from(filling), filling);
        payload
    }

    fn acknowledge(&mut self, consumer: usize, index: usize) {
        let sealed = self.spool().1.sealed_from(SegmentId::FIRST);
        let Some(&id) = sealed.get(index % sealed.len().max(1)) else { return };
        let consumer = options().consumers[consumer];
        let result = self.spool().1.acknowledge(consumer, id);
        self.acknowledged.insert((id, consumer));
        let by_all = options().consumers.iter().all(|&name| self.acknowledged.contains(&(id, name)));
        match result {
            Ok(()) if by_all => {
                self.expected.retain(|position, _| position.segment != id);
                self.half_deleted.remove(&id);
            }
            Ok(()) => {}
            Err(AcknowledgeError::Delete { .. }) if by_all && self.disturbed => {
                self.half_deleted.insert(id);
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn restart(&mut self, seed: Option<u64>) {
        self.spool = None;
        if let Some(seed) = seed {
            self.disturbed = true;
            self.disk.crash(seed);
        }
        self.open();
    }

    fn open(&mut self) {
        let options = Options { segment_bytes: 300, total_bytes: LIMIT, ..options() };
        let start = || open("/spool".as_ref(), options.clone(), std::sync::Arc::new(self.disk.clone()));
        let opened = start().or_else(|error| {
            assert!(self.disturbed, "{error}");
            self.disk.set_fault(None);
            start()
        });
        let (writer, log, recovery) = opened.unwrap();
        for damage in recovery.damages {
            assert!(self.disturbed && matches!(damage, Damage::TornTail { .. }), "{damage:?}");
        }
        let secured = writer.active().is_some();
        self.accept(frames(&log));
        if secured {
            self.secure();
        }
        self.spool = Some((writer, log));
        self.disturbed = self.disk.is_unsound() || !secured;
    }

    /// Checks what came back after a restart; from now on it must stay.
    fn accept(&mut self, found: BTreeMap<Position, Vec<u8>>) {
        self.lingering.append(&mut self.doubtful);
        for (position, payload) in &found {
            let doubtful = self.lingering.remove(payload);
            if doubtful {
                self.unsecured.insert(*position);
            }
            assert!(
                doubtful || self.expected.get(position) == Some(payload),
                "{position:?} came back though nobody appended it, or it was deleted"
            );
        }
        for position in self.expected.keys().filter(|position| !found.contains_key(position)) {
            let deleted = self.half_deleted.contains(&position.segment)
                && found.keys().all(|other| other.segment != position.segment);
            assert!(deleted || self.unsecured.contains(position), "{position:?} is lost");
        }
        self.newest = self.newest.max(found.last_key_value().map(|(&position, _)| position));
        self.expected = found;
        self.unsecured.retain(|position| self.expected.contains_key(position));
        self.half_deleted.clear();
        self.acknowledged.clear();
    }

    /// While a process runs, the sealed segments hold exactly what was acknowledged.
    fn check_sealed(&mut self) {
        let active = self.spool().0.active().map(|active| active.segment);
        let mut found = BTreeMap::new();
        for id in self.spool().1.sealed_from(SegmentId::FIRST) {
            assert!(Some(id) != active);
            if !self.half_deleted.contains(&id) {
                found.extend(frames_of(&self.spool().1, id));
            }
        }
        let sealed = |position: &Position| {
            Some(position.segment) != active && !self.half_deleted.contains(&position.segment)
        };
        let expected = self.expected.iter().filter(|(position, _)| sealed(position));
        assert!(found.iter().eq(expected), "found {:?}, expected {:?}", found.keys(), self.expected.keys());
    }
}

fn frames(log: &Log) -> BTreeMap<Position, Vec<u8>> {
    log.sealed_from(SegmentId::FIRST).into_iter().flat_map(|id| frames_of(log, id)).collect()
}

fn frames_of(log: &Log, id: SegmentId) -> Vec<(Position, Vec<u8>)> {
    let segment = log.read(id).unwrap();
    assert_eq!(segment.damages(), [], "in segment {id}");
    let frames: Vec<_> = segment.frames().map(|(position, payload)| (position, payload.to_vec())).collect();
    assert!(frames.is_sorted_by_key(|(position, _)| *position), "in segment {id}");
    frames
}

proptest! {
    #[test]
    fn acknowledged_frames_come_back_in_order_once(steps in vec(step(), 1..80)) {
        let mut model = Model::new();
        for step in steps {
            model.apply(step);
        }
        model.disk.set_free(None);
        model.restart(Some(0));
    }
}
