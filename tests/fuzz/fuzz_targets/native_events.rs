//! What a site sends natively: the fast way and the one that names faults read the same events.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiraj_collector::wire::native::read_batch;

fuzz_target!(|body: &[u8]| {
    let whole = read_batch(body, false);
    let _ = read_batch(body, true);
    // A batch that is readable as a whole is so with an unreadable event behind it, which takes the slow way.
    if let (Ok(events), Ok(text)) = (whole, std::str::from_utf8(body)) {
        let Some(rest) = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return };
        let separator = if rest.trim().is_empty() { "" } else { "," };
        let Ok(slow) = read_batch(format!("[{rest}{separator}7]").as_bytes(), false) else { return };
        assert_eq!(slow.len(), events.len() + 1);
        for (fast, slow) in events.iter().zip(&slow) {
            assert_eq!(format!("{fast:?}"), format!("{slow:?}"));
        }
    }
});
