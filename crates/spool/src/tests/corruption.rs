//! What a disk destroys, by hand, on the real filesystem: it is found, set aside and reported, and hides nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::{FRAME, HEADER, acknowledge_all, append_all, contents, damages, open_disk, options};
use crate::{Damage, DiskFileSystem, SegmentId, SpoolError, header, open};

const ONE: SegmentId = SegmentId(1);
const TWO: SegmentId = SegmentId(2);
const THREE: SegmentId = SegmentId(3);
const ALL: [&str; 8] = ["1.0 a0", "1.1 a1", "1.2 a2", "2.0 b0", "2.1 b1", "2.2 b2", "3.0 c0", "3.1 c1"];

/// Offset of a frame in any of the segments.
const fn at(frame: u64) -> u64 {
    HEADER + frame * FRAME
}

fn path(dir: &Path, id: SegmentId) -> PathBuf {
    dir.join(format!("{id:020}.segment"))
}

fn edit(dir: &Path, id: SegmentId, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path(dir, id)).unwrap();
    change(&mut bytes);
    fs::write(path(dir, id), bytes).unwrap();
}

fn flip(dir: &Path, id: SegmentId, offset: u64) {
    edit(dir, id, |bytes| bytes[usize::try_from(offset).unwrap()] ^= 0x10);
}

/// The segments 1 and 2, sealed, with three frames each, and 3, which was active, with two.
fn filled() -> TempDir {
    let dir = TempDir::new().unwrap();
    let (mut writer, _, _) = open_disk(dir.path());
    for frames in [["a0", "a1", "a2"], ["b0", "b1", "b2"]] {
        append_all(&mut writer, &frames);
        writer.seal();
    }
    append_all(&mut writer, &["c0", "c1"]);
    dir
}

/// Destroys something in a filled spool, and expects all frames but the lost ones, and these damages, at the first
/// start and at the second.
fn check(destroy: impl FnOnce(&Path), lost: &[&str], expected: &[Damage]) -> TempDir {
    let dir = filled();
    destroy(dir.path());
    let (writer, log, recovery) = open_disk(dir.path());
    let left: Vec<&str> = ALL.into_iter().filter(|frame| !lost.contains(frame)).collect();
    assert_eq!(contents(&log), left);
    assert_eq!(recovery.damages, expected);
    assert_eq!(recovery.frames, left.len() as u64);
    drop(writer);
    let (mut writer, log, _) = open_disk(dir.path());
    assert_eq!(contents(&log), left, "at the second start");
    assert!(writer.append(b"new").unwrap().segment > THREE);
    dir
}

fn set_aside(dir: &TempDir, name: &str) -> Vec<u8> {
    fs::read(dir.path().join("damaged").join(name)).unwrap()
}

#[test]
fn nothing_destroyed() {
    let dir = check(|_| {}, &[], &[]);
    assert!(!dir.path().join("damaged").exists());
}

#[test]
fn torn_tail_of_the_newest_segment() {
    let torn = Damage::TornTail { segment: THREE, offset: at(1), bytes: FRAME - 1 };
    let dir = check(|dir| edit(dir, THREE, |bytes| bytes.truncate(bytes.len() - 1)), &["3.1 c1"], &[torn]);
    assert_eq!(set_aside(&dir, "00000000000000000003-0000000060.bytes").last(), Some(&b'c'));
    assert_eq!(damages(&open_disk(dir.path()).1), [], "a torn tail was never acknowledged: it is told once");
}

#[test]
fn garbage_behind_the_newest_segment() {
    let torn = Damage::TornTail { segment: THREE, offset: at(2), bytes: 9 };
    check(|dir| edit(dir, THREE, |bytes| bytes.extend([0xAB; 9])), &[], &[torn]);
}

#[test]
fn zeros_behind_the_newest_segment() {
    let torn = Damage::TornTail { segment: THREE, offset: at(2), bytes: 4096 };
    check(|dir| edit(dir, THREE, |bytes| bytes.extend([0; 4096])), &[], &[torn]);
}

#[test]
fn garbage_behind_a_sealed_segment_is_no_part_of_it() {
    check(|dir| edit(dir, ONE, |bytes| bytes.extend([0xAB; 9])), &[], &[]);
}

#[test]
fn flipped_bit_in_a_payload() {
    let broken = Damage::BrokenFrames { segment: TWO, offset: at(1), bytes: FRAME, frames: 1 };
    let dir = check(|dir| flip(dir, TWO, at(1) + 12), &["2.1 b1"], std::slice::from_ref(&broken));
    assert_eq!(damages(&open_disk(dir.path()).1), [broken]);
    let kept = set_aside(&dir, "00000000000000000002-0000000060.bytes");
    assert_eq!(&kept[12..], [b'b' ^ 0x10, b'1']);
}

