//! The weekly report's charts.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use tiraj_model::Language;

use super::{ArticleRow, DayHours, Outlook, WeeklyReport};
use crate::chart::{
    Band, Bar, Bars, Chart, Column, Columns, Expected, Heading, Heat, Lines, Note, Plot, Times,
};
use crate::figure::Figure;
use crate::masthead;
use crate::notation;

/// How many articles the chart of articles shows.
const ARTICLES: usize = 10;
/// How many sections, networks and channels their charts show.
const BARS: usize = 12;
const VIEWS: &str = "Views";
const THIS_WEEK: &str = "This week";
const USUAL: &str = "Mean of the weeks before";

/// All charts, in the order of the page.
pub(super) fn all(report: &WeeklyReport) -> Vec<Chart> {
    let sheet = Sheet { report };
    let mut charts = vec![
        sheet.days(),
        sheet.hours(),
        sheet.week_map(),
        sheet.sections(),
        sheet.articles(),
        sheet.networks(),
        sheet.channels(),
    ];
    charts.extend(report.outlook.as_ref().map(|outlook| sheet.outlook(outlook)));
    charts
}

/// What the report's charts have in common.
struct Sheet<'a> {
    report: &'a WeeklyReport,
}

impl Sheet<'_> {
    fn days(&self) -> Chart {
        let columns = self.report.days.iter().map(|day| Column {
            day: day.day,
            value: (day.day <= self.report.generated_local.date()).then_some(day.views.value),
            usual: day.views.usual,
        });
        let plot = Columns {
            columns: columns.collect(),
            measure: VIEWS.to_owned(),
            label: THIS_WEEK.to_owned(),
            usual_label: USUAL.to_owned(),
        };
        self.chart("days", "Views by day", VIEWS, plot)
    }

    fn hours(&self) -> Chart {
        let hours = &self.report.hours;
        let main = hours.iter().flat_map(|day| day.views).map(|views| views as f64);
        // Each day has the 24 hours of the clock, also where the zone changed it: a clock that never does.
        let begin = self.report.from.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC);
        let plot = Lines {
            times: begin.map_or(Times::Days(self.report.from), Times::Hours),
            steps: 24 * hours.len(),
            main: main.take(self.whole_hours()).collect(),
            usual: hours.iter().flat_map(hourly_usual).collect(),
            measure: VIEWS.to_owned(),
            label: THIS_WEEK.to_owned(),
            usual_label: "Weeks before".to_owned(),
        };
        let mut chart = self.chart("hours", "The week hour by hour", "Views per hour", plot);
        // A table of 168 rows says less than the map's, which has the same numbers.
        let map = self.week_map();
        (chart.alt, chart.table) = (map.alt, map.table);
        chart
    }

    fn week_map(&self) -> Chart {
        let rows = self.report.hours.iter().map(|day| (day.day.weekday(), day.views)).collect();
        let plot = Heat { rows, unit: "views per hour".to_owned() };
        self.chart("week-map", "When the site is read", "Views by weekday and hour", plot)
    }

    fn sections(&self) -> Chart {
        let rows = self.report.sections.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("sections", "Views by section", VIEWS, rows)
    }

    fn articles(&self) -> Chart {
        let plot = Bars {
            bars: self.report.articles.iter().take(ARTICLES).map(article_bar).collect(),
            most: ARTICLES,
            measure: VIEWS.to_owned(),
            label: THIS_WEEK.to_owned(),
            usual_label: USUAL.to_owned(),
        };
        self.chart("articles", "Most read articles", VIEWS, plot)
    }

    fn networks(&self) -> Chart {
        let rows = self.report.networks.iter().map(|row| (row.label.as_str(), &row.shares));
        self.bars("networks", "Shares by network", "Shares", rows)
    }

    fn channels(&self) -> Chart {
        let rows = self.report.channels.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("channels", "Where readers came from", VIEWS, rows)
    }

    fn outlook(&self, outlook: &Outlook) -> Chart {
        let past = self.report.days.iter().map(|day| Some(day.views.value as f64));
        let to_come = outlook.days.iter().map(|day| {
            let [low, high] = day.views.interval80.map(|end| end as f64);
            Some(Expected { low, middle: day.views.expected as f64, high })
        });
        let plot = Band {
            times: Times::Days(self.report.from),
            actual: past.collect(),
            expected: std::iter::repeat_n(None, self.report.days.len()).chain(to_come).collect(),
            measure: VIEWS.to_owned(),
            coverage: Some(0.8),
        };
        self.chart("outlook", "This week, and what the next is expected to bring", VIEWS, plot)
    }

    fn bars<'a>(
        &self,
        name: &'static str,
        title: &str,
        unit: &str,
        rows: impl Iterator<Item = (&'a str, &'a Figure<u64>)>,
    ) -> Chart {
        let plot = Bars {
            bars: rows.map(|(label, figure)| bar(label, figure)).collect(),
            most: BARS,
            measure: unit.to_owned(),
            label: THIS_WEEK.to_owned(),
            usual_label: USUAL.to_owned(),
        };
        self.chart(name, title, unit, plot)
    }

    fn chart(&self, name: &'static str, title: &str, unit: &str, plot: impl Into<Plot>) -> Chart {
        let period = notation::span(self.report.from, self.report.to);
        let imprint = masthead::imprint(&self.report.site, &period, &self.report.zone, self.report.demo);
        let heading =
            Heading { name, title: title.to_owned(), subtitle: format!("{unit}, {period}"), imprint };
        Chart::new(heading, Language::En, plot)
    }

    /// How many of the week's hours had passed on the clock when the report was made: what a running week
    /// has yet to bring is no zero.
    fn whole_hours(&self) -> usize {
        let passed =
            self.report.generated_local.duration_since(self.report.from.to_datetime(Time::midnight()));
        usize::try_from(passed.as_hours()).unwrap_or(0)
    }
}

fn hourly_usual(day: &DayHours) -> [Option<f64>; 24] {
    day.usual.map_or([None; 24], |usual| usual.map(Some))
}

/// An article's bar; what came out in the week has nothing usual to be compared with.
fn article_bar(article: &ArticleRow) -> Bar {
    let bar = bar(&article.title, &article.views);
    if article.new { Bar { usual: None, note: Note::New, ..bar } } else { bar }
}

fn bar(label: &str, figure: &Figure<u64>) -> Bar {
    Bar {
        label: label.to_owned(),
        value: figure.value,
        usual: figure.usual,
        note: figure.change.map_or(Note::None, Note::Change),
    }
}
