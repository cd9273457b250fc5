//! A segment of the spool with any bytes in it: the spool opens, and reads what is whole.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use tiraj_spool::{DiskFileSystem, Options, SegmentId};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
    std::fs::write(folder.path().join("00000000000000000001.segment"), bytes).unwrap();
    let options = Options { segment_bytes: 1 << 20, total_bytes: 1 << 24, preamble: Vec::new(), consumers: vec!["fuzz"] };
    if let Ok((writer, log, _)) = tiraj_spool::open(folder.path(), options, Arc::new(DiskFileSystem)) {
        for segment in log.sealed_from(SegmentId(0)) {
            if let Ok(segment) = log.read(segment) {
                segment.frames().for_each(drop);
            }
        }
        drop(writer);
    }
});
