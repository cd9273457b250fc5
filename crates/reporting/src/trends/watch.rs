//! The hours of the last weeks, watched as they came.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;
use tiraj_series::anomaly::{self, Breakdown, Kind, Notice, Watch, explain};
use tiraj_series::holidays;

use super::ALARM_DAYS;
use crate::ReportError;
use crate::breakdown::{self, Dimension};
use crate::chart::Expected;

/// How many hours the chart shows.
const SHOWN: usize = 7 * 24;
/// How many causes an alarm tells.
const CAUSES: usize = 2;
/// How many values of a dimension a cause tells.
const VALUES: usize = 3;
/// The zone whose holidays are known.
const BAKU: &str = "Asia/Baku";

/// Hours, each with what was expected of it before it came.
#[derive(Debug, Clone, Default)]
pub(super) struct Watched {
    pub(super) hours: Vec<(Timestamp, f64)>,
    pub(super) expected: Vec<Option<Expected>>,
    alarms: Vec<Alarm>,
}

/// Whether there was more or less than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// More.
    Spike,
    /// Less.
    Drop,
}

/// A stretch of hours out of the ordinary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alarm {
    /// More or less than usual.
    pub kind: AlarmKind,
    /// When it began.
    pub begin: Timestamp,
    /// The end of its last hour so far.
    pub end: Timestamp,
    /// Whether it is over.
    pub over: bool,
    /// Views of its hours.
    pub views: f64,
    /// Views that were expected of them.
    pub expected: f64,
    /// What explains it, the most telling first; filled in by [`Alarm::explain`].
    pub causes: Vec<Cause>,
}

/// What explains an alarm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// The dimension: `source`, `country`.
    pub dimension: &'static str,
    /// The shown names of its values, each with the part of the change that it accounts for.
    pub values: Vec<(String, f64)>,
}

/// How the hours of an alarm were read by the values of a dimension, beside the same hours of weeks before.
#[derive(Debug, Clone)]
pub struct Explained<'a> {
    /// The dimension.
    pub dimension: Dimension,
    /// `value`, `within` texts, `views`, `shares` counts of the alarm's hours, as an Arrow stream.
    pub actual: &'a [u8],
    /// The same of these hours in each of some weeks before.
    pub before: Vec<&'a [u8]>,
}

impl Watched {
    pub(super) fn new(hours: &[(Timestamp, f64)], zone: &TimeZone) -> Self {
        let mut watch = Watch::new(days_off(hours, zone), Vec::new());
        let mut watched = Self { hours: hours.to_vec(), ..Self::default() };
        for (at, views) in hours {
            let local = at.to_zoned(zone.clone()).datetime();
            watched.expected.push(watch.expected(local).map(band));
            for notice in watch.observe(local, *views) {
                watched.take(&notice, zone);
            }
        }
        // One that still lasts has been told of when it began; its hours since then are in the watch.
        if let Some(alarm) = watch.alarm() {
            watched.take(&Notice::Began(*alarm), zone);
        }
        watched.alarms.sort_by_key(|alarm| std::cmp::Reverse(alarm.begin));
        watched
    }

    /// Those of the last days, the latest first.
    pub(super) fn alarms(&self) -> Vec<Alarm> {
        let Some((last, _)) = self.hours.last() else { return Vec::new() };
        let since = *last - jiff::SignedDuration::from_hours(24 * ALARM_DAYS);
        self.alarms.iter().filter(|alarm| alarm.end > since).cloned().collect()
    }

    /// The last hours, with what was expected of them.
    pub(super) fn shown(&self) -> (&[(Timestamp, f64)], &[Option<Expected>]) {
        let from = self.hours.len().saturating_sub(SHOWN);
        (&self.hours[from..], &self.expected[from..])
    }

    fn take(&mut self, notice: &Notice, zone: &TimeZone) {
        let alarm = Alarm::of(notice.alarm(), zone);
        match self.alarms.iter_mut().find(|known| known.begin == alarm.begin && known.kind == alarm.kind) {
            Some(known) => *known = alarm,
            None => self.alarms.push(alarm),
        }
    }
}

