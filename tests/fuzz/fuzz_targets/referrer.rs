//! Referring pages; and a path that was normalised stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiraj_enrich::{find_source, is_spammer, parse_referrer};
use tiraj_model::{Utm, normalise_path};

fuzz_target!(|text: &str| {
    let once = normalise_path(text);
    assert_eq!(normalise_path(&once), once);
    let referrer = parse_referrer(text);
    let _ = find_source(referrer.as_ref(), false, &Utm::default());
    let _ = is_spammer(text);
});
