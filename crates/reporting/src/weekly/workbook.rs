//! The report as an Excel workbook: a sheet a table, with charts that Excel draws.

use rust_xlsxwriter::{ChartType, XlsxError};

use super::{Expectation, Mover, WeeklyReport};
use crate::figure::Figure;
use crate::notation;
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

/// Views beside what is usual.
const VIEWS: [Column; 3] = [
    Column::new("Views", NUMBER, Kind::Count),
    Column::new("Usual views", NUMBER, Kind::Count),
    Column::new("Change", NUMBER, Kind::Change),
];

/// How a piece was taken up.
const TAKEN_UP: [Column; 3] = [
    Column::new("Readers", NUMBER, Kind::Count),
    Column::new("Shares", NUMBER, Kind::Count),
    Column::new("Share rate", NUMBER, Kind::Portion),
];

pub(super) fn write(report: &WeeklyReport) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(&title(report), report.generated_at)?;
    book.text("Report", &lines(report))?;
    days(&mut book, report)?;
    hours(&mut book, report)?;
    outlook(&mut book, report)?;
    sections(&mut book, report)?;
    articles(&mut book, report)?;
    movers(&mut book, report)?;
    networks(&mut book, report)?;
    sources(&mut book, report)?;
    book.finish()
}

fn title(report: &WeeklyReport) -> String {
    format!("{}: {} ({})", report.site, notation::span(report.from, report.to), report.week)
}

/// What a reader should know before the tables.
fn lines(report: &WeeklyReport) -> Vec<String> {
    let mut lines = vec![title(report)];
    lines.extend(report.demo.then(|| "Demo data: these figures are simulated.".to_owned()));
    lines.push(format!("All days and hours in {}.", report.zone));
    lines.push(String::new());
    lines.extend(report.sentences.iter().cloned());
    lines.push(String::new());
    lines.extend(report.notes.iter().cloned());
    lines.push(String::new());
    lines.extend(
        report.definitions.iter().map(|definition| format!("{}: {}", definition.name, definition.text)),
    );
    lines
}

fn days(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Day", NUMBER, Kind::Plain)];
    columns.extend(VIEWS);
    columns.extend([
        Column::new("Shares", NUMBER, Kind::Count),
        Column::new("Usual shares", NUMBER, Kind::Count),
    ]);
    let rows: Vec<Vec<Cell>> = report
        .days
        .iter()
        .map(|day| {
            let mut cells = vec![day.day.into()];
            cells.extend(compared(&day.views));
            cells.extend([day.shares.value.into(), day.shares.usual.into()]);
            cells
        })
        .collect();
    book.table("Days", &columns, &rows)?;
    book.chart(ChartType::Column, "Views by day", &[(1, "Views"), (2, "Usual")], (5, rows.len() as u32))
}

fn hours(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Day", NUMBER, Kind::Plain)];
    columns.extend(HOURS.map(|hour| Column::new(hour, 7, Kind::Count)));
    let rows: Vec<Vec<Cell>> = report
        .hours
        .iter()
        .map(|day| std::iter::once(day.day.into()).chain(day.views.map(Cell::from)).collect())
        .collect();
    book.table("Hours", &columns, &rows)?;
    book.shade((1, 24), rows.len() as u32)
}

/// The days of the week after; no sheet where nothing is forecast.
fn outlook(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let Some(outlook) = &report.outlook else { return Ok(()) };
    let columns = [
        Column::new("Day", NUMBER, Kind::Plain),
        Column::new("Expected views", NUMBER, Kind::Count),
        Column::new("4 of 5: from", NUMBER, Kind::Count),
        Column::new("to", NUMBER, Kind::Count),
        Column::new("19 of 20: from", NUMBER, Kind::Count),
        Column::new("to", NUMBER, Kind::Count),
    ];
    let row = |first: Cell, views: &Expectation| {
        let ends = [views.interval80, views.interval95].concat();
        [first, views.expected.into()].into_iter().chain(ends.into_iter().map(Cell::from)).collect()
    };
    let mut rows: Vec<Vec<Cell>> = outlook.days.iter().map(|day| row(day.day.into(), &day.views)).collect();
    rows.push(row("All seven days".into(), &outlook.views));
    book.table("Next week", &columns, &rows)
}

