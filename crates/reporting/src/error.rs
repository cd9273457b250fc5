//! Why a report could not be made.

use polars::error::PolarsError;

use crate::chart::ChartError;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The bytes of a frame are no Arrow stream.
    #[error("the {frame} frame is no Arrow stream; ask the store for FORMAT ArrowStream")]
    NotArrow {
        /// Which frame.
        frame: &'static str,
        /// What the reader said.
        source: PolarsError,
    },
    /// A frame lacks a column.
    #[error("the {frame} frame has no column `{column}`; the store's query and this report disagree")]
    NoColumn {
        /// Which frame.
        frame: &'static str,
        /// The column that is not there.
        column: &'static str,
    },
    /// A column has another type than the report can read.
    #[error("column `{column}` of the {frame} frame is {found}, wanted {wanted}")]
    WrongType {
        /// Which frame.
        frame: &'static str,
        /// Which column.
        column: &'static str,
        /// The type that came.
        found: String,
        /// The type that should have come, and how to get it.
        wanted: &'static str,
    },
    /// Polars refused a computation: a mistake in this crate.
    #[error("the report's figures could not be computed")]
    Compute(#[from] PolarsError),
    /// A chart could not be drawn.
    #[error("a chart of the report could not be drawn")]
    Chart(#[from] ChartError),
    /// The HTML template failed.
    #[error("the report's page could not be rendered")]
    Render(#[from] askama::Error),
    /// The PDF could not be set.
    #[error("the report could not be set as a PDF")]
    Typeset(#[from] tiraj_typeset::TypesetError),
    /// The workbook could not be put together.
    #[error("the report's workbook could not be put together")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The Parquet file could not be put together.
    #[error("the report's Parquet file could not be put together")]
    Parquet(#[from] parquet::errors::ParquetError),
}
