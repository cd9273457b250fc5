//! Tables as columns: an Arrow stream, and what Parquet files are made from.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;

use super::{Cell, Sheet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// Texts and days.
    Text,
    /// Counts.
    Count,
    /// Rates, means and scores.
    Number,
}

/// The table as an Arrow IPC stream.
pub(super) fn stream(sheet: &Sheet) -> Result<Vec<u8>, ArrowError> {
    let batch = batch(sheet)?;
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
    writer.write(&batch)?;
    writer.into_inner()
}

/// The table as columns. One of which nobody said what it holds is of counts where it holds nothing else, else of numbers,
/// else of text.
pub(super) fn batch(sheet: &Sheet) -> Result<RecordBatch, ArrowError> {
    let arrays = sheet.columns.iter().enumerate().map(|(at, (name, said))| {
        let kind = said.unwrap_or_else(|| narrowest(&sheet.rows, at));
        (name.as_ref(), array(&sheet.rows, at, kind), true)
    });
    RecordBatch::try_from_iter_with_nullable(arrays)
}

fn narrowest(rows: &[Vec<Cell>], at: usize) -> CellType {
    let cells = || rows.iter().map(|row| &row[at]);
    if cells().any(|cell| matches!(cell, Cell::Text(_) | Cell::Day(_))) {
        CellType::Text
    } else if cells().any(|cell| matches!(cell, Cell::Number(_))) {
        CellType::Number
    } else {
        CellType::Count
    }
}

fn array(rows: &[Vec<Cell>], at: usize, kind: CellType) -> ArrayRef {
    let cells = rows.iter().map(|row| &row[at]);
    match kind {
        CellType::Text => Arc::new(cells.map(text).collect::<StringArray>()),
        CellType::Number => Arc::new(cells.map(number).collect::<Float64Array>()),
        CellType::Count => Arc::new(cells.map(count).collect::<UInt64Array>()),
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Count(count) => Some(count.to_string()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Day(day) => Some(day.to_string()),
        Cell::Blank => None,
    }
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Count(count) => Some(*count as f64),
        Cell::Number(number) => Some(*number),
        Cell::Text(_) | Cell::Day(_) | Cell::Blank => None,
    }
}

fn count(cell: &Cell) -> Option<u64> {
    if let Cell::Count(count) = cell { Some(*count) } else { None }
}
