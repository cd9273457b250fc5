//! Tests of the whole spool, by intent. `basic`: what is promised while nothing goes wrong. `recovery`: crashes, full
//! and failing disks. `corruption`: what a disk destroys. `model`: all of it at random, against a fake disk.

mod basic;
mod corruption;
mod fake_disk;
mod model;
mod recovery;

use std::path::Path;
use std::sync::Arc;

use crate::{Damage, DiskFileSystem, FileSystem, Log, Options, Position, Recovery, SegmentId, Writer, open};

const PREAMBLE: &[u8] = b"schema";
/// Length of a header with [`PREAMBLE`].
const HEADER: u64 = 46;
/// Length of a frame with a payload of two bytes, as most tests use.
const FRAME: u64 = 14;

fn options() -> Options {
    let consumers = vec!["loader", "counter"];
    Options { segment_bytes: 1 << 20, total_bytes: 1 << 30, preamble: PREAMBLE.to_vec(), consumers }
}

/// Opens a spool on the real filesystem.
fn open_disk(dir: &Path) -> (Writer, Log, Recovery) {
    open(dir, options(), Arc::new(DiskFileSystem)).unwrap()
}

/// Opens a spool on any filesystem, at a path that only a fake one has.
fn open_on(fs: impl FileSystem, options: Options) -> (Writer, Log, Recovery) {
    open(Path::new("/spool"), options, Arc::new(fs)).unwrap()
}

fn append_all(writer: &mut Writer, frames: &[&str]) {
    for frame in frames {
        writer.append(frame.as_bytes()).unwrap();
    }
}

/// All frames of all sealed segments as text, each with its position as `segment.frame`.
fn contents(log: &Log) -> Vec<String> {
    let segments = log.sealed_from(SegmentId::FIRST).into_iter().map(|id| log.read(id).unwrap());
    let text = |(Position { segment, frame }, payload): (Position, &[u8])| {
        format!("{segment}.{frame} {}", String::from_utf8_lossy(payload))
    };
    segments.flat_map(|segment| segment.frames().map(text).collect::<Vec<_>>()).collect()
}

/// What reading the sealed segments reports.
fn damages(log: &Log) -> Vec<Damage> {
    let segments = log.sealed_from(SegmentId::FIRST).into_iter().map(|id| log.read(id).unwrap());
    segments.flat_map(|segment| segment.damages().to_vec()).collect()
}

fn acknowledge_all(log: &Log, id: SegmentId) {
    for consumer in options().consumers {
        log.acknowledge(consumer, id).unwrap();
    }
}
