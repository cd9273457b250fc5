//! The detector that knows nothing of a series but its past: several statistics, each against its own record.
//!
//! A value is novel when a statistic of the series leaves the range that it has kept to so far. A mere record is no
//! news, since independent values keep setting them; so the excess is measured in ranges, and a tolerated share of the
//! range is passed over. For the value itself that is the spatial anomaly of Numenta's detector (Ahmad et al.,
//! *Unsupervised real-time anomaly detection for streaming data*, 2017). Here it is applied to all that an anomaly may
//! change: the value; level, spread, floor and ceiling of a short window; and the departure of the level from the same
//! time of day on the last seven days.

use super::days::Days;
use super::extremes::{Extremes, Pace};
use super::window::Window;

/// Lengths of the short windows as parts of the learning period. Scores of several are averaged, since a length that
/// happens to fit decides too much otherwise.
const SHORT: [usize; 3] = [60, 45, 30];
/// How long a statistic has to be out of its range until that is usual, as a part of the learning period.
const PATIENCE: usize = 50;
/// How long an alarm stands for all that follows it, as a part of the learning period.
const REST: usize = 5;
/// After this many learning periods an extreme has faded to half its distance: after a year, when four weeks are
/// learnt from.
const HALF_LIFE: f64 = 12.0;
/// The novelty, in ranges, of what happens to a statistic that was constant until now.
const UNHEARD_OF: f64 = 10.0;

/// What a [`Detector`] has to be told.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Number of values to learn from before the first is judged. All lengths of windows derive from it.
    pub learning: usize,
    /// By what share of its range a statistic may leave the range before it is an alarm; not below 0.
    pub tolerance: f64,
}

impl Settings {
    /// The usual tolerance with a learning period of as many values.
    #[must_use]
    pub fn learning(values: usize) -> Self {
        Self { learning: values, tolerance: 0.12 }
    }
}

/// The statistic that told most of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The value itself is higher or lower than ever.
    Value,
    /// The mean of the last values is higher or lower than ever.
    Level,
    /// The last values are spread wider than ever.
    Spread,
    /// The lowest of the last values is higher than ever: the usual dips are missing.
    Floor,
    /// The highest of the last values is lower than ever: the usual peaks are missing.
    Ceiling,
    /// The level is not what it was at this time of day on any of the last seven days.
    TimeOfDay,
}

/// What a [`Detector`] thinks of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// How anomalous the value is, in [0, 1]; 0.5 is where an alarm begins. Below it while an alarm stands.
    pub score: f64,
    /// Whether an alarm begins with this value.
    pub alarm: bool,
    /// What tells most of it; `None` when nothing is novel.
    pub evidence: Option<Evidence>,
}

/// A streaming detector of anomalies: values in, scores out, no look ahead, memory of a fixed size.
#[derive(Debug, Clone)]
pub struct Detector {
    settings: Settings,
    seen: usize,
    /// Number of values that the last alarm still stands for.
    resting: usize,
    value: Extremes,
    scales: [Scale; SHORT.len()],
}

/// The statistics of one short window.
#[derive(Debug, Clone)]
struct Scale {
    window: Window,
    days: Days,
    level: Extremes,
    spread: Extremes,
    floor: Extremes,
    ceiling: Extremes,
    above: Extremes,
    below: Extremes,
}

/// Novelty in ranges of the statistic, and which one it is.
type Novelty = (f64, Evidence);

