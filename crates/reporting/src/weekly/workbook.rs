//! The report as an Excel workbook: a sheet a table, with charts that Excel draws.

use rust_xlsxwriter::{ChartType, XlsxError};
use tiraj_locale::Locale;

use super::{Expectation, Mover, WeeklyReport};
use crate::figure::Figure;
use crate::metric::Metric;
use crate::spreadsheet::{Book, Cell, Column, Kind};

/// How many rows of a table a chart shows.
const SHOWN: usize = 12;

/// The hours of the clock.
const HOURS: [&str; 24] = [
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19", "20", "21", "22", "23",
];

const NAME: u16 = 44;
const NUMBER: u16 = 12;

pub(super) fn write(report: &WeeklyReport) -> Result<Vec<u8>, XlsxError> {
    let locale = report.locale();
    let mut book = Book::new(&title(report), report.generated_at)?;
    book.text(locale.text("sheet-report"), &lines(report))?;
    let mut sheets = Sheets { book, report, locale };
    sheets.days()?;
    sheets.hours()?;
    sheets.outlook()?;
    sheets.sections()?;
    sheets.articles()?;
    sheets.movers()?;
    sheets.networks()?;
    sheets.channels()?;
    sheets.book.finish()
}

fn title(report: &WeeklyReport) -> String {
    let locale = report.locale();
    let period = locale.span(report.from, report.to);
    let arguments =
        [("site", (&report.site).into()), ("period", period.into()), ("week", (&report.week).into())];
    locale.say("sheet-title", &arguments)
}

/// What a reader should know before the tables.
fn lines(report: &WeeklyReport) -> Vec<String> {
    let mut lines = vec![title(report), String::new()];
    lines.extend(report.sentences.iter().cloned());
    lines.push(String::new());
    lines.extend(report.notes.iter().cloned());
    lines.push(String::new());
    lines.extend(
        report.definitions.iter().map(|definition| format!("{}: {}", definition.name, definition.text)),
    );
    lines
}

/// The sheets in the making.
struct Sheets<'a> {
    book: Book,
    report: &'a WeeklyReport,
    locale: Locale,
}

