//! Steps of time along a chart, and what is written under them.

#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime};
use jiff::{ToSpan, Zoned};

use super::axis::LABEL;
use super::font::{self, Weight};
use tiraj_locale::Locale;

/// Room between two labels, in logical pixels.
const BETWEEN: f64 = 14.0;
/// From here on, hours are told by their days.
const MANY_HOURS: usize = 50;

/// Equal steps of time: what the first one is, and so how long each is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Times {
    /// Hours, from the one that begins then; the clock is that of its zone.
    Hours(Zoned),
    /// Days of the calendar.
    Days(Date),
    /// Weeks, each named by its first day.
    Weeks(Date),
    /// Months of the calendar.
    Months(Date),
}

/// What is drawn under the steps.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Marks {
    /// Labels: the place of each one's middle, in steps.
    pub(crate) labels: Vec<(f64, String)>,
    /// The steps at which an upright line divides the plot.
    pub(crate) divisions: Vec<usize>,
}

impl Times {
    /// When a step begins.
    fn begin(&self, step: usize) -> DateTime {
        let step = i64::try_from(step).unwrap_or(i64::MAX).min(1_000_000);
        let date = |first: &Date, span| first.saturating_add(span).to_datetime(jiff::civil::Time::midnight());
        match self {
            Self::Hours(first) => first.saturating_add(step.hours()).datetime(),
            Self::Days(first) => date(first, step.days()),
            Self::Weeks(first) => date(first, step.weeks()),
            Self::Months(first) => date(first, step.months()),
        }
    }

    /// The step's name in a table or beside a point.
    pub(crate) fn name(&self, step: usize, locale: Locale) -> String {
        let begin = self.begin(step);
        match self {
            Self::Hours(_) => {
                format!("{}, {}", locale.short_weekday_date(begin.date()), begin.strftime("%H:%M"))
            }
            Self::Days(_) => locale.short_weekday_date(begin.date()),
            Self::Weeks(_) => locale.short_span(begin.date(), begin.date().saturating_add(6.days())),
            Self::Months(_) => format!("{} {}", locale.short_month(begin.date()), begin.year()),
        }
    }

    /// The step's name where room is short: without its weekday.
    pub(crate) fn short_name(&self, step: usize, locale: Locale) -> String {
        let date = self.begin(step).date();
        match self {
            Self::Hours(_) | Self::Days(_) | Self::Weeks(_) => locale.short_date(date),
            Self::Months(_) => self.name(step, locale),
        }
    }

    /// The densest marks of which no two labels touch, where a step is `width` wide.
    pub(crate) fn marks(&self, steps: usize, width: f64, locale: Locale) -> Marks {
        if matches!(self, Self::Hours(_)) && steps > MANY_HOURS {
            return self.days_of_hours(steps, width, locale);
        }
        let candidates = self.strides().iter().map(|stride| self.every(*stride, steps, locale));
        let mut last = Vec::new();
        for labels in candidates {
            if fits(&labels, width) {
                return Marks { labels, divisions: Vec::new() };
            }
            last = labels;
        }
        last.truncate(1);
        Marks { labels: last, divisions: Vec::new() }
    }

    /// How many hours, days, weeks or months may lie between two labels.
    const fn strides(&self) -> &'static [Stride] {
        use Stride::{Months, Steps, Weeks, Years};
        match self {
            Self::Hours(_) => &[Steps(3), Steps(6), Steps(12), Steps(24)],
            Self::Days(_) => {
                &[Steps(1), Steps(2), Weeks(1), Weeks(2), Months(1), Months(2), Months(3), Months(6), Years]
            }
            Self::Weeks(_) => &[Steps(1), Steps(2), Months(1), Months(2), Months(3), Months(6), Years],
            Self::Months(_) => &[Months(1), Months(2), Months(3), Months(6), Years],
        }
    }

    fn every(&self, stride: Stride, steps: usize, locale: Locale) -> Vec<(f64, String)> {
        let mut before: Option<Date> = None;
        let labels = (0..steps).filter_map(|step| {
            let begin = self.begin(step);
            let day = begin.date();
            // A week belongs to the month in which it begins.
            let enters = before.replace(day).is_none_or(|before| before.month() != day.month());
            let label = match stride {
                Stride::Steps(every) => self.is_whole(step, begin, every).then(|| self.label(begin, locale)),
                Stride::Weeks(every) => {
                    let monday = day.weekday() == jiff::civil::Weekday::Monday;
                    (monday && (step / 7).is_multiple_of(every)).then(|| locale.short_date(day))
                }
                Stride::Months(every) => {
                    let counted = (day.month() as usize - 1).is_multiple_of(every);
                    // The first step of the plot need not be the first of its month.
                    let begins = matches!(self, Self::Months(_)) || step > 0 || day.day() == 1;
                    (enters && begins && counted).then(|| month(day, locale))
                }
                Stride::Years => (enters && day.month() == 1).then(|| day.year().to_string()),
            };
            Some((step as f64, label?))
        });
        labels.collect()
    }

    /// Whether a label of every so many steps is due: hours count from midnight, all else from the first.
    fn is_whole(&self, step: usize, begin: DateTime, every: usize) -> bool {
        match self {
            Self::Hours(_) => (begin.hour() as usize).is_multiple_of(every),
            _ => step.is_multiple_of(every),
        }
    }

    fn label(&self, begin: DateTime, locale: Locale) -> String {
        match self {
            Self::Hours(_) => begin.strftime("%H:%M").to_string(),
            Self::Days(_) | Self::Weeks(_) => locale.short_date(begin.date()),
            Self::Months(_) => month(begin.date(), locale),
        }
    }

    /// Days in the middle of their hours, and lines between them.
    fn days_of_hours(&self, steps: usize, width: f64, locale: Locale) -> Marks {
        let dates: Vec<Date> = (0..steps).map(|step| self.begin(step).date()).collect();
        let divisions: Vec<usize> = (1..steps).filter(|step| dates[*step] != dates[step - 1]).collect();
        let bounds: Vec<usize> = [&[0], &divisions[..], &[steps]].concat();
        let days: Vec<(f64, Date)> =
            bounds.windows(2).map(|day| ((day[0] + day[1]) as f64 / 2.0, dates[day[0]])).collect();
        let write = |label: &dyn Fn(Date) -> String, every: usize| {
            days.iter().step_by(every).map(|(at, day)| (*at, label(*day))).collect::<Vec<_>>()
        };
        let full = write(&|day| locale.short_weekday_date(day), 1);
        let labels = if fits(&full, width) {
            full
        } else {
            let short = |every| write(&|day| locale.short_date(day), every);
            (1..=steps).map(short).find(|labels| fits(labels, width)).unwrap_or_default()
        };
        Marks { labels, divisions }
    }
}

/// How much time lies between two labels.
#[derive(Debug, Clone, Copy)]
enum Stride {
    Steps(usize),
    Weeks(usize),
    Months(usize),
    Years,
}

/// A month, with the year where one begins.
fn month(day: Date, locale: Locale) -> String {
    let name = locale.short_month(day);
    if day.month() == 1 { format!("{name} {}", day.year()) } else { name.to_owned() }
}

/// Whether no two labels touch, and there is any.
fn fits(labels: &[(f64, String)], step: f64) -> bool {
    let half = |text: &str| font::width(text, LABEL, Weight::Regular) / 2.0;
    let apart = |pair: &[(f64, String)]| {
        let [(one, left), (other, right)] = pair else { return true };
        (other - one) * step >= half(left) + half(right) + BETWEEN
    };
    !labels.is_empty() && labels.windows(2).all(apart)
}
