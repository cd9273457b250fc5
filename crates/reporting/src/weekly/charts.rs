//! The weekly report's charts.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use tiraj_locale::Locale;

use super::{ArticleRow, DayHours, Outlook, WeeklyReport};
use crate::chart::{
    Band, Bar, Bars, Chart, Column, Columns, Expected, Heading, Heat, Lines, Note, Plot, Times,
};
use crate::figure::Figure;
use crate::masthead;
use crate::metric::Metric;

/// How many articles the chart of articles shows.
const ARTICLES: usize = 10;
/// How many sections, networks and channels their charts show.
const BARS: usize = 12;

/// All charts, in the order of the page.
pub(super) fn all(report: &WeeklyReport) -> Vec<Chart> {
    let sheet = Sheet { report, locale: report.locale() };
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
    locale: Locale,
}

impl Sheet<'_> {
    fn text(&self, id: &'static str) -> String {
        self.locale.text(id).to_owned()
    }

    fn views(&self) -> String {
        Metric::Views.name(self.locale).to_owned()
    }

    fn days(&self) -> Chart {
        let columns = self.report.days.iter().map(|day| Column {
            day: day.day,
            value: (day.day <= self.report.generated_local.date()).then_some(day.views.value),
            usual: day.views.usual,
        });
        let plot = Columns {
            columns: columns.collect(),
            measure: self.views(),
            label: self.text("weekly-this-week"),
            usual_label: self.text("weekly-usual"),
        };
        self.chart("days", "weekly-chart-days", &self.views(), plot)
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
            measure: self.views(),
            label: self.text("weekly-this-week"),
            usual_label: self.text("weekly-weeks-before"),
        };
        let mut chart =
            self.chart("hours", "weekly-chart-hours", &self.text("weekly-chart-hours-unit"), plot);
        // A table of 168 rows says less than the map's, which has the same numbers.
        let map = self.week_map();
        (chart.alt, chart.table) = (map.alt, map.table);
        chart
    }

    fn week_map(&self) -> Chart {
        let rows = self.report.hours.iter().map(|day| (day.day.weekday(), day.views)).collect();
        let plot = Heat { rows, unit: self.text("weekly-chart-map-cell") };
        self.chart("week-map", "weekly-chart-map", &self.text("weekly-chart-map-unit"), plot)
    }

    fn sections(&self) -> Chart {
        let rows = self.report.sections.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("sections", "weekly-chart-sections", Metric::Views, rows)
    }

    fn articles(&self) -> Chart {
        let plot = Bars {
            bars: self.report.articles.iter().take(ARTICLES).map(article_bar).collect(),
            most: ARTICLES,
            measure: self.views(),
            label: self.text("weekly-this-week"),
            usual_label: self.text("weekly-usual"),
        };
        self.chart("articles", "weekly-chart-articles", &self.views(), plot)
    }

    fn networks(&self) -> Chart {
        let rows = self.report.networks.iter().map(|row| (row.label.as_str(), &row.shares));
        self.bars("networks", "weekly-chart-networks", Metric::Shares, rows)
    }

    fn channels(&self) -> Chart {
        let rows = self.report.channels.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("channels", "weekly-chart-channels", Metric::Views, rows)
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
            measure: self.views(),
            coverage: Some(0.8),
        };
        self.chart("outlook", "weekly-chart-outlook", &self.views(), plot)
    }

    fn bars<'a>(
        &self,
        name: &'static str,
        title: &'static str,
        metric: Metric,
        rows: impl Iterator<Item = (&'a str, &'a Figure<u64>)>,
    ) -> Chart {
        let plot = Bars {
            bars: rows.map(|(label, figure)| bar(label, figure)).collect(),
            most: BARS,
            measure: metric.name(self.locale).to_owned(),
            label: self.text("weekly-this-week"),
            usual_label: self.text("weekly-usual"),
        };
        self.chart(name, title, metric.name(self.locale), plot)
    }

    /// A chart under the message `title`, of figures in `unit`.
    fn chart(&self, name: &'static str, title: &'static str, unit: &str, plot: impl Into<Plot>) -> Chart {
        let (report, locale) = (self.report, self.locale);
        let period = locale.span(report.from, report.to);
        let imprint = masthead::imprint((&report.site, &period, &report.zone), report.demo, locale);
        let heading =
            Heading { name, title: self.text(title), subtitle: format!("{unit}, {period}"), imprint };
        Chart::new(heading, report.language, plot)
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
