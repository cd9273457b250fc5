//! Alarms on a newsroom's hourly counts: spikes and drops against the baseline, each raised once.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use jiff::civil::{Date, DateTime};

use super::baseline::{Baseline, Expected};

/// No alarm below so many standard deviations, however calm the last weeks were. A normal variable is there once in
/// 15,000 hours.
const SCORE_AT_LEAST: f64 = 4.0;
/// An alarm goes on while hours are this far out on its side.
const SCORE_TO_GO_ON: f64 = 2.0;
/// An alarm is over when none of so many hours was.
const CALM_HOURS: i64 = 3;
/// The days whose largest scores say what passes for wild here.
const DAYS: usize = 28;
/// An alarm has to exceed all of them but two. Where nothing but chance is at work, however heavy its tails, that
/// happens three times in four weeks on either side; and two great events do not make deaf to a third.
const EXCEEDED: usize = 3;

/// The side on which a count is out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// More than usual.
    Spike,
    /// Less than usual.
    Drop,
}

/// An hour beside what was expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hour {
    /// Its local beginning.
    pub begin: DateTime,
    /// What it brought.
    pub actual: f64,
    /// What was expected, with a band.
    pub expected: Expected,
}

/// A stretch of hours out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alarm {
    /// More or less than usual.
    pub kind: Kind,
    /// Beginning of its first hour.
    pub begin: DateTime,
    /// Beginning of its last hour so far.
    pub last: DateTime,
    /// Whether it is over.
    pub over: bool,
    /// What its hours brought.
    pub actual: f64,
    /// What was expected of them.
    pub expected: f64,
    /// Its hour furthest from what was expected.
    pub peak: Hour,
}

/// What is worth telling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Notice {
    /// An alarm has begun.
    Began(Alarm),
    /// An alarm that was told of is over, or one that began and ended in quiet hours was.
    Over(Alarm),
}

/// The watch over one series of hourly counts. Its state is a function of the hours it saw: who starts anew has it see
/// the last eight weeks again.
#[derive(Debug, Clone)]
pub struct Watch {
    baseline: Baseline,
    quiet: Vec<Range<i8>>,
    latest: Option<DateTime>,
    alarm: Option<Alarm>,
    /// Notices that wait for the end of the quiet hours, at most one an alarm.
    held: Vec<Notice>,
    above: Extremes,
    below: Extremes,
}

/// The largest score of each of the last days, on one side.
#[derive(Debug, Clone, Default)]
struct Extremes {
    days: VecDeque<(Date, f64)>,
}

impl Watch {
    /// A watch that takes these dates for Sundays and tells nothing in these hours of the day (`0..7`, `22..24`).
    #[must_use]
    pub fn new(holidays: BTreeSet<Date>, quiet: Vec<Range<i8>>) -> Self {
        Self {
            baseline: Baseline::new(holidays),
            quiet,
            latest: None,
            alarm: None,
            held: Vec::new(),
            above: Extremes::default(),
            below: Extremes::default(),
        }
    }

    /// What the hour that begins at the local time should bring; `None` until about three weeks were seen.
    #[must_use]
    pub fn expected(&self, hour: DateTime) -> Option<Expected> {
        self.baseline.expected(hour)
    }

    /// Judges an hour that is over, learns from it, and says what is to be told now. An hour that brought nothing is a
    /// 0; one of which nothing is known is left out. What is not later than the last hour, or no count, is ignored.
    pub fn observe(&mut self, begin: DateTime, actual: f64) -> Vec<Notice> {
        let counts = actual.is_finite() && actual >= 0.0;
        if !counts || self.latest.is_some_and(|latest| begin <= latest) {
            return Vec::new();
        }
        self.latest = Some(begin);
        if let Some(expected) = self.baseline.expected(begin) {
            self.judge(Hour { begin, actual, expected });
        }
        self.baseline.learn(begin, actual);
        self.tell(begin)
    }

    /// The alarm that goes on, as it stands now.
    #[must_use]
    pub fn alarm(&self) -> Option<&Alarm> {
        self.alarm.as_ref()
    }