#[test]
fn flipped_bit_in_a_length() {
    for byte in 0..4 {
        let broken = Damage::BrokenFrames { segment: TWO, offset: at(0), bytes: FRAME, frames: 1 };
        check(|dir| flip(dir, TWO, at(0) + byte), &["2.0 b0"], &[broken]);
    }
}

#[test]
fn flipped_bit_in_the_last_frame_of_a_sealed_segment() {
    let broken = Damage::BrokenFrames { segment: ONE, offset: at(2), bytes: FRAME, frames: 1 };
    check(|dir| flip(dir, ONE, at(2) + 13), &["1.2 a2"], &[broken]);
}

#[test]
fn two_frames_broken_in_a_row() {
    let broken = Damage::BrokenFrames { segment: ONE, offset: at(0), bytes: 2 * FRAME, frames: 2 };
    let destroy = |dir: &Path| [at(0), at(1)].into_iter().for_each(|offset| flip(dir, ONE, offset + 12));
    check(destroy, &["1.0 a0", "1.1 a1"], &[broken]);
}

#[test]
fn flipped_bit_in_a_header() {
    for offset in (0..HEADER).step_by(9) {
        let broken = Damage::BrokenHeader { segment: TWO, bytes: HEADER, frames: 0 };
        let dir = check(|dir| flip(dir, TWO, offset), &[], &[broken]);
        assert_eq!(open_disk(dir.path()).1.read(TWO).unwrap().preamble(), None);
    }
}

#[test]
fn destroyed_header_and_first_frame() {
    let broken = Damage::BrokenHeader { segment: TWO, bytes: at(1), frames: 1 };
    check(|dir| edit(dir, TWO, |bytes| bytes[..50].fill(0)), &["2.0 b0"], &[broken]);
}

#[test]
fn truncated_sealed_segment() {
    let lost = Damage::LostTail { segment: ONE, offset: at(1), bytes: 2 * FRAME, frames: 2 };
    let dir = check(
        |dir| edit(dir, ONE, |bytes| bytes.truncate(bytes.len() - 15)),
        &["1.1 a1", "1.2 a2"],
        std::slice::from_ref(&lost),
    );
    assert_eq!(damages(&open_disk(dir.path()).1), [lost]);
}

#[test]
fn truncated_sealed_segment_at_the_end_of_a_frame() {
    let lost = Damage::LostTail { segment: ONE, offset: at(2), bytes: FRAME, frames: 1 };
    check(|dir| edit(dir, ONE, |bytes| bytes.truncate(bytes.len() - 14)), &["1.2 a2"], &[lost]);
}

#[test]
fn truncated_segment_whose_successor_was_acknowledged_first() {
    let dir = filled();
    acknowledge_all(&open_disk(dir.path()).1, TWO);
    edit(dir.path(), ONE, |bytes| bytes.truncate(bytes.len() - 14));
    let (_, log, recovery) = open_disk(dir.path());
    let lost = Damage::LostTail { segment: ONE, offset: at(2), bytes: FRAME, frames: 1 };
    assert_eq!(recovery.damages, [lost]);
    assert_eq!(contents(&log), ["1.0 a0", "1.1 a1", "3.0 c0", "3.1 c1"]);
}

/// Found by the model: a segment that a tombstone certifies was taken for the newest one when no segment followed.
#[test]
fn a_tombstone_certifies_although_no_segment_follows() {
    let dir = filled();
    acknowledge_all(&open_disk(dir.path()).1, TWO);
    [3, 4, 5].into_iter().for_each(|id| fs::remove_file(path(dir.path(), SegmentId(id))).unwrap());
    edit(dir.path(), ONE, |bytes| bytes.extend([0xAB; 9]));
    let (_, log, recovery) = open_disk(dir.path());
    assert_eq!(recovery.damages, []);
    assert_eq!(contents(&log), ALL[..3]);
}

#[test]
fn empty_file() {
    let empty = Damage::EmptySegment { segment: TWO, frames: 3 };
    check(|dir| edit(dir, TWO, Vec::clear), &["2.0 b0", "2.1 b1", "2.2 b2"], &[empty]);
}

#[test]
fn missing_segment() {
    let missing = Damage::MissingSegments { first: TWO, last: TWO };
    let destroy = |dir: &Path| fs::remove_file(path(dir, TWO)).unwrap();
    check(destroy, &["2.0 b0", "2.1 b1", "2.2 b2"], &[missing]);
}

