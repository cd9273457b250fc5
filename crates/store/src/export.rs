//! Whole tables out, piece by piece.

use bytes::Bytes;
use clickhouse::query::BytesCursor;
use jiff::Timestamp;
use tiraj_model::SiteName;

use crate::period::{Period, next_day};
use crate::question::{Asked, Question, question};
use crate::rollups::DaySize;
use crate::{Store, StoreError};

/// The form in which rows leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values with a line of names.
    Csv,
    /// A JSON object a line.
    Ndjson,
    /// Comma-separated values without a line of names, as they follow others.
    CsvRows,
    /// An Arrow IPC stream.
    Arrow,
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
            Self::CsvRows => "CSV",
            Self::Arrow => "ArrowStream",
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
    /// A period in stretches of whole days that can be exported one after another, each in bounded memory: visits are told of the
    /// readers of a stretch, who are held in memory. Of more than one day a stretch has no more than `most` events. Days without events are
    /// left out.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn export_stretches(&self, period: &Period, most: u64) -> Result<Vec<Period>, StoreError> {
        let asked = self.ask(question!("day_sizes")).with("site", period.site.name.as_str());
        let asked = asked.with("zone", &period.site.timezone).with("from", period.from.as_millisecond());
        let sizes: Vec<DaySize> = asked.with("to", period.to.as_millisecond()).rows().await?;
        let mut stretches: Vec<(Period, u64)> = Vec::new();
        for DaySize { start_ms, events } in sizes {
            let start = Timestamp::from_millisecond(start_ms).unwrap_or(period.from);
            let end = next_day(&period.zone, start).min(period.to);
            match stretches.last_mut() {
                Some((last, held)) if *held + events <= most => {
                    last.to = end;
                    *held += events;
                }
                _ => {
                    let day = Period { from: start.max(period.from), to: end, ..period.clone() };
                    stretches.push((day, events));
                }
            }
        }
        Ok(stretches.into_iter().map(|(stretch, _)| stretch).collect())
    }

    /// Every event of a period, or of one of its [stretches](Store::export_stretches).
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

/// Times as ISO 8601 in UTC, which every reader of CSV and JSON understands.
fn readable(asked: Asked) -> Asked {
    asked
        .set("date_time_output_format", "iso")
        .set("output_format_json_quote_64bit_integers", "0")
        .set("output_format_arrow_compression_method", "none")
}
