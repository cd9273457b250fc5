//! Tables as the sheets of an Excel workbook, with its own charts.
//!
//! Text is written as text, whatever it looks like; nothing of it is run. The same cells and the same moment give the same bytes.

use jiff::Timestamp;
use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormat2ColorScale, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::Cell;

/// Excel's number of A4.
const A4: u8 = 9;

/// The most characters that Excel takes in a cell.
const LONGEST: usize = 32_767;

/// The ground of the greatest number, on which black figures can be read.
const DEEPEST: u32 = 0x83_B8_DA;

/// How the numbers of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As they are.
    Plain,
    /// Whole, in groups of three digits.
    Count,
    /// Per cent, with one decimal.
    Portion,
    /// Per cent, with their sign.
    Change,
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// What stands above it.
    pub(crate) name: &'static str,
    /// In characters.
    pub(crate) width: u16,
    /// How its numbers are shown.
    pub(crate) kind: Kind,
}

/// A workbook in the making.
pub(crate) struct Book {
    workbook: Workbook,
}

impl Column {
    pub(crate) const fn new(name: &'static str, width: u16, kind: Kind) -> Self {
        Self { name, width, kind }
    }
}

impl Book {
    /// A workbook of this title, made at that moment.
    ///
    /// # Errors
    ///
    /// Here and below: Excel cannot take a date, a name or the size of a table.
    pub(crate) fn new(title: &str, made_at: Timestamp) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let made_at = ExcelDateTime::from_timestamp(made_at.as_second())?;
        workbook.set_properties(
            &DocProperties::new().set_title(title).set_author("Tiraj").set_creation_datetime(&made_at),
        );
        Ok(Self { workbook })
    }

    /// Adds a sheet of lines of text, the first of which is its title.
    pub(crate) fn text(&mut self, name: &str, lines: &[String]) -> Result<(), XlsxError> {
        let sheet = page(&mut self.workbook, name)?;
        sheet.set_column_width(0, 100)?;
        let (title, line) = (Format::new().set_bold().set_font_size(16), Format::new().set_text_wrap());
        for (row, text) in (0..).zip(lines) {
            sheet.write_string_with_format(row, 0, cut(text), if row == 0 { &title } else { &line })?;
        }
        Ok(())
    }

    /// Adds a sheet with a table, whose head stays in view and filters it.
    pub(crate) fn table(
        &mut self,
        name: &str,
        columns: &[Column],
        rows: &[Vec<Cell>],
    ) -> Result<(), XlsxError> {
        let sheet = page(&mut self.workbook, name)?;
        let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
        for (at, column) in (0..).zip(columns) {
            sheet.set_column_width(at, column.width)?;
            let align = if column.kind == Kind::Plain { FormatAlign::Left } else { FormatAlign::Right };
            sheet.write_string_with_format(0, at, column.name, &head.clone().set_align(align))?;
        }
        let formats: Vec<Format> = columns.iter().map(|column| format(column.kind)).collect();
        for (row, cells) in (1..).zip(rows) {
            for ((at, cell), format) in (0..).zip(cells).zip(&formats) {
                write(sheet, (row, at), cell, format)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        if let (Some(last), false) = (columns.len().checked_sub(1), rows.is_empty()) {
            sheet.autofilter(0, 0, rows.len() as u32, last as u16)?;
        }
        Ok(())
    }

    /// Adds a chart of the last table: of the values of `columns` by those of its first column, for at most `rows` rows.
    pub(crate) fn chart(
        &mut self,
        kind: ChartType,
        title: &str,
        columns: &[(u16, &str)],
        (width, rows): (u16, u32),
    ) -> Result<(), XlsxError> {
        let Some(sheet) = self.workbook.worksheets_mut().last_mut().filter(|_| rows > 0) else {
            return Ok(());
        };
        let name = sheet.name();
        let mut chart = Chart::new(kind);
        for (at, label) in columns {
            let series = chart.add_series();
            series.set_name(*label).set_categories((&*name, 1, 0, rows, 0));
            series.set_values((&*name, 1, *at, rows, *at));
        }
        chart.title().set_name(title);
        chart.set_alt_text(title).set_width(720).set_height(360);
        if kind == ChartType::Bar {
            // Bars are drawn from below; the first row belongs on top.
            chart.x_axis().set_reverse();
        }
        sheet.insert_chart(1, width + 1, &chart)?;
        Ok(())
    }

    /// Shades the numbers of the last table's columns from `first` to `last` by their size.
    pub(crate) fn shade(&mut self, (first, last): (u16, u16), rows: u32) -> Result<(), XlsxError> {
        let Some(sheet) = self.workbook.worksheets_mut().last_mut().filter(|_| rows > 0) else {
            return Ok(());
        };
        let scale =
            ConditionalFormat2ColorScale::new().set_minimum_color(0xFF_FF_FF).set_maximum_color(DEEPEST);
        sheet.add_conditional_format(1, first, rows, last, &scale)?;
        Ok(())
    }

    /// The file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

fn page<'a>(workbook: &'a mut Workbook, name: &str) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(sheet)
}

fn format(kind: Kind) -> Format {
    let format = Format::new();
    match kind {
        Kind::Plain => format.set_align(FormatAlign::Left),
        Kind::Count => format.set_num_format("#,##0"),
        Kind::Portion => format.set_num_format("0.0%"),
        Kind::Change => format.set_num_format("+0%;-0%;0%"),
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, at, cut(text), format)?,
        Cell::Count(count) => sheet.write_number_with_format(row, at, *count as f64, format)?,
        Cell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, at, *number, format)?
        }
        Cell::Day(day) => {
            let format = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
            sheet.write_datetime_with_format(row, at, day, &format)?
        }
        Cell::Number(_) | Cell::Blank => sheet,
    };
    Ok(())
}

/// As much of a text as a cell takes.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
