//! Whole tables out, piece by piece.

use bytes::Bytes;
use clickhouse::query::BytesCursor;
use tiraj_model::SiteName;

use crate::period::Period;
use crate::question::question;
use crate::{Store, StoreError};

/// The form in which rows leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values with a line of names.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

impl ExportFormat {
    /// What ClickHouse calls it.
    const fn clickhouse_name(self) -> &'static str {
        match self {
            Self::Csv => "CSVWithNames",
            Self::Ndjson => "JSONEachRow",
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

    /// Every article of a site's registry.
    ///
    /// # Errors
    /// See [`Store::export_events`].
    pub fn export_articles(&self, site: &SiteName, format: ExportFormat) -> Result<Rows, StoreError> {
        let asked = self.ask(question!("export_articles")).with("site", site.as_str());
        readable(asked).stream(format.clickhouse_name()).map(Rows)
    }
}

/// Times as ISO 8601 in UTC, which every reader of CSV and JSON understands.
fn readable(asked: crate::question::Asked) -> crate::question::Asked {
    asked.set("date_time_output_format", "iso").set("output_format_json_quote_64bit_integers", "0")
}
