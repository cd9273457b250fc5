//! User agents, by the built-in rules.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tiraj_enrich::Enricher;

static ENRICHER: LazyLock<Enricher> = LazyLock::new(Enricher::built_in);

fuzz_target!(|text: &str| {
    let _ = ENRICHER.agent(Some(text));
});
