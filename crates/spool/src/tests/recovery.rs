//! Crashes, full and failing disks, one case at a time, on a fake disk; and the frozen fixtures of
//! every format version.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::fake_disk::{FakeDisk, Fault};
use super::{
    FRAME, HEADER, PREAMBLE, acknowledge_all, append_all, contents, damages, open_disk, open_on, options,
};
use crate::{AppendError, Damage, SegmentId, open};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
const SEEDS: std::ops::Range<u64> = 0..50;

fn fail_after(disk: &FakeDisk, after: u32) {
    disk.set_fault(Some(Fault { after, lasting: false }));
}

#[test]
fn what_was_acknowledged_survives_any_crash() {
    for seed in SEEDS {
        let disk = FakeDisk::default();
        let (mut writer, _, _) = open_on(disk.clone(), options());
        append_all(&mut writer, &["a0", "a1"]);
        writer.seal();
        append_all(&mut writer, &["b0"]);
        disk.crash(seed);
        let (_, log, recovery) = open_on(disk, options());
        assert_eq!(contents(&log), ["1.0 a0", "1.1 a1", "2.0 b0"], "seed {seed}");
        assert_eq!(recovery.damages, [], "seed {seed}");
    }
}

#[test]
fn a_torn_write_never_comes_back_broken() {
    for seed in SEEDS {
        let disk = FakeDisk::default();
        let (mut writer, _, _) = open_on(disk.clone(), options());
        append_all(&mut writer, &["a0"]);
        disk.set_fault(Some(Fault { after: 1, lasting: true }));
        assert!(matches!(writer.append(b"a1"), Err(AppendError::Io(_))));
        disk.crash(seed);
        let (mut writer, log, _) = open_on(disk, options());
        let found = contents(&log);
        assert!(found == ["1.0 a0"] || found == ["1.0 a0", "1.1 a1"], "seed {seed}: {found:?}");
        append_all(&mut writer, &["b0"]);
        writer.seal();
        assert_eq!(contents(&log).len(), found.len() + 1);
    }
}

