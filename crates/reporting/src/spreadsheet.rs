//! Tables of cells, and the files that spreadsheets and programs open them as.

mod csv;
mod parquet;
mod workbook;

use jiff::civil::Date;

pub(crate) use workbook::{Book, Column, Kind};

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Sheet {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text.
    Text(String),
    /// A count.
    Count(u64),
    /// A rate, mean or score, with up to six decimals.
    Number(f64),
    /// A day of the site's zone.
    Day(Date),
    /// Nothing: the column has no meaning in this row.
    Blank,
}

impl Sheet {
    /// A table with these column names.
    pub(crate) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; columns that it does not reach stay blank.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<Cell> = cells.into_iter().collect();
        debug_assert!(row.len() <= self.columns.len(), "a row is wider than the table");
        row.resize(self.columns.len(), Cell::Blank);
        self.rows.push(row);
    }

    /// The table as CSV.
    pub(crate) fn csv(&self) -> String {
        csv::write(&self.columns, &self.rows)
    }

    /// The table as a Parquet file. A column is of counts where it holds nothing else, else of numbers, else of text.
    ///
    /// # Errors
    ///
    /// The file could not be put together, which no cell causes.
    pub(crate) fn parquet(&self) -> Result<Vec<u8>, ::parquet::errors::ParquetError> {
        parquet::write(&self.columns, &self.rows)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}
