//! Tables of cells, and the files that spreadsheets and programs open them as.

mod columns;
mod csv;
mod parquet;
mod workbook;

use std::borrow::Cow;

use arrow::error::ArrowError;
use jiff::civil::Date;

pub use columns::CellType;
pub(crate) use workbook::{Book, Column, Kind};

/// A table in the making.
#[derive(Debug)]
pub struct Sheet {
    columns: Vec<(Cow<'static, str>, Option<CellType>)>,
    rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
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
        let columns = columns.iter().map(|name| (Cow::Borrowed(*name), None));
        Self { columns: columns.collect(), rows: Vec::new() }
    }

    /// A table with these columns, which hold what is said even where it has no rows.
    pub fn of<N: Into<Cow<'static, str>>>(columns: impl IntoIterator<Item = (N, CellType)>) -> Self {
        let columns = columns.into_iter().map(|(name, kind)| (name.into(), Some(kind)));
        Self { columns: columns.collect(), rows: Vec::new() }
    }

    /// Adds a row; columns that it does not reach stay blank.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<Cell> = cells.into_iter().collect();
        debug_assert!(row.len() <= self.columns.len(), "a row is wider than the table");
        row.resize(self.columns.len(), Cell::Blank);
        self.rows.push(row);
    }

    /// The table as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        csv::write(self.columns.iter().map(|(name, _)| name.as_ref()), &self.rows)
    }

    /// The table as a Parquet file. A column is of counts where it holds nothing else, else of numbers, else of text.
    ///
    /// # Errors
    ///
    /// The file could not be put together, which no cell causes.
    pub(crate) fn parquet(&self) -> Result<Vec<u8>, ::parquet::errors::ParquetError> {
        parquet::write(self)
    }

    /// The table as an Arrow IPC stream of one batch.
    ///
    /// # Errors
    ///
    /// The stream could not be put together, which no cell causes.
    pub fn arrow(&self) -> Result<Vec<u8>, ArrowError> {
        columns::stream(self)
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