#[test]
fn numbers_are_not_reused_when_everything_was_deleted() {
    let disk = FakeDisk::default();
    let (mut writer, log, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    writer.seal();
    acknowledge_all(&log, SegmentId(1));
    let mut newest = SegmentId(1);
    for seed in SEEDS {
        disk.crash(seed);
        let (mut writer, log, recovery) = open_on(disk.clone(), options());
        assert_eq!((contents(&log), recovery.damages), (vec![], vec![]));
        let id = writer.append(b"x0").unwrap().segment;
        assert!(id > newest, "{id} after {newest}");
        writer.seal();
        acknowledge_all(&log, id);
        newest = id;
    }
}

#[test]
fn what_was_not_acknowledged_by_all_is_offered_to_all_again() {
    let disk = FakeDisk::default();
    let (mut writer, log, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    writer.seal();
    log.acknowledge("loader", SegmentId(1)).unwrap();
    disk.crash(0);
    let (_, log, _) = open_on(disk, options());
    log.acknowledge("counter", SegmentId(1)).unwrap();
    assert_eq!(contents(&log), ["1.0 a0"]);
    log.acknowledge("loader", SegmentId(1)).unwrap();
    assert_eq!(log.sealed_from(SegmentId::FIRST), []);
}

#[test]
fn a_full_disk_refuses_until_there_is_room() {
    let disk = FakeDisk::default();
    let (mut writer, log, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    disk.set_free(Some(5));
    let refused = writer.append(b"a1").unwrap_err();
    assert!(refused.is_full() && matches!(refused, AppendError::DiskFull(_)));
    assert_eq!(writer.seal(), Some(SegmentId(1)), "consumers can free space although nothing can be begun");
    assert!(writer.append(b"b0").unwrap_err().is_full());
    assert_eq!(writer.active(), None);
    acknowledge_all(&log, SegmentId(1));
    disk.set_free(None);
    append_all(&mut writer, &["b0"]);
    writer.seal();
    assert_eq!(contents(&log), ["2.0 b0"]);
    assert_eq!(damages(&log), []);
}

#[test]
fn a_full_disk_can_be_opened() {
    let disk = FakeDisk::default();
    let (mut writer, _, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    disk.set_free(Some(0));
    let (mut writer, log, _) = open_on(disk.clone(), options());
    assert_eq!(contents(&log), ["1.0 a0"]);
    assert!(writer.append(b"b0").unwrap_err().is_full());
    acknowledge_all(&log, SegmentId(1));
    assert!(writer.append(b"b0").is_err() || writer.active().is_some());
    disk.set_free(None);
    writer.append(b"b1").unwrap();
}

#[test]
fn a_failed_write_leaves_the_segment_usable() {
    let disk = FakeDisk::default();
    let (mut writer, log, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    fail_after(&disk, 0);
    assert!(matches!(writer.append(b"lost"), Err(AppendError::Io(_))));
    append_all(&mut writer, &["a1"]);
    writer.seal();
    assert_eq!(contents(&log), ["1.0 a0", "1.1 a1"]);
}

#[test]
fn a_failed_sync_ends_the_segment_without_the_frame() {
    for seed in SEEDS {
        let disk = FakeDisk::default();
        let (mut writer, log, _) = open_on(disk.clone(), options());
        append_all(&mut writer, &["a0"]);
        fail_after(&disk, 1);
        assert!(matches!(writer.append(b"lost"), Err(AppendError::Io(_))));
        assert_eq!(contents(&log), ["1.0 a0"], "sealed at once");
        append_all(&mut writer, &["b0"]);
        disk.crash(seed);
        let (_, log, recovery) = open_on(disk, options());
        assert_eq!(contents(&log), ["1.0 a0", "2.0 b0"], "seed {seed}");
        assert_eq!(recovery.damages, [], "seed {seed}");
    }
}

/// Found by the model: the next process read the frame from the page cache, and its new header certified it, but a
/// crash of the machine then took the frame and left a sealed segment that looked destroyed.
#[test]
fn a_frame_in_the_page_cache_alone_is_not_certified_before_it_is_on_disk() {
    for seed in SEEDS {
        let disk = FakeDisk::default();
        disk.crash(seed);
        let (mut writer, _, _) = open_on(disk.clone(), options());
        append_all(&mut writer, &["a0"]);
        disk.set_fault(Some(Fault { after: 1, lasting: true }));
        writer.append(b"a1").unwrap_err();
        disk.set_fault(None);
        let (_, log, _) = open_on(disk.clone(), options());
        let found = contents(&log);
        disk.crash(seed);
        let (_, log, recovery) = open_on(disk, options());
        assert_eq!(contents(&log), found, "seed {seed}");
        assert_eq!(recovery.damages, [], "seed {seed}");
    }
}

#[test]
fn a_deletion_that_failed_is_tried_again() {
    let disk = FakeDisk::default();
    let (mut writer, log, _) = open_on(disk.clone(), options());
    append_all(&mut writer, &["a0"]);
    writer.seal();
    log.acknowledge("loader", SegmentId(1)).unwrap();
    for after in 0..3 {
        fail_after(&disk, after);
        log.acknowledge("counter", SegmentId(1)).unwrap_err();
    }
    log.acknowledge("counter", SegmentId(1)).unwrap();
    assert_eq!((log.usage().oldest, log.usage().bytes), (None, HEADER));
}

#[test]
fn a_torn_tail_is_reported_with_its_place() {
    let torn = |seed| {
        let disk = FakeDisk::default();
        let (mut writer, _, _) = open_on(disk.clone(), options());
        append_all(&mut writer, &["a0"]);
        disk.set_fault(Some(Fault { after: 0, lasting: true }));
        writer.append(b"a1").unwrap_err();
        disk.crash(seed);
        open_on(disk, options()).2.damages.pop()
    };
    let found: Vec<Damage> = SEEDS.filter_map(torn).collect();
    assert!(!found.is_empty(), "no seed tears the write");
    for damage in found {
        let place = |damage: &Damage| {
            matches!(*damage, Damage::TornTail { segment, offset, bytes }
            if segment == SegmentId(1) && offset == HEADER + FRAME && bytes <= FRAME)
        };
        assert!(place(&damage), "{damage:?}");
    }
}

#[test]
fn a_segment_that_cannot_be_read_stays_and_hides_nothing() {
    let disk = FakeDisk::default();
    let (mut writer, _, _) = open_on(disk.clone(), options());
    for frame in ["a0", "b0", "c0"] {
        append_all(&mut writer, &[frame]);
        writer.seal();
    }
    disk.make_unreadable("/spool/00000000000000000002.segment");
    let unreadable = Damage::Unreadable { segment: SegmentId(2), error: std::io::ErrorKind::Other };
    for left in [vec!["1.0 a0", "3.0 c0"], vec![]] {
        let (_, log, recovery) = open_on(disk.clone(), options());
        assert_eq!(contents(&log), left);
        assert_eq!(recovery.damages, std::slice::from_ref(&unreadable));
        assert!(log.usage().bytes >= HEADER + FRAME, "it takes its room");
        [1, 3].into_iter().for_each(|id| acknowledge_all(&log, SegmentId(id)));
    }
}

/// Found by the model: the tombstone that marks the beginning of the run was dropped, although a file without frames
/// that could not be deleted still lay below the newest one, and the run then seemed to lack its first segments.
#[test]
fn a_segment_that_could_not_be_deleted_keeps_its_place_in_the_run() {
    let disk = FakeDisk::default();
    open_on(disk.clone(), options());
    let (mut writer, _, _) = open_on(disk.clone(), options());
    disk.set_fault(Some(Fault { after: 0, lasting: true }));
    writer.append(b"lost").unwrap_err();
    fail_after(&disk, 7);
    writer.append(b"lost").unwrap_err();
    append_all(&mut writer, &["a0"]);
    let (_, log, recovery) = open_on(disk, options());
    assert_eq!((contents(&log).len(), recovery.damages), (1, vec![]));
}

/// What a crash may leave of an append: its end without its beginning. It was not acknowledged, so nothing is lost.
#[test]
fn the_end_of_an_append_without_its_beginning_is_a_torn_tail() {
    for torn in [&[b"aa".as_slice(), b"tally"][..], &[b"aa", b"bb", b"cc"]] {
        let dir = TempDir::new().unwrap();
        let (mut writer, _, _) = open_disk(dir.path());
        append_all(&mut writer, &["a0"]);
        writer.append_together(torn).unwrap();
        drop(writer);
        let newest = dir.path().join("00000000000000000001.segment");
        let mut bytes = fs::read(&newest).unwrap();
        let second = usize::try_from(HEADER + FRAME).unwrap();
        bytes[second..second + 14].fill(0);
        fs::write(&newest, &bytes).unwrap();
        let (_, log, recovery) = open_disk(dir.path());
        assert_eq!(contents(&log), ["1.0 a0"]);
        assert!(matches!(recovery.damages[..], [Damage::TornTail { .. }]), "{recovery:?}");
    }
}

/// Copies a fixture, so that opening it changes nothing of it.
fn thaw(version: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    for entry in fs::read_dir(Path::new(FIXTURES).join(version)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    dir
}

#[test]
fn every_version_still_reads() {
    let first = ["2.0 second", "2.1 ", "3.0 third"].as_slice();
    let second = ["2.0 second", "2.1 third", "2.2 ", "3.0 fourth"].as_slice();
    for (version, expected) in [("v1", first), ("v2", second)] {
        let dir = thaw(version);
        let (_, log, recovery) = open_disk(dir.path());
        assert_eq!(recovery.damages, [], "{version}");
        assert_eq!(contents(&log), expected, "{version}");
        assert_eq!(log.read(SegmentId(2)).unwrap().preamble(), Some(PREAMBLE));
    }
}

#[test]
fn version_2_is_what_is_written() {
    let dir = TempDir::new().unwrap();
    write_fixture(dir.path());
    let frozen = thaw("v2");
    for entry in fs::read_dir(frozen.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let [written, frozen] = [dir.path(), frozen.path()].map(|dir| fs::read(dir.join(&name)).unwrap());
        assert_eq!(written, frozen, "{name:?}: a changed format needs a new version and its own fixture");
    }
}

/// What the fixture was written with: a tombstone, a sealed segment, an active one and the reserve.
fn write_fixture(dir: &Path) {
    let (mut writer, log, _) = open(dir, options(), Arc::new(crate::DiskFileSystem)).unwrap();
    append_all(&mut writer, &["first"]);
    writer.seal();
    append_all(&mut writer, &["second"]);
    writer.append_together(&[b"third", b""]).unwrap();
    writer.seal();
    append_all(&mut writer, &["fourth"]);
    acknowledge_all(&log, SegmentId(1));
}
