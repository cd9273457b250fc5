//! The weekly report's charts.

use jiff::civil::Time;

use super::{ArticleRow, DayHours, WeeklyReport};
use crate::chart::{Bar, Bars, Chart, Column, Columns, Heat, Lines, Plot, Table};
use crate::figure::Figure;
use crate::masthead;
use crate::notation::{self, change, count, counted, mean};

/// How many articles the chart of articles shows.
const ARTICLES: usize = 10;
/// How many sections, networks and channels their charts show.
const BARS: usize = 12;
const THIS_WEEK: &str = "This week";
const USUAL: &str = "Mean of the weeks before";

/// All charts, in the order of the page.
pub(super) fn all(report: &WeeklyReport) -> Vec<Chart> {
    let sheet = Sheet { report };
    vec![
        sheet.days(),
        sheet.hours(),
        sheet.week_map(),
        sheet.sections(),
        sheet.articles(),
        sheet.networks(),
        sheet.channels(),
    ]
}

/// What the report's charts have in common.
struct Sheet<'a> {
    report: &'a WeeklyReport,
}

impl Sheet<'_> {
    fn days(&self) -> Chart {
        let days = &self.report.days;
        let columns = days.iter().map(|day| Column {
            label: day.day.strftime("%A").to_string(),
            detail: notation::short_date(day.day),
            value: (day.day <= self.report.generated_local.date()).then_some(day.views.value),
            usual: day.views.usual,
        });
        let rows = days.iter().map(|day| row(&notation::weekday_date(day.day), &day.views));
        let plot = Columns { columns: columns.collect(), label: THIS_WEEK, usual_label: USUAL };
        let table = compared("Day", "Views", rows);
        self.chart("days", "Views by day", "Views", table.alt(), table, Plot::Columns(plot))
    }

    fn hours(&self) -> Chart {
        let hours = &self.report.hours;
        let main = hours.iter().flat_map(|day| day.views).map(|views| views as f64);
        let usual = hours.iter().flat_map(hourly_usual);
        let days = hours.iter().enumerate();
        let marks = days.map(|(day, row)| (day * 24 + 12, row.day.strftime("%a %-d %b").to_string()));
        let plot = Lines {
            main: main.take(self.whole_hours()).collect(),
            usual: usual.collect(),
            steps: 24 * hours.len(),
            marks: marks.collect(),
            divisions: (1..hours.len()).map(|day| day * 24).collect(),
            label: THIS_WEEK,
            usual_label: USUAL,
        };
        let table = self.hour_table();
        self.chart(
            "hours",
            "The week hour by hour",
            "Views per hour",
            self.alt_hours(),
            table,
            Plot::Lines(plot),
        )
    }

    fn week_map(&self) -> Chart {
        let rows = self.report.hours.iter();
        let rows = rows.map(|day| (day.day.strftime("%A").to_string(), day.views)).collect();
        let plot = Plot::Heat(Heat { rows, unit: "views per hour" });
        let title = "When the site is read";
        self.chart("week-map", title, "Views by weekday and hour", self.alt_hours(), self.hour_table(), plot)
    }

    fn sections(&self) -> Chart {
        let rows = self.report.sections.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("sections", "Views by section", "Views", &rows.take(BARS).collect::<Vec<_>>())
    }

    fn articles(&self) -> Chart {
        let rows = self.report.articles.iter().take(ARTICLES);
        let bars = rows.clone().map(article_bar).collect();
        let table = compared("Article", "Views", rows.map(|article| row(&article.title, &article.views)));
        let plot = Bars { bars, label: THIS_WEEK, usual_label: USUAL, nothing: "No article was read." };
        self.chart("articles", "Most read articles", "Views", table.alt(), table, Plot::Bars(plot))
    }

    fn networks(&self) -> Chart {
        let rows = self.report.networks.iter().map(|row| (row.label.as_str(), &row.shares));
        self.bars("networks", "Shares by network", "Shares", &rows.take(BARS).collect::<Vec<_>>())
    }

    fn channels(&self) -> Chart {
        let rows = self.report.channels.iter().map(|row| (row.label.as_str(), &row.views));
        self.bars("channels", "Where readers came from", "Views", &rows.take(BARS).collect::<Vec<_>>())
    }

    fn bars(&self, name: &'static str, title: &str, unit: &str, rows: &[(&str, &Figure<u64>)]) -> Chart {
        let table = compared("Name", unit, rows.iter().map(|(label, figure)| row(label, figure)));
        let bars = rows.iter().map(|(label, figure)| bar(label, figure, figure.change.map(change)));
        let plot = Plot::Bars(Bars {
            bars: bars.collect(),
            label: THIS_WEEK,
            usual_label: USUAL,
            nothing: "Nothing was counted.",
        });
        self.chart(name, title, unit, table.alt(), table, plot)
    }

    fn chart(
        &self,
        name: &'static str,
        title: &str,
        unit: &str,
        alt: String,
        table: Table,
        plot: Plot,
    ) -> Chart {
        let period = notation::span(self.report.from, self.report.to);
        let imprint = masthead::imprint(&self.report.site, &period, &self.report.zone, self.report.demo);
        Chart {
            name,
            title: title.to_owned(),
            subtitle: format!("{unit}, {period}"),
            imprint,
            alt,
            table,
            plot,
        }
    }

    fn alt_hours(&self) -> String {
        let cells = self
            .report
            .hours
            .iter()
            .flat_map(|day| day.views.iter().enumerate().map(|(hour, views)| (day.day, hour, *views)));
        let cells: Vec<_> = cells.collect();
        let busiest = cells.into_iter().rev().max_by_key(|(_, _, views)| *views);
        busiest.map_or_else(String::new, |(day, hour, views)| {
            format!(
                "Busiest hour: {}, {hour:02}:00, {}.",
                day.strftime("%A"),
                counted(views, "view", "views")
            )
        })
    }

    /// How many of the week's hours had passed on the clock when the report was made: what a running week
    /// has yet to bring is no zero.
    fn whole_hours(&self) -> usize {
        let passed =
            self.report.generated_local.duration_since(self.report.from.to_datetime(Time::midnight()));
        usize::try_from(passed.as_hours()).unwrap_or(0)
    }

    /// A row for each hour of the clock, a column for each day.
    fn hour_table(&self) -> Table {
        let days = self.report.hours.iter().map(|day| day.day.strftime("%a").to_string());
        let row = |hour: usize| {
            let views = self.report.hours.iter().map(|day| count(day.views[hour]));
            std::iter::once(format!("{hour:02}:00")).chain(views).collect()
        };
        Table {
            columns: std::iter::once("Hour".to_owned()).chain(days).collect(),
            rows: (0..24).map(row).collect(),
        }
    }
}

fn hourly_usual(day: &DayHours) -> [Option<f64>; 24] {
    day.usual.map_or([None; 24], |usual| usual.map(Some))
}

/// An article's bar; what came out in the week has nothing usual to be compared with.
fn article_bar(article: &ArticleRow) -> Bar {
    let detail = if article.new { Some("new".to_owned()) } else { article.views.change.map(change) };
    let mut bar = bar(&article.title, &article.views, detail);
    bar.usual = bar.usual.filter(|_| !article.new);
    bar
}

fn bar(label: &str, figure: &Figure<u64>, detail: Option<String>) -> Bar {
    Bar {
        label: label.to_owned(),
        value: figure.value,
        usual: figure.usual,
        detail: detail.unwrap_or_default(),
    }
}

fn row(label: &str, figure: &Figure<u64>) -> [String; 4] {
    let usual = figure.usual.map_or_else(|| "–".to_owned(), mean);
    let moved = figure.change.map_or_else(|| "–".to_owned(), change);
    [label.to_owned(), count(figure.value), usual, moved]
}

fn compared(name: &str, unit: &str, rows: impl IntoIterator<Item = [String; 4]>) -> Table {
    Table::new([name, unit, USUAL, "Change"], rows)
}
