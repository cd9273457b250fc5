//! What naming a source, knowing a spammer and finding a place cost an event.
//!
//! Places are found in the database that `TIRAJ_ENRICH_GEOGRAPHY` names; without it that part is left out.

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use tiraj_enrich::{Enricher, PackFiles, find_source, is_spammer, parse_referrer};
use tiraj_model::Utm;

const REFERRERS: &[&str] = &[
    "https://www.google.com.tr/",
    "https://t.me/s/news/5",
    "https://lm.facebook.com/l.php?u=x",
    "https://www.indiehackers.com/page?x=1",
    "https://a.long.chain.of.labels.below.some.unknown.example/path",
    "android-app://com.google.android.googlequicksearchbox/",
];

fn sources(c: &mut Criterion) {
    let none = Utm::default();
    let campaign = Utm { source: "Facebook".into(), medium: "social".into(), ..Utm::default() };
    let parsed: Vec<_> = REFERRERS.iter().map(|referrer| parse_referrer(referrer)).collect();
    c.bench_function("parse_referrer, six", |b| {
        b.iter(|| REFERRERS.iter().filter_map(|referrer| parse_referrer(black_box(referrer))).count());
    });
    for (name, utm) in [("find_source, six", &none), ("find_source, six campaigns", &campaign)] {
        measure(c, name, || {
            let find = |from: &&Option<_>| find_source(black_box(from.as_ref()), false, utm).name.is_empty();
            parsed.iter().filter(find).count()
        });
    }
    measure(c, "is_spammer, six", || {
        parsed.iter().flatten().filter(|referrer| is_spammer(black_box(&referrer.host))).count()
    });
}

fn measure(c: &mut Criterion, name: &str, mut six: impl FnMut() -> usize) {
    c.bench_function(name, |b| b.iter(&mut six));
}

fn places(c: &mut Criterion) {
    let Some(path) = std::env::var_os("TIRAJ_ENRICH_GEOGRAPHY") else {
        eprintln!("NOT RUN: TIRAJ_ENRICH_GEOGRAPHY names no database, so no place was found");
        return;
    };
    let files = PackFiles { geography: Some(PathBuf::from(path)), ..PackFiles::default() };
    let enricher = Enricher::open(&files).expect("the database that was named");
    let mut address: u32 = 0;
    c.bench_function("place, each another address", |b| {
        b.iter(|| {
            // A step that is prime to 2^32 visits every address before one comes twice.
            address = address.wrapping_add(2_654_435_761);
            enricher.place(black_box(IpAddr::V4(Ipv4Addr::from(address))))
        });
    });
}

criterion_group!(benches, sources, places);
criterion_main!(benches);