#[test]
fn missing_first_segments() {
    let missing = Damage::MissingSegments { first: ONE, last: TWO };
    let destroy = |dir: &Path| [ONE, TWO].into_iter().for_each(|id| fs::remove_file(path(dir, id)).unwrap());
    check(destroy, &ALL[..6], &[missing]);
}

#[test]
fn missing_newest_segment_does_not_give_its_number_away() {
    let missing = Damage::MissingSegments { first: THREE, last: THREE };
    check(|dir| fs::remove_file(path(dir, THREE)).unwrap(), &ALL[6..], &[missing]);
}

#[test]
fn missing_reserve() {
    check(|dir| fs::remove_file(path(dir, SegmentId(4))).unwrap(), &[], &[]);
}

#[test]
fn segment_under_the_name_of_another() {
    let broken = Damage::BrokenHeader { segment: TWO, bytes: at(3), frames: 3 };
    let destroy = |dir: &Path| {
        fs::copy(path(dir, ONE), path(dir, TWO)).unwrap();
    };
    check(destroy, &["2.0 b0", "2.1 b1", "2.2 b2"], &[broken]);
}

#[test]
fn a_link_is_no_segment() {
    let dir = filled();
    let two = path(dir.path(), TWO);
    fs::remove_file(&two).unwrap();
    std::os::unix::fs::symlink(dir.path().join("nowhere"), &two).unwrap();
    let (_, log, recovery) = open_disk(dir.path());
    let name = format!("{TWO:020}.segment");
    let missing = Damage::MissingSegments { first: TWO, last: TWO };
    assert_eq!(recovery.damages, [missing, Damage::ForeignFile { name }]);
    assert_eq!(contents(&log).len(), 5);
}

#[test]
fn foreign_files_and_folders_are_left_alone() {
    let foreign = Damage::ForeignFile { name: "notes.txt".to_owned() };
    let dir = check(|dir| fs::write(dir.join("notes.txt"), b"mine").unwrap(), &[], &[foreign]);
    assert_eq!(fs::read(dir.path().join("notes.txt")).unwrap(), b"mine");
}

#[test]
fn of_frames_appended_together_one_is_lost_alone() {
    for (broken, left) in [(0, "1.1 tally"), (1, "1.0 events")] {
        let dir = TempDir::new().unwrap();
        let (mut writer, _, _) = open_disk(dir.path());
        writer.append_together(&[b"events", b"tally"]).unwrap();
        append_all(&mut writer, &["b0"]);
        drop(writer);
        flip(dir.path(), ONE, HEADER + broken * (12 + 6) + 12);
        let (_, log, recovery) = open_disk(dir.path());
        assert_eq!(contents(&log), [left, "1.2 b0"]);
        assert!(matches!(recovery.damages[..], [Damage::BrokenFrames { frames: 1, .. }]), "{recovery:?}");
    }
}

#[test]
fn a_payload_that_holds_a_frame_is_not_taken_for_one() {
    let dir = filled();
    let copy = fs::read(path(dir.path(), ONE)).unwrap();
    let (mut writer, _, _) = open_disk(dir.path());
    let segment = writer.append(&copy).unwrap().segment;
    append_all(&mut writer, &["after"]);
    drop(writer);
    flip(dir.path(), segment, at(0) + 12);
    let (_, log, _) = open_disk(dir.path());
    assert_eq!(contents(&log)[ALL.len()..], [format!("{segment}.1 after")]);
}

#[test]
fn newer_version_is_refused_and_left_as_it_is() {
    let dir = filled();
    edit(dir.path(), TWO, |bytes| {
        bytes[8] = 3;
        let body = usize::try_from(HEADER).unwrap() - 4;
        let checksum = crc32c::crc32c(&bytes[..body]).to_le_bytes();
        bytes[body..body + 4].copy_from_slice(&checksum);
    });
    let before = fs::read(path(dir.path(), TWO)).unwrap();
    let refused = open(dir.path(), options(), Arc::new(DiskFileSystem)).err().unwrap();
    assert!(matches!(refused, SpoolError::Newer { found: 3, known: header::VERSION, .. }), "{refused}");
    assert!(refused.to_string().contains("newer Tiraj"), "{refused}");
    assert_eq!(fs::read(path(dir.path(), TWO)).unwrap(), before);
    assert!(!path(dir.path(), SegmentId(5)).exists(), "nothing was begun");
}
