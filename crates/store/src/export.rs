//! Whole tables out, piece by piece.

use bytes::Bytes;
use clickhouse::query::BytesCursor;
use tiraj_model::SiteName;

use crate::period::Period;
use crate::question::{Asked, Question, question};
use crate::{Store, StoreError};

/// The form in which rows leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values with a line of names.
    Csv,
    /// A JSON object a line.
    Ndjson,
    /// Apache Parquet, packed with zstd.
    Parquet,
}

/// A table of rollups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollup {
    /// Pages by hour.
    PageHours,
    /// Pages by day.
    PageDays,
    /// Pages by day and source, country, device, network.
    PageBreakdowns,
    /// The site by hour and source, country, device, network.
    SiteBreakdowns,
    /// Site, articles, stories, sections, authors and languages by day.
    ScopeDays,
    /// Visits by day, entry page, exit page, source.
    VisitDays,
    /// Ways from page to page by day.
    PageMoves,
}

impl Rollup {
    const fn question(self) -> Question {
        match self {
            Self::PageHours => question!("export_page_hours"),
            Self::PageDays => question!("export_page_days"),
            Self::PageBreakdowns => question!("export_page_breakdowns"),
            Self::SiteBreakdowns => question!("export_site_breakdowns"),
            Self::ScopeDays => question!("export_scope_days"),
            Self::VisitDays => question!("export_visit_days"),
            Self::PageMoves => question!("export_page_moves"),
        }
    }
}

impl ExportFormat {
    /// What ClickHouse calls it.
    const fn clickhouse_name(self) -> &'static str {
        match self {
            Self::Csv => "CSVWithNames",
            Self::Ndjson => "JSONEachRow",
            Self::Parquet => "Parquet",
        }
    }
}

/// Rows on their way out, in constant memory.
pub struct Rows(BytesCursor);

impl Rows {
    /// The next piece, which may end anywhere within a row; `None` after the last.
    ///
    /// # Errors
    /// When the database fails in the middle: what came before is then not the whole.
    pub async fn next(&mut self) -> Result<Option<Bytes>, StoreError> {
        self.0.next().await.map_err(|error| StoreError::new("export", error))
    }
}

impl Store {
    /// Every event of a period.
    ///
    /// # Errors
    /// When the question cannot be put; later errors come from [`Rows::next`].
    pub fn export_events(&self, period: &Period, format: ExportFormat) -> Result<Rows, StoreError> {
        let asked = period.put(self.ask(question!("visit_starts", "export_events")));
        readable(asked).stream(format.clickhouse_name()).map(Rows)
    }

    /// Views and shares of a period by hour and path.
    ///
    /// # Errors
    /// See [`Store::export_events`].
    pub fn export_rollups(&self, period: &Period, format: ExportFormat) -> Result<Rows, StoreError> {
        let asked = period.put(self.ask(question!("counts", "export_rollups")));
        readable(asked).stream(format.clickhouse_name()).map(Rows)
    }

    /// What a table of rollups holds of a period: the closed hours, or the days of the site's zone that it touches.
    ///
    /// # Errors
    /// See [`Store::export_events`].
    pub fn export_rollup(
        &self,
        rollup: Rollup,
        period: &Period,
        format: ExportFormat,
    ) -> Result<Rows, StoreError> {
        readable(period.put(self.ask(rollup.question()))).stream(format.clickhouse_name()).map(Rows)
    }

    /// Every article of a site's registry.
    ///
    /// # Errors
    /// See [`Store::export_events`].
    pub fn export_articles(&self, site: &SiteName, format: ExportFormat) -> Result<Rows, StoreError> {
        let asked = self.ask(question!("export_articles")).with("site", site.as_str());
        readable(asked).stream(format.clickhouse_name()).map(Rows)
    }
}

/// Rows of a group in a Parquet file: as many as are put together in memory.
const GROUP_ROWS: &str = "100000";

/// Times as ISO 8601 in UTC, which every reader of CSV and JSON understands, and Parquet in small groups, read in order, so that the memory is
/// the same however many rows there are.
fn readable(asked: Asked) -> Asked {
    asked
        .set("date_time_output_format", "iso")
        .set("output_format_json_quote_64bit_integers", "0")
        .set("output_format_parquet_row_group_size", GROUP_ROWS)
        .set("output_format_parquet_compression_method", "zstd")
        .set("output_format_parquet_parallel_encoding", "0")
}
