//! Forecasts beside the seasonal naive ones, and how often their intervals hold.
//!
//! `TIRAJ_FORECAST_ORIGINS=<file>` writes the series and origins in JSON lines, for other methods to be
//! measured on the same by `scripts/reference-forecasts`; `TIRAJ_FORECAST_PAGES=rest` measures the pages that
//! are not in the sample.

mod figures;
mod material;
mod measure;
mod origins;

use figures::Figures;
use material::data_sets;
use measure::measure;

/// The greatest mean MASE that a data set may have at a horizon: a little beyond what was reached, and below
/// the best of what `docs/reporting.md` compares with, where that was reached.
struct Floor {
    set: &'static str,
    horizon: usize,
    mase: f64,
}

const FLOORS: [Floor; 10] = [
    Floor { set: "wikipedia daily, views", horizon: 7, mase: 1.11 },
    Floor { set: "wikipedia daily, log", horizon: 7, mase: 0.64 },
    Floor { set: "blog daily", horizon: 7, mase: 0.81 },
    Floor { set: "pedestrians daily", horizon: 7, mase: 0.84 },
    Floor { set: "wikipedia hourly", horizon: 24, mase: 0.82 },
    Floor { set: "wikipedia hourly", horizon: 168, mase: 0.94 },
    Floor { set: "twitter hourly", horizon: 24, mase: 0.77 },
    Floor { set: "twitter hourly", horizon: 168, mase: 0.81 },
    Floor { set: "pedestrians hourly", horizon: 24, mase: 0.535 },
    Floor { set: "pedestrians hourly", horizon: 168, mase: 0.74 },
];

/// A set with so many origins tells how often an interval holds; with fewer its errors go together too much.
const ORIGINS_THAT_TELL: usize = 30;

#[test]
fn forecasts_err_less_than_the_seasonal_naive_ones_and_their_intervals_hold() {
    let Some(sets) = data_sets() else { return };
    origins::write(&sets);
    println!("{}", Figures::HEADER);
    let figures: Vec<Figures> = sets.iter().flat_map(measure).collect();
    let mut missed = Vec::new();
    for row in &figures {
        println!("{row}");
        missed.extend(
            FLOORS.iter().filter(|floor| floor.is_missed_by(row)).map(|_| format!("{row}: its error")),
        );
        if row.origins >= ORIGINS_THAT_TELL && !holds(row.within) {
            missed.push(format!("{row}: its intervals"));
        }
    }
    let mean = |nth: usize| figures.iter().map(|row| row.within[nth]).sum::<f64>() / figures.len() as f64;
    println!("mean of the sets: within 80 % {:.1}, 95 % {:.1}", 100.0 * mean(0), 100.0 * mean(1));
    assert!(holds([mean(0), mean(1)]), "the intervals of all sets");
    assert!(missed.is_empty(), "past the floor:\n{}", missed.join("\n"));
}

/// Whether both intervals hold within five points of what they say.
fn holds([within80, within95]: [f64; 2]) -> bool {
    (within80 - 0.8).abs() <= 0.05 && (within95 - 0.95).abs() <= 0.05
}

impl Floor {
    fn is_missed_by(&self, figures: &Figures) -> bool {
        self.set == figures.set && self.horizon == figures.horizon && figures.mase > self.mase
    }
}
