//! Arrow bytes from the store, read and checked.
//!
//! A frame is what ClickHouse answers to `FORMAT ArrowStream`. Its columns are checked against a layout and
//! brought to three plain types: text, counts (`u64`), and points in time (`i64`: days or milliseconds
//! since the epoch). Columns that no layout names are left out.

use std::io::Cursor;

use polars::prelude::*;

use crate::ReportError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// UTF-8 text.
    Text,
    /// A count, in any integer type.
    Count,
    /// A date; comes out as days since the epoch.
    Day,
    /// A timestamp in milliseconds; comes out as milliseconds since the epoch.
    Moment,
}

/// A frame's name, for messages, and the columns it must have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// Reads a frame. No bytes at all are a frame without rows.
pub(crate) fn read(layout: &Layout, bytes: &[u8]) -> Result<DataFrame, ReportError> {
    if bytes.is_empty() {
        return Ok(empty(layout)?);
    }
    let frame = IpcStreamReader::new(Cursor::new(bytes))
        .finish()
        .map_err(|source| ReportError::NotArrow { frame: layout.name, source })?;
    let columns: Result<Vec<_>, _> =
        layout.columns.iter().map(|(name, kind)| plain(layout.name, &frame, name, *kind)).collect();
    Ok(DataFrame::new(frame.height(), columns?)?)
}

fn empty(layout: &Layout) -> PolarsResult<DataFrame> {
    let columns = layout.columns.iter().map(|(name, kind)| Column::new_empty((*name).into(), &kind.plain()));
    DataFrame::new(0, columns.collect())
}

/// One column in its plain type.
fn plain(
    frame: &'static str,
    data: &DataFrame,
    column: &'static str,
    kind: Kind,
) -> Result<Column, ReportError> {
    let found = data.column(column).map_err(|_| ReportError::NoColumn { frame, column })?;
    if !kind.accepts(found.dtype()) {
        let (found, wanted) = (found.dtype().to_string(), kind.wanted());
        return Err(ReportError::WrongType { frame, column, found, wanted });
    }
    Ok(found.to_physical_repr().strict_cast(&kind.plain())?)
}

impl Kind {
    fn accepts(self, found: &DataType) -> bool {
        match self {
            Self::Text => found.is_string(),
            Self::Count => found.is_integer(),
            // ClickHouse's `Date`, other than `Date32`, arrives as a number of days.
            Self::Day => matches!(found, DataType::Date | DataType::UInt16),
            Self::Moment => matches!(found, DataType::Datetime(TimeUnit::Milliseconds, _)),
        }
    }

    const fn plain(self) -> DataType {
        match self {
            Self::Text => DataType::String,
            Self::Count => DataType::UInt64,
            Self::Day | Self::Moment => DataType::Int64,
        }
    }

    const fn wanted(self) -> &'static str {
        match self {
            Self::Text => "text (ClickHouse: output_format_arrow_string_as_string = 1)",
            Self::Count => "an integer",
            Self::Day => "a date (ClickHouse: Date32)",
            Self::Moment => "a timestamp in milliseconds (ClickHouse: DateTime64(3))",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    const LAYOUT: Layout =
        Layout { name: "test", columns: &[("path", Kind::Text), ("day", Kind::Day), ("views", Kind::Count)] };

    fn columns() -> Vec<Column> {
        let day = Column::new("day".into(), [20_000_i32]).cast(&DataType::Date).unwrap();
        vec![Column::new("path".into(), ["/ə"]), day, Column::new("views".into(), [7_u64])]
    }

    #[test]
    fn columns_come_out_plain_and_in_order() {
        let mut columns = columns();
        columns.reverse();
        columns.push(Column::new("surplus".into(), [1_i32]));
        let frame = read(&LAYOUT, &sample::stream(columns)).unwrap();
        let types: Vec<_> = frame.columns().iter().map(|column| column.dtype().clone()).collect();
        assert_eq!(types, [DataType::String, DataType::Int64, DataType::UInt64]);
        assert_eq!(frame.column("day").unwrap().i64().unwrap().get(0), Some(20_000));
    }

    #[test]
    fn no_bytes_and_no_batches_are_no_rows() {
        assert_eq!(read(&LAYOUT, &[]).unwrap().height(), 0);
        let none = columns().into_iter().map(|column| column.clear()).collect();
        assert_eq!(read(&LAYOUT, &sample::stream(none)).unwrap().height(), 0);
    }

    #[test]
    fn what_is_not_a_frame_is_named() {
        let error = read(&LAYOUT, b"Code: 62. DB::Exception").unwrap_err();
        assert!(error.to_string().starts_with("the test frame is no Arrow stream"), "{error}");
        let error = read(&LAYOUT, &sample::stream(columns().split_off(1))).unwrap_err();
        assert!(error.to_string().contains("no column `path`"), "{error}");
    }

    #[test]
    fn binary_text_says_which_setting_is_missing() {
        let mut columns = columns();
        columns[0] = columns[0].cast(&DataType::Binary).unwrap();
        let error = read(&LAYOUT, &sample::stream(columns)).unwrap_err().to_string();
        assert!(error.contains("output_format_arrow_string_as_string"), "{error}");
    }
}
