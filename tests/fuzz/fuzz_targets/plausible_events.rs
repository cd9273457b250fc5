//! What Plausible's script sends.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let _ = tiraj_collector::wire::plausible::read_body(body);
});
