//! What one event costs between the wire and the frame, on one core with warm caches: `make bench`.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::{RawEvent, Salts, wire};
use tiraj_enrich::Enricher;
use tiraj_model::{Event, Site, Sites};

const VIEW: &str = r#"[{"site": "news.example", "type": "view", "id": "0123456789abcdef",
    "url": "https://news.example/az/interviews/1204-sehifenin-uzun-basligi?utm_source=telegram",
    "referrer": "https://t.me/newsroom/1204", "title": "Müsahibə", "tracker_version": "1",
    "article": {"title": "Bakıda keçirilən müsahibə: şəhərin sabahı", "section": "INTERVIEWS",
        "authors": ["Aysel Quliyeva"], "lang": "az", "published_at": "2026-11-23T08:00:00+04:00",
        "tags": ["Bakı", "şəhər"]}}]"#;

const PLAUSIBLE: &str = r#"{"n": "pageview", "u": "https://news.example/az/interviews/1204-sehifenin-uzun-basligi",
    "d": "news.example", "r": "https://www.google.com/"}"#;

fn gate() -> Admission {
    let site = Site::new("news.example".parse().expect("a name"), "Asia/Baku").expect("a zone");
    let salts = Salts::in_memory(Arc::new(|bytes| bytes.fill(7)));
    Admission::new(Sites::new([site]), Arc::new(salts), Enricher::built_in())
}

fn sender() -> Sender {
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Safari/537.36";
    Sender {
        ip: Some([192, 0, 2, 7].into()),
        user_agent: Some(agent.to_owned()),
        languages: "az-AZ,az;q=0.9,ru;q=0.8".to_owned(),
        origin: "https://news.example".to_owned(),
        received_at: "2026-11-23T10:00:00Z".parse().expect("a time"),
        unlinked: false,
        trust: Trust::Stranger,
    }
}

fn read_native() -> RawEvent {
    let mut events = wire::native::read_batch(VIEW.as_bytes(), false).expect("a batch");
    events.remove(0).expect("an event")
}

fn steps(criterion: &mut Criterion) {
    let (gate, sender) = (gate(), sender());
    let event = gate.admit(read_native(), &sender).expect("it is admitted");
    let mut group = criterion.benchmark_group("one event");
    group.throughput(Throughput::Elements(1));
    group.bench_function("wire: native", |bencher| bencher.iter(|| black_box(read_native())));
    group.bench_function("wire: plausible", |bencher| {
        bencher.iter(|| black_box(wire::plausible::read_body(PLAUSIBLE.as_bytes())));
    });
    group.bench_function("admission", |bencher| {
        let admit = |raw| black_box(gate.admit(raw, &sender));
        bencher.iter_batched(read_native, admit, BatchSize::SmallInput);
    });
    group.bench_function("wire and admission", |bencher| {
        bencher.iter(|| black_box(gate.admit(read_native(), &sender)));
    });
    group.finish();
    frames(criterion, &event);
}

/// The committer's share: what a group of a thousand costs to encode.
fn frames(criterion: &mut Criterion, event: &Event) {
    let events = vec![event.clone(); 1_000];
    let mut group = criterion.benchmark_group("a frame of 1,000 events");
    group.throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("encode", |bencher| {
        bencher.iter(|| tiraj_frames::encode_batch(&tiraj_frames::encode_events(&events)));
    });
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