    fn judge(&mut self, hour: Hour) {
        let score = hour.score();
        let beyond = [(Kind::Spike, score), (Kind::Drop, -score)]
            .into_iter()
            .find(|&(kind, score)| score > self.extremes(kind).threshold());
        self.above.learn(hour.begin.date(), score);
        self.below.learn(hour.begin.date(), -score);

        if self.alarm.is_some_and(|alarm| alarm.is_over_by(hour, beyond.map(|(kind, _)| kind))) {
            self.close();
        }
        match (&mut self.alarm, beyond) {
            (Some(alarm), _) => alarm.go_on(hour),
            (None, Some((kind, _))) => self.open(Alarm::new(kind, hour)),
            (None, None) => {}
        }
    }

    fn extremes(&self, kind: Kind) -> &Extremes {
        match kind {
            Kind::Spike => &self.above,
            Kind::Drop => &self.below,
        }
    }

    fn open(&mut self, alarm: Alarm) {
        self.alarm = Some(alarm);
        self.held.push(Notice::Began(alarm));
    }

    /// Ends the present alarm. If nobody was told of it yet, its end is all there is to tell.
    fn close(&mut self) {
        let Some(alarm) = self.alarm.take() else { return };
        self.held.retain(|notice| notice.alarm().begin != alarm.begin);
        self.held.push(Notice::Over(Alarm { over: true, ..alarm }));
    }

    /// All that was held, unless the hour after this one, in which it would be told, is quiet. What began and goes on
    /// is told as it stands now.
    fn tell(&mut self, begin: DateTime) -> Vec<Notice> {
        let next = (begin.hour() + 1) % 24;
        if self.quiet.iter().any(|quiet| quiet.contains(&next)) {
            return Vec::new();
        }
        let current = |notice| match (notice, self.alarm) {
            (Notice::Began(_), Some(alarm)) => Notice::Began(alarm),
            _ => notice,
        };
        std::mem::take(&mut self.held).into_iter().map(current).collect()
    }
}

impl Hour {
    /// By how many standard deviations it is above what was expected.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.expected.score(self.actual)
    }
}

impl Notice {
    /// The alarm that it tells of.
    #[must_use]
    pub fn alarm(&self) -> &Alarm {
        match self {
            Self::Began(alarm) | Self::Over(alarm) => alarm,
        }
    }
}

impl Alarm {
    fn new(kind: Kind, hour: Hour) -> Self {
        let Hour { begin, actual, expected } = hour;
        Self { kind, begin, last: begin, over: false, actual, expected: expected.count, peak: hour }
    }

    /// How far an hour is out on the alarm's side.
    fn score(&self, hour: Hour) -> f64 {
        match self.kind {
            Kind::Spike => hour.score(),
            Kind::Drop => -hour.score(),
        }
    }

    /// Whether the hour, which may begin an alarm itself, shows that this one is over.
    fn is_over_by(&self, hour: Hour, begins: Option<Kind>) -> bool {
        let calm = hour.begin.duration_since(self.last).as_hours();
        let turned = begins.is_some_and(|kind| kind != self.kind);
        turned || calm > CALM_HOURS || (calm == CALM_HOURS && self.score(hour) < SCORE_TO_GO_ON)
    }

    /// Takes in an hour, if it is one of the alarm's.
    fn go_on(&mut self, hour: Hour) {
        let score = self.score(hour);
        if score < SCORE_TO_GO_ON {
            return;
        }
        self.last = hour.begin;
        self.actual += hour.actual;
        self.expected += hour.expected.count;
        if score > self.score(self.peak) {
            self.peak = hour;
        }
    }
}

impl Extremes {
    /// What a score has to exceed.
    fn threshold(&self) -> f64 {
        let mut scores: Vec<f64> = self.days.iter().map(|&(_, score)| score).collect();
        scores.sort_by(|one, other| other.total_cmp(one));
        scores.get(EXCEEDED - 1).map_or(SCORE_AT_LEAST, |score| score.max(SCORE_AT_LEAST))
    }

    fn learn(&mut self, date: Date, score: f64) {
        match self.days.back_mut() {
            Some((day, largest)) if *day == date => *largest = largest.max(score),
            _ => self.days.push_back((date, score)),
        }
        if self.days.len() > DAYS {
            self.days.pop_front();
        }
    }
}

#[cfg(test)]
mod tests;
