//! What is promised while nothing goes wrong.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::{FRAME, HEADER, PREAMBLE, acknowledge_all, append_all, contents, open_disk, options};
use crate::{
    AcknowledgeError, Active, AppendError, DiskFileSystem, Log, MAX_FRAME_BYTES, MAX_FRAMES_TOGETHER,
    MAX_PREAMBLE_BYTES, Options, Position, ReadError, Recovery, SegmentId, SpoolError, Usage, Writer, open,
};

fn open_with(dir: &Path, change: impl FnOnce(&mut Options)) -> (Writer, Log, Recovery) {
    let mut options = options();
    change(&mut options);
    open(dir, options, Arc::new(DiskFileSystem)).unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(name).collect();
    names.sort();
    names
}

#[test]
fn frames_come_back_in_order_with_their_positions() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, recovery) = open_disk(dir.path());
    assert_eq!(recovery, Recovery::default());
    assert_eq!(writer.append(b"a0").unwrap(), Position { segment: SegmentId(1), frame: 0 });
    assert_eq!(writer.append(b"").unwrap(), Position { segment: SegmentId(1), frame: 1 });
    assert_eq!(writer.seal(), Some(SegmentId(1)));
    assert_eq!(writer.append(b"b0").unwrap(), Position { segment: SegmentId(2), frame: 0 });
    writer.seal();
    assert_eq!(contents(&log), ["1.0 a0", "1.1 ", "2.0 b0"]);
    assert_eq!(log.read(SegmentId(2)).unwrap().preamble(), Some(PREAMBLE));
}

#[test]
fn a_segment_is_offered_only_when_it_is_sealed() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    writer.append(b"a0").unwrap();
    assert_eq!(writer.active(), Some(Active { segment: SegmentId(1), frames: 1, bytes: HEADER + FRAME }));
    assert_eq!(log.sealed_from(SegmentId::FIRST), []);
    assert!(matches!(log.read(SegmentId(1)), Err(ReadError::Unknown(SegmentId(1)))));
    let refused = log.acknowledge("loader", SegmentId(1));
    assert!(matches!(refused, Err(AcknowledgeError::NotSealed(SegmentId(1)))));
}

#[test]
fn what_waits_is_known_with_its_readers() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    append_all(&mut writer, &["a0", "a1"]);
    let first = writer.seal().unwrap();
    append_all(&mut writer, &["b0"]);
    let second = writer.seal().unwrap();
    log.acknowledge("loader", first).unwrap();
    let waiting = log.waiting();
    let shown =
        |at: usize| (waiting[at].segment, waiting[at].frames, waiting[at].bytes, &*waiting[at].consumers);
    assert_eq!(shown(0), (first, 2, HEADER + 2 * FRAME, &["counter"][..]));
    assert_eq!(shown(1), (second, 1, HEADER + FRAME, &["counter", "loader"][..]));
    assert!(waiting.iter().all(|waiting| waiting.written.is_some()));
    assert_eq!((log.awaited_beside("counter"), log.awaited_beside("loader")), (1, 2));
    log.acknowledge("counter", first).unwrap();
    assert!(!log.holds(first) && log.holds(second));
}

#[test]
fn sealing_nothing_seals_nothing() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    assert_eq!(writer.seal(), None);
    assert_eq!(log.sealed_from(SegmentId::FIRST), []);
}

#[test]
fn a_full_segment_is_sealed_by_the_next_append() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_with(dir.path(), |options| options.segment_bytes = HEADER + 2 * FRAME);
    append_all(&mut writer, &["a0", "a1", "b0", "longer than a whole segment may be", "d0"]);
    assert_eq!(contents(&log), ["1.0 a0", "1.1 a1", "2.0 b0", "3.0 longer than a whole segment may be"]);
}

#[test]
fn subscribers_hear_of_each_sealed_segment() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = heard.clone();
    let reader = log.clone();
    log.subscribe(move |id| listener.lock().unwrap().push((id, reader.read(id).unwrap().frames().len())));
    append_all(&mut writer, &["a0", "a1"]);
    writer.seal();
    writer.seal();
    append_all(&mut writer, &["b0"]);
    writer.seal();
    assert_eq!(*heard.lock().unwrap(), [(SegmentId(1), 2), (SegmentId(2), 1)]);
}

#[test]
fn the_last_acknowledgement_deletes() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    writer.append(b"a0").unwrap();
    writer.seal();
    log.acknowledge("loader", SegmentId(1)).unwrap();
    log.acknowledge("loader", SegmentId(1)).unwrap();
    assert_eq!(contents(&log), ["1.0 a0"]);
    log.acknowledge("counter", SegmentId(1)).unwrap();
    assert_eq!(log.sealed_from(SegmentId::FIRST), []);
    log.acknowledge("counter", SegmentId(1)).unwrap();
    let unknown = log.acknowledge("nobody", SegmentId(1));
    assert!(matches!(unknown, Err(AcknowledgeError::UnknownConsumer(name)) if name == "nobody"));
}

