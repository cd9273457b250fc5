//! Writes every chart, for looking at them.

use std::path::Path;

use tiraj_model::Language;
use tiraj_reporting::chart::Theme;

use crate::gallery;
use crate::odd::Odd;

/// `cargo test --workspace --test charts written -- --ignored` writes into `target/charts`.
#[test]
#[ignore = "writes 135 files for a person to look at"]
fn every_chart_is_written_to_target() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../charts");
    for language in Language::ALL {
        let folder = root.join(language.as_str());
        std::fs::create_dir_all(&folder).unwrap();
        for chart in gallery::all(*language) {
            let write = |ending: &str, bytes: &[u8]| {
                std::fs::write(folder.join(format!("{}{ending}", chart.name)), bytes).unwrap();
            };
            write(".svg", chart.svg_alone().unwrap().as_bytes());
            write(".png", &chart.png_on(Theme::Light, 1).unwrap());
            write("-dark.png", &chart.png_on(Theme::Dark, 1).unwrap());
        }
    }
}

/// What comes of odd numbers and texts, into `target/charts/odd`.
#[test]
#[ignore = "writes 60 files for a person to look at"]
fn odd_charts_are_written_to_target() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../charts/odd");
    std::fs::create_dir_all(&folder).unwrap();
    let hundred: Vec<u64> = (1..=100).map(|count| count * 37).collect();
    let long = "Şəkidə köhnə şəhərin bərpası: нужно успеть до зимы, говорят мастера שלום 🔥 ".repeat(3);
    let odds = [
        ("nothing", Odd::new("Views", &[], &[])),
        ("one", Odd::new("Views", &[5.0], &[5])),
        ("zeros", Odd::new("Views", &[0.0; 9], &[0; 9])),
        ("many", Odd::new(&long, &hundred.iter().map(|count| *count as f64).collect::<Vec<_>>(), &hundred)),
        ("huge", Odd::new("Views", &[1e15, f64::NAN, 5e17, f64::INFINITY], &[u64::MAX, 1 << 60, 3])),
    ];
    for (name, odd) in odds {
        for (kind, chart) in odd.charts().iter().enumerate() {
            std::fs::write(folder.join(format!("{name}-{kind:02}.png")), chart.png(1).unwrap()).unwrap();
        }
    }
}
