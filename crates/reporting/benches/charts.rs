//! What drawing a chart of each kind takes, as SVG and as PNG at both usual scales. The goal is 20 ms a chart.

#![allow(clippy::unwrap_used, reason = "the sample charts are sound")]

#[path = "../tests/charts/gallery.rs"]
mod gallery;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tiraj_model::Language;
use tiraj_reporting::chart::Theme;

fn draw(criterion: &mut Criterion) {
    for chart in gallery::all(Language::Az) {
        let mut group = criterion.benchmark_group(chart.name);
        group.bench_function("svg", |bencher| bencher.iter(|| black_box(&chart).svg()));
        for scale in [1, 2] {
            group.bench_function(format!("png x{scale}"), |bencher| {
                bencher.iter(|| black_box(&chart).png_on(Theme::Dark, scale));
            });
        }
    }
}

criterion_group!(benches, draw);
criterion_main!(benches);
