//! The forms in which a report is handed out.

use crate::closed_set::closed_set;

closed_set! {
    /// The form in which a report is handed out.
    ReportFormat as "report format" {
        /// One page that needs nothing else.
        Html = "html",
        /// What is sent by mail, as a page to look at.
        Mail = "mail",
        /// Pages in A4, to print or to hand on.
        Pdf = "pdf",
        /// An Excel workbook: a sheet a table, with charts.
        Xlsx = "xlsx",
        /// All tables as one.
        Csv = "csv",
        /// The same with typed columns, for Polars, DuckDB and R.
        Parquet = "parquet",
        /// Everything, for programs.
        Json = "json",
    }
}

impl ReportFormat {
    /// The ending of such a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Mail => "mail.html",
            other => other.as_str(),
        }
    }

    /// The media type of such a file.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html | Self::Mail => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Json => "application/json",
        }
    }
}
