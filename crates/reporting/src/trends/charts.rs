//! Charts of where reading is heading.

use jiff::ToSpan;
use tiraj_locale::Locale;
use tiraj_model::Language;

use super::{MOVER_DAYS, Mover, Outlook, Trends};
use crate::chart::{Band, Chart, Expected, Heading, Moved, Plot, Slope, Times};
use crate::{masthead, notation};

const VIEWS: &str = "Views";
/// How many hours before the next ones are drawn, and how many days.
const HOURS_BEFORE: usize = 48;
const DAYS_BEFORE: usize = 28;

/// All charts, in the order of the page.
pub(super) fn all(trends: &Trends) -> Vec<Chart> {
    let mut charts = vec![watch(trends)];
    charts.extend(trends.next_day.as_ref().map(|outlook| next_day(trends, outlook)));
    charts.extend(trends.next_week.as_ref().map(|outlook| next_week(trends, outlook)));
    charts.push(movers(trends));
    charts
}

fn watch(trends: &Trends) -> Chart {
    let (hours, expected) = trends.watched.shown();
    let begin = hours.first().map_or(trends.now, |(at, _)| *at);
    let plot = Band {
        times: Times::Hours(begin.to_zoned(trends.time_zone.clone())),
        actual: hours.iter().map(|(_, views)| Some(*views)).collect(),
        expected: expected.to_vec(),
        measure: VIEWS.to_owned(),
        coverage: Some(0.95),
    };
    draw(trends, "watch", "The last seven days, and what was expected", "Views per hour", plot)
}

fn next_day(trends: &Trends, outlook: &Outlook) -> Chart {
    let hours = &trends.watched.hours;
    let shown = &hours[hours.len().saturating_sub(HOURS_BEFORE)..];
    let begin = shown.first().map_or(trends.now, |(at, _)| *at);
    let times = Times::Hours(begin.to_zoned(trends.time_zone.clone()));
    let past: Vec<f64> = shown.iter().map(|(_, views)| *views).collect();
    let plot = to_come(times, &past, outlook);
    draw(trends, "next-day", "The next 24 hours", "Views per hour", plot)
}

fn next_week(trends: &Trends, outlook: &Outlook) -> Chart {
    let past = &trends.day_views[trends.day_views.len().saturating_sub(DAYS_BEFORE)..];
    let begin = trends.yesterday().saturating_sub((past.len() as i64 - 1).days());
    let plot = to_come(Times::Days(begin), past, outlook);
    draw(trends, "next-week", "The next seven days", "Views per day", plot)
}

fn to_come(times: Times, past: &[f64], outlook: &Outlook) -> Band {
    let expected = outlook
        .points
        .iter()
        .map(|point| Some(Expected { low: point.lower80, middle: point.expected, high: point.upper80 }));
    Band {
        times,
        actual: past.iter().map(|views| Some(*views)).collect(),
        expected: std::iter::repeat_n(None, past.len()).chain(expected).collect(),
        measure: VIEWS.to_owned(),
        coverage: Some(0.8),
    }
}

fn movers(trends: &Trends) -> Chart {
    let (from, to) = trends.mover_days;
    let back = MOVER_DAYS.days();
    let moved = |mover: &Mover| Moved { name: mover.label.clone(), before: mover.before, after: mover.views };
    let plot = Slope {
        before: (from.saturating_sub(back), to.saturating_sub(back)),
        after: (from, to),
        items: trends.rising.iter().chain(&trends.falling).map(moved).collect(),
    };
    draw(trends, "movers", "What rose and what fell", "Views of seven days", plot)
}

fn draw(trends: &Trends, name: &'static str, title: &str, unit: &str, plot: impl Into<Plot>) -> Chart {
    let day = trends.now.to_zoned(trends.time_zone.clone()).date();
    let heading = Heading {
        name,
        title: title.to_owned(),
        subtitle: unit.to_owned(),
        imprint: masthead::imprint(
            (&trends.site, &notation::long_date(day), &trends.zone),
            trends.demo,
            Locale::ENGLISH,
        ),
    };
    Chart::new(heading, Language::En, plot)
}
