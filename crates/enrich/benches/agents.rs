//! What reading a user agent costs: met before, and for the first time with and without the rules of uap-core.
//!
//! The rules are read from the file that `TIRAJ_UAP_RULES` names.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use tiraj_enrich::{Enricher, PackFiles};

const BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 \
     Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
];

/// Reads agents that were all read before.
fn read_known(criterion: &mut Criterion) {
    let enricher = Enricher::built_in();
    let mut agents = BROWSERS.iter().cycle();
    criterion.bench_function("known agent", |bencher| {
        bencher.iter(|| enricher.agent(black_box(agents.next().copied())));
    });
}

/// Reads agents of which each differs from all before in its build.
fn read_new(criterion: &mut Criterion, name: &str, enricher: &Enricher) {
    let mut number = 0;
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| {
            number += 1;
            let text = format!("{} Build/{number}", BROWSERS[number % BROWSERS.len()]);
            enricher.agent(black_box(Some(&text)))
        });
    });
}

fn read_by_tables(criterion: &mut Criterion) {
    read_new(criterion, "new agent, built-in tables", &Enricher::built_in());
}

fn read_by_rules(criterion: &mut Criterion) {
    let Some(path) = std::env::var_os("TIRAJ_UAP_RULES").map(PathBuf::from) else {
        eprintln!("not measured with rules: TIRAJ_UAP_RULES names no file");
        return;
    };
    let files = PackFiles { agent_rules: Some(path), ..PackFiles::default() };
    let enricher = Enricher::open(&files).expect("the file of rules is whole");
    read_new(criterion, "new agent, uap-core", &enricher);
}

criterion_group!(benches, read_known, read_by_tables, read_by_rules);
criterion_main!(benches);