#[test]
fn any_order_of_acknowledgement_leaves_no_gap_and_little_behind() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    for frame in ["a0", "b0", "c0", "d0"] {
        writer.append(frame.as_bytes()).unwrap();
        writer.seal();
    }
    for id in [3, 2, 4] {
        acknowledge_all(&log, SegmentId(id));
    }
    drop(writer);
    let (_, log, recovery) = open_disk(dir.path());
    assert_eq!(recovery.damages, []);
    assert_eq!(contents(&log), ["1.0 a0"]);
    acknowledge_all(&log, SegmentId(1));
    let left = ["00000000000000000005.done", "00000000000000000006.segment", "00000000000000000007.segment"];
    assert_eq!(names(dir.path()), left);
}

#[test]
fn usage_is_what_lies_on_disk() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    append_all(&mut writer, &["a0", "a1"]);
    writer.seal();
    append_all(&mut writer, &["b0"]);
    let bytes = 2 * HEADER + 3 * FRAME;
    let expected = Usage { bytes, limit: 1 << 30, segments: 2, oldest: Some(SegmentId(1)) };
    assert_eq!(log.usage(), expected);
    let on_disk: u64 =
        fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert_eq!(on_disk, bytes);
    drop(writer);
    let (_, log, recovery) = open_disk(dir.path());
    assert_eq!((recovery.segments, recovery.frames, recovery.bytes), (2, 3, bytes));
    assert_eq!(log.usage().bytes, bytes + HEADER);
}

#[test]
fn the_limit_refuses_until_a_segment_is_acknowledged() {
    let dir = TempDir::new().unwrap();
    let limit = 2 * HEADER + 2 * FRAME;
    let (mut writer, log, _) = open_with(dir.path(), |options| options.total_bytes = limit);
    append_all(&mut writer, &["a0", "a1"]);
    let refused = writer.append(b"a2").unwrap_err();
    assert!(refused.is_full() && matches!(refused, AppendError::Full { limit: said } if said == limit));
    writer.seal();
    assert_eq!(log.usage().bytes, limit);
    assert!(writer.append(b"b0").unwrap_err().is_full());
    acknowledge_all(&log, SegmentId(1));
    assert_eq!(writer.append(b"b0").unwrap(), Position { segment: SegmentId(2), frame: 0 });
}

#[test]
fn frames_appended_together_need_room_for_all() {
    let dir = TempDir::new().unwrap();
    let limit = 2 * HEADER + 3 * FRAME;
    let (mut writer, log, _) = open_with(dir.path(), |options| {
        options.total_bytes = limit;
        options.segment_bytes = HEADER + 2 * FRAME;
    });
    append_all(&mut writer, &["a0"]);
    assert!(
        writer.append_together(&[b"a1", b"a2"]).unwrap_err().is_full(),
        "they would need a segment of their own"
    );
    append_all(&mut writer, &["a1"]);
    writer.seal();
    assert_eq!(contents(&log), ["1.0 a0", "1.1 a1"]);
    acknowledge_all(&log, SegmentId(1));
    let first = writer.append_together(&[b"b0", b"b1"]).unwrap();
    assert_eq!(first, Position { segment: SegmentId(2), frame: 0 });
    writer.seal();
    assert_eq!(contents(&log), ["2.0 b0", "2.1 b1"]);
}

#[test]
fn what_is_too_long_is_refused() {
    let dir = TempDir::new().unwrap();
    let (mut writer, log, _) = open_disk(dir.path());
    let refused = writer.append(&vec![0; MAX_FRAME_BYTES + 1]).unwrap_err();
    assert!(!refused.is_full() && matches!(refused, AppendError::TooLong { .. }));
    let refused = writer.append_together(&[b"".as_slice(); MAX_FRAMES_TOGETHER + 1]).unwrap_err();
    assert!(!refused.is_full() && matches!(refused, AppendError::TooMany { .. }));
    writer.append(&vec![1; MAX_FRAME_BYTES]).unwrap();
    let id = writer.seal().unwrap();
    assert_eq!(log.read(id).unwrap().frames().next().unwrap().1.len(), MAX_FRAME_BYTES);

    let preamble = vec![0; MAX_PREAMBLE_BYTES + 1];
    let refused = open(dir.path(), Options { preamble, ..options() }, Arc::new(DiskFileSystem));
    assert!(matches!(refused, Err(SpoolError::PreambleTooLong { bytes }) if bytes == MAX_PREAMBLE_BYTES + 1));
}

#[test]
fn a_folder_that_cannot_be_made_is_refused() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, b"not a folder").unwrap();
    let refused = open(&file, options(), Arc::new(DiskFileSystem)).err().unwrap();
    assert!(refused.to_string().starts_with("cannot use the spool folder"), "{refused}");
}
