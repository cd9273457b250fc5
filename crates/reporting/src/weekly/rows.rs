//! The report as one table, for CSV and Parquet.
//!
//! A row is an item; the column `table` says of what kind, so that a spreadsheet's filter shows one table at
//! a time. Columns that have no meaning for an item are blank. Rates and changes are fractions: 0.12 is 12 %.

use super::{Mover, WeeklyReport};
use crate::figure::Figure;
use crate::masthead;
use crate::spreadsheet::{Cell, Sheet};

const COLUMNS: [&str; 12] = [
    "table",
    "key",
    "title",
    "section",
    "views",
    "usual_views",
    "views_change",
    "readers",
    "shares",
    "usual_shares",
    "share_rate",
    "score",
];

pub(super) fn table(report: &WeeklyReport) -> Sheet {
    let mut sheet = Sheet::new(&COLUMNS);
    sheet.row(["report".into(), report.week.as_str().into(), about(report).into()]);
    sheet.row(total(report));
    times(&mut sheet, report);
    pieces(&mut sheet, report);
    movers(&mut sheet, report);
    spread(&mut sheet, report);
    detail(&mut sheet, report);
    sheet
}

fn about(report: &WeeklyReport) -> String {
    let locale = report.locale();
    let period = locale.span(report.from, report.to);
    masthead::imprint((&report.site, &period, &report.zone), report.demo, locale)
}

fn total(report: &WeeklyReport) -> [Cell; 11] {
    let head = &report.headline;
    let [views, usual, change] = compared(&head.views);
    [
        "total".into(),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        views,
        usual,
        change,
        head.readers.value.into(),
        head.shares.value.into(),
        head.shares.usual.into(),
        head.share_rate.map(|rate| rate.value).into(),
    ]
}

fn times(sheet: &mut Sheet, report: &WeeklyReport) {
    for day in &report.days {
        let mut cells = named("day", &day.day.to_string(), "", "", &day.views).to_vec();
        cells.extend([Cell::Blank, day.shares.value.into(), day.shares.usual.into()]);
        sheet.row(cells);
    }
    for day in &report.hours {
        for (hour, views) in day.views.iter().enumerate() {
            let key = format!("{}T{hour:02}:00", day.day);
            let usual = day.usual.map(|usual| usual[hour]);
            let figure = Figure::count(*views, usual, report.headline.views.weeks);
            sheet.row(named("hour", &key, "", "", &figure));
        }
    }
}

fn pieces(sheet: &mut Sheet, report: &WeeklyReport) {
    for row in &report.sections {
        let mut cells = named("section", &row.section, &row.label, &row.section, &row.views).to_vec();
        cells.extend([row.readers.into(), row.shares.into(), Cell::Blank, row.share_rate.into()]);
        sheet.row(cells);
    }
    for row in &report.articles {
        let mut cells = named("article", &row.path, &row.title, &row.section, &row.views).to_vec();
        cells.extend([row.readers.into(), row.shares.into(), Cell::Blank, row.share_rate.into()]);
        sheet.row(cells);
    }
}

fn movers(sheet: &mut Sheet, report: &WeeklyReport) {
    let (articles, sections) = (&report.article_movement, &report.section_movement);
    let tables = [
        ("rising article", &articles.rising),
        ("falling article", &articles.falling),
        ("rising section", &sections.rising),
        ("falling section", &sections.falling),
    ];
    for (table, movers) in tables {
        movers.iter().for_each(|mover| sheet.row(moved(table, mover)));
    }
}

fn moved(table: &str, mover: &Mover) -> Vec<Cell> {
    let mut cells = named(table, &mover.key, &mover.label, "", &mover.views).to_vec();
    cells.extend([Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, mover.score.into()]);
    cells
}

fn spread(sheet: &mut Sheet, report: &WeeklyReport) {
    for row in &report.networks {
        let mut cells = vec!["network".into(), row.network.as_str().into(), row.label.as_str().into()];
        cells.resize(8, Cell::Blank);
        cells.extend([row.shares.value.into(), row.shares.usual.into()]);
        sheet.row(cells);
    }
    for row in &report.channels {
        sheet.row(named("channel", &row.channel, &row.label, "", &row.views));
        for source in &row.sources {
            let key = format!("{}/{}", row.channel, source.source);
            sheet.row(named("source", &key, &source.source, "", &source.views));
        }
    }
}

/// A row such as `section hour`, with the section in `title` and the hour in `key`.
fn detail(sheet: &mut Sheet, report: &WeeklyReport) {
    for row in &report.detail {
        let table = format!("{} {}", row.scope, row.grain);
        let (key, views) = (row.start.to_string(), row.views.into());
        let mut cells =
            vec![table.as_str().into(), key.as_str().into(), row.key.as_str().into(), Cell::Blank, views];
        cells.resize(7, Cell::Blank);
        cells.extend([row.readers.into(), row.shares.into()]);
        sheet.row(cells);
    }
}

/// The columns up to `views_change`.
fn named(table: &str, key: &str, title: &str, section: &str, views: &Figure<u64>) -> [Cell; 7] {
    let [value, usual, change] = compared(views);
    [table.into(), key.into(), title.into(), section.into(), value, usual, change]
}

fn compared(figure: &Figure<u64>) -> [Cell; 3] {
    [figure.value.into(), figure.usual.into(), figure.change.into()]
}