fn sections(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Section", NAME, Kind::Plain)];
    columns.extend(VIEWS);
    columns.push(Column::new("Of all views", NUMBER, Kind::Portion));
    columns.extend(TAKEN_UP);
    let rows: Vec<Vec<Cell>> = report
        .sections
        .iter()
        .map(|row| {
            let mut cells = vec![row.label.as_str().into()];
            cells.extend(compared(&row.views));
            cells.extend([row.portion.into(), row.readers.into(), row.shares.into(), row.share_rate.into()]);
            cells
        })
        .collect();
    book.table("Sections", &columns, &rows)?;
    let shown = rows.len().min(SHOWN) as u32;
    book.chart(ChartType::Bar, "Views by section", &[(1, "Views"), (2, "Usual")], (7, shown))
}

fn articles(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Title", 60, Kind::Plain)];
    columns.extend(VIEWS);
    columns.extend(TAKEN_UP);
    columns.extend([
        Column::new("Section", 18, Kind::Plain),
        Column::new("Authors", 24, Kind::Plain),
        Column::new("Language", 10, Kind::Plain),
        Column::new("Path", NAME, Kind::Plain),
    ]);
    let rows: Vec<Vec<Cell>> = report
        .articles
        .iter()
        .map(|row| {
            let mut cells = vec![row.title.as_str().into()];
            cells.extend(compared(&row.views));
            cells.extend([row.readers.into(), row.shares.into(), row.share_rate.into()]);
            cells.extend([&row.section, &row.authors, &row.lang, &row.path].map(|text| text.as_str().into()));
            cells
        })
        .collect();
    book.table("Articles", &columns, &rows)
}

fn movers(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Name", 60, Kind::Plain), Column::new("What", 16, Kind::Plain)];
    columns.extend(VIEWS);
    columns.push(Column::new("Views more", NUMBER, Kind::Count));
    let (articles, sections) = (&report.article_movement, &report.section_movement);
    let tables = [
        ("Article rising", &articles.rising),
        ("Article falling", &articles.falling),
        ("Section rising", &sections.rising),
        ("Section falling", &sections.falling),
    ];
    let rows: Vec<Vec<Cell>> =
        tables.iter().flat_map(|(what, movers)| movers.iter().map(|mover| moved(what, mover))).collect();
    book.table("Rose and fell", &columns, &rows)
}

fn moved(what: &str, mover: &Mover) -> Vec<Cell> {
    let mut cells = vec![mover.label.as_str().into(), what.into()];
    cells.extend(compared(&mover.views));
    cells.push(mover.difference.into());
    cells
}

fn networks(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let columns = [
        Column::new("Network", 24, Kind::Plain),
        Column::new("Shares", NUMBER, Kind::Count),
        Column::new("Usual shares", NUMBER, Kind::Count),
        Column::new("Change", NUMBER, Kind::Change),
        Column::new("Of all shares", NUMBER, Kind::Portion),
    ];
    let rows: Vec<Vec<Cell>> = report
        .networks
        .iter()
        .map(|row| {
            let mut cells = vec![row.label.as_str().into()];
            cells.extend(compared(&row.shares));
            cells.push(row.portion.into());
            cells
        })
        .collect();
    book.table("Shares", &columns, &rows)?;
    let shown = rows.len().min(SHOWN) as u32;
    book.chart(ChartType::Bar, "Shares by network", &[(1, "Shares"), (2, "Usual")], (4, shown))
}

fn sources(book: &mut Book, report: &WeeklyReport) -> Result<(), XlsxError> {
    let mut columns = vec![Column::new("Channel", 24, Kind::Plain), Column::new("Source", NAME, Kind::Plain)];
    columns.extend(VIEWS);
    columns.push(Column::new("Of all views", NUMBER, Kind::Portion));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for channel in &report.channels {
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
    book.table("Sources", &columns, &rows)
}

/// A figure in three cells: itself, what is usual, the change.
fn compared(figure: &Figure<u64>) -> [Cell; 3] {
    [figure.value.into(), figure.usual.into(), figure.change.into()]
}