impl Sheets<'_> {
    fn column(&self, id: &'static str, width: u16, kind: Kind) -> Column {
        Column::new(self.locale.text(id), width, kind)
    }

    fn metric(&self, metric: Metric, kind: Kind) -> Column {
        Column::new(metric.name(self.locale), NUMBER, kind)
    }

    /// Views beside what is usual.
    fn views(&self) -> [Column; 3] {
        [
            self.metric(Metric::Views, Kind::Count),
            self.column("column-usual-views", NUMBER, Kind::Count),
            self.column("column-change", NUMBER, Kind::Change),
        ]
    }

    /// How a piece was taken up.
    fn taken_up(&self) -> [Column; 3] {
        [
            self.metric(Metric::Readers, Kind::Count),
            self.metric(Metric::Shares, Kind::Count),
            self.metric(Metric::ShareRate, Kind::Portion),
        ]
    }

    /// A chart of a figure beside what is usual, of the last table.
    fn chart(
        &mut self,
        kind: ChartType,
        title: &'static str,
        (metric, width, rows): (Metric, u16, usize),
    ) -> Result<(), XlsxError> {
        let columns = [(1, metric.name(self.locale)), (2, self.locale.text("column-usual"))];
        self.book.chart(kind, self.locale.text(title), &columns, (width, rows as u32))
    }

    fn days(&mut self) -> Result<(), XlsxError> {
        let mut columns = vec![self.column("column-day", NUMBER, Kind::Plain)];
        columns.extend(self.views());
        columns.extend([
            self.metric(Metric::Shares, Kind::Count),
            self.column("column-usual-shares", NUMBER, Kind::Count),
        ]);
        let row = |day: &super::DayRow| {
            let mut cells = vec![day.day.into()];
            cells.extend(compared(&day.views));
            cells.extend([day.shares.value.into(), day.shares.usual.into()]);
            cells
        };
        let rows: Vec<Vec<Cell>> = self.report.days.iter().map(row).collect();
        self.book.table(self.locale.text("sheet-days"), &columns, &rows)?;
        self.chart(ChartType::Column, "weekly-chart-days", (Metric::Views, 5, rows.len()))
    }

    fn hours(&mut self) -> Result<(), XlsxError> {
        let mut columns = vec![self.column("column-day", NUMBER, Kind::Plain)];
        columns.extend(HOURS.map(|hour| Column::new(hour, 7, Kind::Count)));
        let row = |day: &super::DayHours| {
            std::iter::once(day.day.into()).chain(day.views.map(Cell::from)).collect()
        };
        let rows: Vec<Vec<Cell>> = self.report.hours.iter().map(row).collect();
        self.book.table(self.locale.text("sheet-hours"), &columns, &rows)?;
        self.book.shade((1, 24), rows.len() as u32)
    }

    /// The days of the week after; no sheet where nothing is forecast.
    fn outlook(&mut self) -> Result<(), XlsxError> {
        let Some(outlook) = &self.report.outlook else { return Ok(()) };
        let columns = [
            self.column("column-day", 16, Kind::Plain),
            self.column("sheet-expected", NUMBER, Kind::Count),
            self.column("sheet-from-80", NUMBER, Kind::Count),
            self.column("sheet-to", NUMBER, Kind::Count),
            self.column("sheet-from-95", NUMBER, Kind::Count),
            self.column("sheet-to", NUMBER, Kind::Count),
        ];
        let row = |first: Cell, views: &Expectation| {
            let ends = [views.interval80, views.interval95].concat();
            [first, views.expected.into()].into_iter().chain(ends.into_iter().map(Cell::from)).collect()
        };
        let mut rows: Vec<Vec<Cell>> =
            outlook.days.iter().map(|day| row(day.day.into(), &day.views)).collect();
        rows.push(row(self.locale.text("sheet-all-days").into(), &outlook.views));
        self.book.table(self.locale.text("sheet-outlook"), &columns, &rows)
    }

    fn sections(&mut self) -> Result<(), XlsxError> {
        let mut columns = vec![self.column("column-section", NAME, Kind::Plain)];
        columns.extend(self.views());
        columns.push(self.column("column-all-views", NUMBER, Kind::Portion));
        columns.extend(self.taken_up());
        let row = |row: &super::SectionRow| {
            let mut cells = vec![row.label.as_str().into()];
            cells.extend(compared(&row.views));
            cells.extend([row.portion.into(), row.readers.into(), row.shares.into(), row.share_rate.into()]);
            cells
        };
        let rows: Vec<Vec<Cell>> = self.report.sections.iter().map(row).collect();
        self.book.table(self.locale.text("sheet-sections"), &columns, &rows)?;
        self.chart(ChartType::Bar, "weekly-chart-sections", (Metric::Views, 7, rows.len().min(SHOWN)))
    }

    fn articles(&mut self) -> Result<(), XlsxError> {
        let mut columns = vec![self.column("column-title", 60, Kind::Plain)];
        columns.extend(self.views());
        columns.extend(self.taken_up());
        columns.extend([
            self.column("column-section", 18, Kind::Plain),
            self.column("column-authors", 24, Kind::Plain),
            self.column("column-language", 10, Kind::Plain),
            self.column("column-path", NAME, Kind::Plain),
        ]);
        let row = |row: &super::ArticleRow| {
            let mut cells = vec![row.title.as_str().into()];
            cells.extend(compared(&row.views));
            cells.extend([row.readers.into(), row.shares.into(), row.share_rate.into()]);
            cells.extend([&row.section, &row.authors, &row.lang, &row.path].map(|text| text.as_str().into()));
            cells
        };
        let rows: Vec<Vec<Cell>> = self.report.articles.iter().map(row).collect();
        self.book.table(self.locale.text("sheet-articles"), &columns, &rows)
    }

    fn movers(&mut self) -> Result<(), XlsxError> {
        let mut columns =
            vec![self.column("column-name", 60, Kind::Plain), self.column("sheet-what", 18, Kind::Plain)];
        columns.extend(self.views());
        columns.push(self.column("sheet-difference", NUMBER, Kind::Count));
        let (articles, sections) = (&self.report.article_movement, &self.report.section_movement);
        let tables = [
            ("sheet-article-rising", &articles.rising),
            ("sheet-article-falling", &articles.falling),
            ("sheet-section-rising", &sections.rising),
            ("sheet-section-falling", &sections.falling),
        ];
        let row = |what, mover: &Mover| {
            let mut cells = vec![mover.label.as_str().into(), self.locale.text(what).into()];
            cells.extend(compared(&mover.views));
            cells.push(mover.difference.into());
            cells
        };
        let rows: Vec<Vec<Cell>> =
            tables.iter().flat_map(|(what, movers)| movers.iter().map(|mover| row(*what, mover))).collect();
        self.book.table(self.locale.text("sheet-movement"), &columns, &rows)
    }

    fn networks(&mut self) -> Result<(), XlsxError> {
        let columns = [
            self.column("column-network", 24, Kind::Plain),
            self.metric(Metric::Shares, Kind::Count),
            self.column("column-usual-shares", NUMBER, Kind::Count),
            self.column("column-change", NUMBER, Kind::Change),
            self.column("column-all-shares", NUMBER, Kind::Portion),
        ];
        let row = |row: &super::NetworkRow| {
            let mut cells = vec![row.label.as_str().into()];
            cells.extend(compared(&row.shares));
            cells.push(row.portion.into());
            cells
        };
        let rows: Vec<Vec<Cell>> = self.report.networks.iter().map(row).collect();
        self.book.table(self.locale.text("sheet-networks"), &columns, &rows)?;
        self.chart(ChartType::Bar, "weekly-chart-networks", (Metric::Shares, 4, rows.len().min(SHOWN)))
    }

    fn channels(&mut self) -> Result<(), XlsxError> {
        let mut columns = vec![
            self.column("column-channel", 24, Kind::Plain),
            self.column("column-source", NAME, Kind::Plain),
        ];
        columns.extend(self.views());
        columns.push(self.column("column-all-views", NUMBER, Kind::Portion));
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for channel in &self.report.channels {
            let mut cells = vec![channel.label.as_str().into(), Cell::Blank];
            cells.extend(compared(&channel.views));
            cells.push(channel.portion.into());
            rows.push(cells);
            for source in &channel.sources {
                let mut cells = vec![channel.label.as_str().into(), source.source.as_str().into()];
                cells.extend(compared(&source.views));
                rows.push(cells);
            }
        }
        self.book.table(self.locale.text("sheet-channels"), &columns, &rows)
    }
}

/// A figure in three cells: itself, what is usual, the change.
fn compared(figure: &Figure<u64>) -> [Cell; 3] {
    [figure.value.into(), figure.usual.into(), figure.change.into()]
}