impl Alarm {
    fn of(alarm: &anomaly::Alarm, zone: &TimeZone) -> Self {
        let moment = |local: DateTime| {
            local.to_zoned(zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
        };
        Self {
            kind: match alarm.kind {
                Kind::Spike => AlarmKind::Spike,
                Kind::Drop => AlarmKind::Drop,
            },
            begin: moment(alarm.begin),
            end: moment(alarm.last) + jiff::SignedDuration::from_hours(1),
            over: alarm.over,
            views: alarm.actual,
            expected: alarm.expected,
            causes: Vec::new(),
        }
    }

    /// Finds what explains it. What was expected of a value is its part of the weeks before, of all that was expected.
    ///
    /// # Errors
    /// A frame that is no Arrow stream, or lacks a column or has it in another type.
    pub fn explain(&mut self, dimensions: &[Explained<'_>]) -> Result<(), ReportError> {
        let counted: Result<Vec<Values>, ReportError> =
            dimensions.iter().map(|asked| Values::read(asked, self.expected)).collect();
        let counted = counted?;
        let breakdowns: Vec<Breakdown<'_>> = counted.iter().map(Values::breakdown).collect();
        let causes = explain(self.views, self.expected, &breakdowns);
        let told = causes.into_iter().take(CAUSES).filter_map(|cause| {
            let of = counted.iter().find(|values| values.name() == cause.dimension)?;
            let values = cause.values.iter().take(VALUES).map(|(key, part)| (of.label(key), *part)).collect();
            Some(Cause { dimension: of.name(), values })
        });
        self.causes = told.collect();
        Ok(())
    }
}

/// The values of a dimension in an alarm's hours.
struct Values {
    dimension: Dimension,
    /// Key, name to show, actual and expected views.
    rows: Vec<(String, String, f64, f64)>,
}

impl Values {
    fn read(asked: &Explained<'_>, expected: f64) -> Result<Self, ReportError> {
        let key = |part: &breakdown::Part| format!("{}\u{1f}{}", part.within, part.key);
        let actual = breakdown::read(asked.actual, asked.dimension)?;
        let mut rows: Vec<(String, String, f64, f64)> =
            actual.into_iter().map(|part| (key(&part), part.label, part.views as f64, 0.0)).collect();
        let mut all = 0.0;
        for bytes in &asked.before {
            for part in breakdown::read(bytes, asked.dimension)? {
                all += part.views as f64;
                let key = key(&part);
                match rows.iter_mut().find(|row| row.0 == key) {
                    Some(row) => row.3 += part.views as f64,
                    None => rows.push((key, part.label, 0.0, part.views as f64)),
                }
            }
        }
        rows.iter_mut().for_each(|row| row.3 *= if all > 0.0 { expected / all } else { 0.0 });
        Ok(Self { dimension: asked.dimension, rows })
    }

    const fn name(&self) -> &'static str {
        match self.dimension {
            Dimension::Source => "source",
            Dimension::Country => "country",
            Dimension::Device => "device",
            Dimension::Network => "network",
        }
    }

    fn breakdown(&self) -> Breakdown<'_> {
        let part = |row: &'_ (String, String, f64, f64)| (row.2, row.3);
        let parts = self.rows.iter().map(|row| {
            let (actual, expected) = part(row);
            anomaly::Part { value: &row.0, actual, expected }
        });
        Breakdown { dimension: self.name(), parts: parts.collect() }
    }

    fn label(&self, key: &str) -> String {
        self.rows.iter().find(|row| row.0 == key).map_or_else(String::new, |row| row.1.clone())
    }
}

fn band(expected: anomaly::Expected) -> Expected {
    Expected { low: expected.band.0, middle: expected.count, high: expected.band.1 }
}

/// The days off of the years that the hours are of, where they are known.
fn days_off(hours: &[(Timestamp, f64)], zone: &TimeZone) -> BTreeSet<Date> {
    let (Some((first, _)), Some((last, _))) = (hours.first(), hours.last()) else { return BTreeSet::new() };
    if zone.iana_name() != Some(BAKU) {
        return BTreeSet::new();
    }
    let year = |at: &Timestamp| at.to_zoned(zone.clone()).year();
    (year(first)..=year(last)).flat_map(holidays::azerbaijan).collect()
}
