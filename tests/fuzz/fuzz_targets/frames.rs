//! Arrow frames and tallies, as a broken disk gives them back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = tiraj_frames::read_stream(bytes);
    let _ = tiraj_frames::read_tally(bytes);
    let _ = tiraj_frames::read_frames(&tiraj_frames::preamble(), [bytes]);
});
