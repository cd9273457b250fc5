//! Tables as Parquet, for Polars, DuckDB, R and whatever else reads columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::Cell;

pub(super) fn write(columns: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, ParquetError> {
    let arrays = columns.iter().enumerate().map(|(at, name)| (*name, array(rows, at), true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays)?;
    let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.into_inner()
}

fn array(rows: &[Vec<Cell>], at: usize) -> ArrayRef {
    let cells = || rows.iter().map(|row| &row[at]);
    if cells().any(|cell| matches!(cell, Cell::Text(_) | Cell::Day(_))) {
        Arc::new(cells().map(text).collect::<StringArray>())
    } else if cells().any(|cell| matches!(cell, Cell::Number(_))) {
        Arc::new(cells().map(number).collect::<Float64Array>())
    } else {
        Arc::new(cells().map(count).collect::<UInt64Array>())
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use crate::spreadsheet::Sheet;

    #[test]
    fn columns_have_the_narrowest_type_that_holds_them() {
        let mut sheet = Sheet::new(&["key", "views", "change"]);
        sheet.row(["Şəki".into(), 7_u64.into(), (-0.5).into()]);
        sheet.row(["".into(), None::<u64>.into(), 1_u64.into()]);
        let file = Bytes::from(sheet.parquet().unwrap());
        let mut read = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batch = read.next().unwrap().unwrap();
        let types: Vec<String> =
            batch.schema().fields().iter().map(|field| field.data_type().to_string()).collect();
        assert_eq!(types, ["Utf8", "UInt64", "Float64"]);
        assert_eq!((batch.num_rows(), batch.column(1).null_count()), (2, 1));
    }
}