impl Detector {
    /// A detector that has seen nothing.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let learning = settings.learning.max(1);
        let fading = std::f64::consts::LN_2 / (HALF_LIFE * learning as f64);
        let pace = Pace { fading, patience: learning / PATIENCE };
        let scale = |part: usize| Scale::new((learning as f64 / part as f64).round().max(2.0) as usize, pace);
        Self { settings, seen: 0, resting: 0, value: Extremes::new(pace), scales: SHORT.map(scale) }
    }

    /// Judges the next value, then learns from it. The time is in seconds since any midnight of the zone whose time
    /// of day counts. A value that is not finite is a missing one: it is neither judged nor learnt.
    pub fn observe(&mut self, time: i64, value: f64) -> Score {
        if !value.is_finite() {
            return Score { score: 0.0, alarm: false, evidence: None };
        }
        let (novelty, evidence) = self.novelty(time, value);
        self.seen += 1;
        if self.seen <= self.settings.learning {
            return Score { score: 0.0, alarm: false, evidence: None };
        }
        self.score(novelty, evidence)
    }

    fn score(&mut self, novelty: f64, evidence: Evidence) -> Score {
        let evidence = (novelty > 0.0).then_some(evidence);
        let score = novelty / (novelty + self.settings.tolerance.max(f64::MIN_POSITIVE));
        if self.resting > 0 {
            self.resting -= 1;
            return Score { score: score / 2.0, alarm: false, evidence };
        }
        let alarm = score > 0.5;
        if alarm {
            self.resting = self.settings.learning / REST;
        }
        Score { score, alarm, evidence }
    }

    /// The mean over the scales of what is most novel at each, and what is most novel of all.
    fn novelty(&mut self, time: i64, value: f64) -> Novelty {
        let range = self.value.range();
        let single = (either(&self.value, value, range), Evidence::Value);
        self.value.learn(value);
        let scales = self.scales.each_mut().map(|scale| greatest(single, scale.observe(time, value, range)));
        let mean = scales.iter().map(|(novelty, _)| novelty).sum::<f64>() / scales.len() as f64;
        let (_, evidence) = scales.into_iter().fold(single, greatest);
        (mean, evidence)
    }
}

impl Scale {
    fn new(size: usize, pace: Pace) -> Self {
        let extremes = || Extremes::new(pace);
        Self {
            window: Window::new(size),
            days: Days::new(),
            level: extremes(),
            spread: extremes(),
            floor: extremes(),
            ceiling: extremes(),
            above: extremes(),
            below: extremes(),
        }
    }

    /// The most novel of the window's statistics; the range is that of the values.
    fn observe(&mut self, time: i64, value: f64, range: f64) -> Novelty {
        let Some(shape) = self.window.push(value) else { return (0.0, Evidence::Level) };
        let novelties = [
            (either(&self.level, shape.mean, range), Evidence::Level),
            (ranges(self.spread.above(shape.spread), self.spread.range(), range), Evidence::Spread),
            (ranges(self.floor.above(shape.lowest), self.floor.range(), range), Evidence::Floor),
            (ranges(self.ceiling.below(shape.highest), self.ceiling.range(), range), Evidence::Ceiling),
            (self.time_of_day(time, shape.mean, range), Evidence::TimeOfDay),
        ];
        self.level.learn(shape.mean);
        self.spread.learn(shape.spread);
        self.floor.learn(shape.lowest);
        self.ceiling.learn(shape.highest);
        novelties.into_iter().fold((0.0, Evidence::Level), greatest)
    }

    /// How much further the level departs from its time of day than it ever did. Departures are zero most of the
    /// time; their own range alone would be too small a measure on regular series and that of the values too large a
    /// one, so it is the geometric mean of both.
    fn time_of_day(&mut self, time: i64, level: f64, range: f64) -> f64 {
        let departure = self.days.departure(time, level);
        self.days.learn(time, level);
        let Some(departure) = departure else { return 0.0 };
        let judge = |extremes: &Extremes, departure: f64| {
            ranges(extremes.above(departure), (extremes.range() * range).sqrt(), range)
        };
        let novelty = judge(&self.above, departure.above).max(judge(&self.below, departure.below));
        self.above.learn(departure.above);
        self.below.learn(departure.below);
        novelty
    }
}

/// The novelty of a statistic that matters on both sides.
fn either(extremes: &Extremes, value: f64, fallback: f64) -> f64 {
    ranges(extremes.above(value).max(extremes.below(value)), extremes.range(), fallback)
}

/// An excess in ranges; when the statistic never moved, in ranges of the values.
fn ranges(excess: f64, range: f64, fallback: f64) -> f64 {
    let unit = if range > 0.0 { range } else { fallback };
    if excess <= 0.0 {
        0.0
    } else if unit > 0.0 {
        (excess / unit).min(UNHEARD_OF)
    } else {
        UNHEARD_OF
    }
}

fn greatest(one: Novelty, other: Novelty) -> Novelty {
    if other.0 > one.0 { other } else { one }
}

#[cfg(test)]
mod tests;
