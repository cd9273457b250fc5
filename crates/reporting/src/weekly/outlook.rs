//! The week after: what it is expected to bring, and how well such a forecast would have done before.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use tiraj_series::forecast::{Forecast, Point, Step, forecast};

use super::inputs::Inputs;
use crate::figure::Baseline;
use crate::window::{WEEKS_BEFORE, Window};

/// How many days are forecast.
const DAYS: usize = 7;

/// Of how many of the weeks before there must be views: from fewer, the back-test has too few moments to tell how far off a forecast is.
const FEWEST_WEEKS: u8 = 3;

/// Views that the week after is expected to have, from its days of the five weeks before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// Of all seven days.
    pub views: Expectation,
    /// Of each day.
    pub days: Vec<DayOutlook>,
    /// The mean absolute error of a day that forecasts from earlier moments of these weeks would have had, in views.
    pub error: f64,
    /// That error over the one of repeating the week before (MASE, Hyndman and Koehler 2006); none where that would
    /// never have erred.
    pub scaled_error: Option<f64>,
    /// How many such moments there were.
    pub origins: usize,
}

/// A day that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayOutlook {
    /// The date.
    pub day: Date,
    /// Its views.
    pub views: Expectation,
}

/// A count that is expected. The ends of the intervals are conformal: as far apart as the errors of earlier forecasts were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// The count.
    pub expected: u64,
    /// Lower and upper end of the interval that is meant to hold four counts of five.
    pub interval80: [u64; 2],
    /// Of the one that is meant to hold nineteen of twenty.
    pub interval95: [u64; 2],
}

/// The outlook of a week that is over; none where too little is known to forecast from.
pub(super) fn outlook(inputs: &Inputs, window: &Window, baseline: Baseline) -> Option<Outlook> {
    if baseline.weeks() < FEWEST_WEEKS {
        return None;
    }
    let first = window.day_edges()[0];
    let views: Vec<f64> = (0..7 * (WEEKS_BEFORE + 1))
        .map(|nth| {
            // A week without any view is one that is not known, not one of zeros.
            let known = nth / 7 == WEEKS_BEFORE || baseline.uses(nth / 7);
            let day = inputs.days.get(&(first + nth as i64));
            if known { day.map_or(0.0, |[views, _]| *views as f64) } else { f64::NAN }
        })
        .collect();
    if views[7 * WEEKS_BEFORE..].iter().sum::<f64>() == 0.0 {
        return None;
    }
    Some(told(&forecast(&views, Step::Daily, DAYS).ok()?, window.days()[6]))
}

fn told(forecast: &Forecast, last: Date) -> Outlook {
    let days = (1..).zip(&forecast.points).map(|(nth, point)| DayOutlook {
        day: last.saturating_add((nth as i64).days()),
        views: expectation(point),
    });
    Outlook {
        views: expectation(&forecast.total),
        days: days.collect(),
        error: forecast.back_test.mae,
        scaled_error: forecast.back_test.mase,
        origins: forecast.back_test.origins,
    }
}

fn expectation(point: &Point) -> Expectation {
    let count = |value: f64| value.round() as u64;
    Expectation {
        expected: count(point.expected),
        interval80: [count(point.lower80), count(point.upper80)],
        interval95: [count(point.lower95), count(point.upper95)],
    }
}
