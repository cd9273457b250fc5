//! The week by day and by hour of the site's zone.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::inputs::Inputs;
use crate::figure::{Baseline, Figure};
use crate::window::{WEEKS, WEEKS_BEFORE, Window, epoch_day};

/// A day of the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct DayRow {
    /// The date.
    pub day: Date,
    /// Its views, compared with the same weekday of the weeks before.
    pub views: Figure<u64>,
    /// Its shares, compared likewise.
    pub shares: Figure<u64>,
}

/// The hours of a day of the reported week.
///
/// An hour that a clock change repeats is counted with its twin, one that it skips is zero.
#[derive(Debug, Clone, Serialize)]
pub struct DayHours {
    /// The date.
    pub day: Date,
    /// Views in each hour of the clock, from 0 to 23.
    pub views: [u64; 24],
    /// The mean of the same hours in the weeks before.
    pub usual: Option<[f64; 24]>,
}

/// The week's days.
pub(super) fn days(inputs: &Inputs, window: &Window, baseline: Baseline) -> Vec<DayRow> {
    let row = |day: Date| {
        let weeks: [[u64; 2]; WEEKS] = std::array::from_fn(|week| {
            let back = 7 * (WEEKS_BEFORE - week) as i64;
            inputs.days.get(&(epoch_day(day) - back)).copied().unwrap_or_default()
        });
        DayRow {
            day,
            views: baseline.figure(&weeks.map(|[views, _]| views)),
            shares: baseline.figure(&weeks.map(|[_, shares]| shares)),
        }
    };
    window.days().map(row).to_vec()
}

/// The week's hours.
pub(super) fn hours(inputs: &Inputs, window: &Window, baseline: Baseline) -> Vec<DayHours> {
    let mut weeks = [[[0; WEEKS]; 24]; 7];
    for (hour, [views, _]) in &inputs.hours {
        if let Some((week, weekday, hour)) = place(window, *hour) {
            weeks[weekday][hour][week] += views;
        }
    }
    let row = |(day, hours): (Date, [[u64; WEEKS]; 24])| DayHours {
        day,
        views: hours.map(|weeks| weeks[WEEKS_BEFORE]),
        usual: (baseline.weeks() > 0).then(|| hours.map(|weeks| baseline.mean(&weeks).unwrap_or(0.0))),
    };
    window.days().into_iter().zip(weeks).map(row).collect()
}

/// Week of the window, day of the week from Monday and hour of the clock; none outside the window.
fn place(window: &Window, milliseconds: i64) -> Option<(usize, usize, usize)> {
    let local = window.local(Timestamp::from_millisecond(milliseconds).ok()?);
    let days = epoch_day(local.date()) - window.day_edges()[0];
    let week = usize::try_from(days.div_euclid(7)).ok().filter(|week| *week < WEEKS)?;
    Some((week, days.rem_euclid(7) as usize, local.hour() as usize))
}
