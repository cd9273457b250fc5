//! Lines of access logs: however the bytes are cut into chunks, the same lines are read.
#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;
use tiraj_import::access_log::Chunks;

fuzz_target!(|bytes: &[u8]| {
    for chunk in Chunks::new(BufReader::new(bytes), None).map_while(Result::ok) {
        let _ = chunk.read();
    }
});
