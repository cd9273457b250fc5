//! An article's charts.

use jiff::Timestamp;
use tiraj_locale::{Country, Locale};
use tiraj_model::Language;

use super::ArticleReport;
use crate::breakdown::by_channel;
use crate::chart::{self, Bar, Bars, Chart, Countries, Heading, Lines, Note, Plot, Times};
use crate::{masthead, notation};

/// How many hours the chart of the last hours shows.
const HOURS: i64 = 72;
/// How many sources and countries their charts show.
const BARS: usize = 10;
const VIEWS: &str = "Views";
/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

/// All charts, in the order of the page.
pub(super) fn all(report: &ArticleReport) -> Vec<Chart> {
    let life = report.is_dated().then(|| life(report));
    life.into_iter().chain([hours(report), sources(report), countries(report)]).collect()
}

fn life(report: &ArticleReport) -> Chart {
    let plot = chart::Life {
        gathered: report.life.gathered.clone(),
        usual: report.usual.clone(),
        half_life: report.life.half_life_hours,
        measure: VIEWS.to_owned(),
    };
    draw(report, "life", "How it gathered its views", "Views since publication", plot)
}

fn hours(report: &ArticleReport) -> Chart {
    let now = report.now.as_millisecond().div_euclid(HOUR) * HOUR;
    let first = (report.since.as_millisecond().div_euclid(HOUR) * HOUR).max(now - HOURS * HOUR);
    let steps = ((now - first) / HOUR).max(0) as usize;
    let mut main = vec![0.0; steps];
    for (at, views) in &report.hours {
        let step = usize::try_from((at - first).div_euclid(HOUR)).ok();
        // The running hour is not whole yet: drawn, it would look like a fall.
        if let Some(hour) = step.and_then(|step| main.get_mut(step)) {
            *hour += *views as f64;
        }
    }
    let begin = Timestamp::from_millisecond(first).unwrap_or(report.now);
    let plot = Lines {
        times: Times::Hours(begin.to_zoned(report.time_zone.clone())),
        steps,
        main,
        usual: Vec::new(),
        measure: VIEWS.to_owned(),
        label: VIEWS.to_owned(),
        usual_label: String::new(),
    };
    draw(report, "article-hours", "Its last hours", "Views in each whole hour", plot)
}

fn sources(report: &ArticleReport) -> Chart {
    let channels = by_channel(&report.sources);
    let bar = |part: &crate::breakdown::Part| Bar {
        label: part.label.clone(),
        value: part.views,
        usual: None,
        note: Note::Part(part.portion),
    };
    let plot = Bars {
        bars: channels.iter().map(bar).collect(),
        most: BARS,
        measure: VIEWS.to_owned(),
        label: String::new(),
        usual_label: String::new(),
    };
    draw(report, "article-sources", "Where its readers came from", VIEWS, plot)
}

fn countries(report: &ArticleReport) -> Chart {
    let rows = report.countries.iter().map(|part| (Country::new(&part.key), part.views));
    let plot = Countries { rows: rows.collect(), most: BARS, measure: VIEWS.to_owned() };
    draw(report, "article-countries", "Where its readers are", VIEWS, plot)
}

fn draw(report: &ArticleReport, name: &'static str, title: &str, unit: &str, plot: impl Into<Plot>) -> Chart {
    let day = report.now.to_zoned(report.time_zone.clone()).date();
    let heading = Heading {
        name,
        title: title.to_owned(),
        subtitle: format!("{unit} · {}", report.label()),
        imprint: masthead::imprint(
            (&report.site, &notation::long_date(day), &report.zone),
            report.demo,
            Locale::ENGLISH,
        ),
    };
    Chart::new(heading, Language::En, plot)
}
