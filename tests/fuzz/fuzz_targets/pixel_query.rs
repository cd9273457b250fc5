//! The query of the pixel, and the header that tells its page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (&str, &str)| {
    let _ = tiraj_collector::wire::pixel::read_query(parts.0, parts.1);
});
