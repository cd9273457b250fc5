//! Where in a series forecasts begin.

use std::fmt::Write;

use serde_json::json;
use tiraj_series::forecast::Step;

use super::material::{DataSet, Series};

/// How far forecasts reach; errors are told for each.
pub(crate) fn horizons(step: Step) -> &'static [usize] {
    match step {
        Step::Hourly => &[24, 168],
        Step::Daily => &[7],
    }
}

/// Five origins after the first three weeks of hours, twenty after the first hundred days, as far apart as
/// there is room for, yet not at the same hour or weekday.
pub(crate) fn origins(step: Step, values: usize) -> Vec<usize> {
    let (least, count, season) = match step {
        Step::Hourly => (504, 5, 24),
        Step::Daily => (100, 20, 7),
    };
    let last = values - horizons(step).iter().max().expect("a horizon");
    let apart = ((last - least) / count).max(2);
    let apart = if apart.is_multiple_of(season) { apart - 1 } else { apart };
    (0..count).rev().map(|nth| last - nth * apart).collect()
}

/// Writes all series and origins to the file that `TIRAJ_FORECAST_ORIGINS` names, one series a line.
pub(crate) fn write(sets: &[DataSet]) {
    let Some(path) = std::env::var_os("TIRAJ_FORECAST_ORIGINS") else { return };
    let mut lines = String::new();
    for (set, series) in sets.iter().flat_map(|set| set.series.iter().map(move |series| (set, series))) {
        writeln!(lines, "{}", line(set, series)).expect("a string takes all");
    }
    std::fs::write(path, lines).expect("the file can be written");
}

fn line(set: &DataSet, series: &Series) -> serde_json::Value {
    json!({
        "set": set.name,
        "series": series.name,
        "step": if set.step == Step::Hourly { "hourly" } else { "daily" },
        "horizon": horizons(set.step).iter().max(),
        "origins": series.origins,
        "values": series.values,
    })
}
