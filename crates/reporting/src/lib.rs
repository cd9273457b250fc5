//! Readership in figures, sentences and charts: the weekly report and the editors' pages.
//!
//! Frames in, values out. A caller hands over the Arrow bytes that the store answered; this crate sums
//! them with Polars, compares them with the weeks before, and returns plain values that serialise as JSON
//! and render as one HTML file, as tables (CSV, Parquet, an Excel workbook) and as charts. No IO, no clock, no SQL.
//!
//! ```text
//! frame ──▶ sums ──▶ weekly, today, article, scope, trends ──▶ chart (SVG, PNG), HTML, tables, JSON
//! Arrow     Polars   plain values                     
//! ```
//!
//! Polars is confined to `frame` and `sums`, Plotters to [`chart`], files of tables to `spreadsheet`. Every metric is defined once, in
//! [`metric`]; every number and date is written by `notation`.

pub mod article;
pub mod breakdown;
pub mod chart;
mod error;
mod figure;
mod frame;
mod label;
pub mod listing;
mod masthead;
pub mod metric;
mod movement;
pub mod notation;
pub mod origins;
pub mod peers;
pub mod scope;
mod sentence;
pub mod spreadsheet;
mod sums;
pub mod today;
pub mod trends;
pub mod weekly;
mod window;

#[cfg(test)]
mod sample;

pub use error::ReportError;
pub use figure::Figure;
pub use masthead::Masthead;
pub use metric::Metric;
pub use tiraj_locale::Country;
