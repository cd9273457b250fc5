//! What is told of a data set.

use std::fmt;
use std::time::Duration;

use super::material::DataSet;
use super::measure::{Judged, mean};

/// Means over the origins of a data set at one horizon.
pub(crate) struct Figures {
    pub(crate) set: &'static str,
    pub(crate) horizon: usize,
    series: usize,
    pub(crate) origins: usize,
    pub(crate) mase: f64,
    naive: [f64; 2],
    pub(crate) within: [f64; 2],
    totals_within: [f64; 2],
    /// The median time that a forecast took.
    took: Duration,
}

impl Figures {
    pub(crate) const HEADER: &str = "data set                  horizon  series  origins   MASE  naive day/week  \
        within 80 %  95 %  totals 80 %  95 %    ms";

    pub(crate) fn of(set: &DataSet, horizon: usize, judged: &[Judged]) -> Self {
        let mean_of = |what: fn(&Judged) -> f64| mean(judged.iter().map(what));
        let mut took: Vec<Duration> = judged.iter().map(|judged| judged.took).collect();
        took.sort();
        Self {
            set: set.name,
            horizon,
            series: set.series.len(),
            origins: judged.len(),
            mase: mean_of(|judged| judged.mase),
            naive: [mean_of(|judged| judged.naive[0]), mean_of(|judged| judged.naive[1])],
            within: [mean_of(|judged| judged.within[0]), mean_of(|judged| judged.within[1])],
            totals_within: [
                mean_of(|judged| judged.total_within[0]),
                mean_of(|judged| judged.total_within[1]),
            ],
            took: took[took.len() / 2],
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { set, horizon, series, origins, mase, naive: [day, week], took, .. } = self;
        let [of80, of95] = self.within.map(|share| share * 100.0);
        let [total80, total95] = self.totals_within.map(|share| share * 100.0);
        let took = took.as_secs_f64() * 1000.0;
        write!(out, "{set:<26} {horizon:>6} {series:>7} {origins:>8} {mase:>6.3} {day:>9.3} {week:>6.3} ")?;
        write!(out, "{of80:>12.1} {of95:>5.1} {total80:>12.1} {total95:>5.1} {took:>5.1}")
    }
}
