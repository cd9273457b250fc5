//! Tables as Parquet, for Polars, DuckDB, R and whatever else reads columns.

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{Sheet, columns};

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ParquetError> {
    let batch = columns::batch(sheet)?;
    let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.into_inner()
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
