//! What the stats API asks: any figures of a site, told apart by any dimensions, of whatever passes its filters.
//!
//! One question has one answer, however it is found. What the [rollups](plan) hold is read from them, all else is
//! counted from the raw events; figures that lie in different places are asked one after another: first those by which
//! the rows are ordered, then the others of the rows that are shown.

mod asking;
mod plan;

use jiff::Timestamp;
use tiraj_model::{Dimension, Interval, Metric, Operator};

use crate::period::Period;
use crate::{Store, StoreError};
use asking::Row;

/// The most dimensions of one question.
pub const MOST_DIMENSIONS: usize = 3;

/// The most filters of one question; one of them may be on authors besides.
pub const MOST_FILTERS: usize = 6;

/// The most texts of one filter.
pub const MOST_TEXTS: usize = 100;

/// Bytes that the texts of all filters may have: values travel in the question's address.
pub const MOST_FILTER_BYTES: usize = 4_000;

/// A filter: lets pass what holds against its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Whose value is looked at.
    pub dimension: Dimension,
    /// How.
    pub operator: Operator,
    /// The texts; at least one.
    pub texts: Vec<String>,
}

/// What rows are ordered by. Equals are in the order of time and values, so every order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// The piece of the time series.
    Time,
    /// A figure that is asked for. Rows without it come last.
    Metric(Metric),
    /// The value of a dimension that is asked for.
    Dimension(Dimension),
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// What by.
    pub key: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// A question. The period begins with a day of the site's zone.
#[derive(Debug, Clone)]
pub struct Inquiry {
    /// Of what time.
    pub period: Period,
    /// Which figures, at least one, each once.
    pub metrics: Vec<Metric>,
    /// What tells rows apart: at most [`MOST_DIMENSIONS`], each once.
    pub dimensions: Vec<Dimension>,
    /// In which pieces of time; as a whole where there is none.
    pub interval: Option<Interval>,
    /// What counts: whatever passes all of these, at most [`MOST_FILTERS`].
    pub filters: Vec<Filter>,
    /// In which order.
    pub order: Order,
    /// How many rows at most.
    pub limit: u32,
    /// How many rows are left out before them.
    pub offset: u32,
}

/// The figures of one piece of time and one value of each dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRow {
    /// The piece of time: an hour by its second since 1970 (UTC), others by the days since 1970 of their first day; 0 for the whole.
    pub piece: i64,
    /// The values, in the order of the dimensions. Texts are empty where nothing is known.
    pub values: Vec<String>,
    /// The figures, in the order of the metrics; none where it would be divided by nothing.
    pub figures: Vec<Option<f64>>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The rows that are shown.
    pub rows: Vec<FigureRow>,
    /// How many there are in all.
    pub total: u64,
    /// Events before this moment are gone, as the site wishes, so that what is counted from them is not complete; none
    /// where everything is.
    pub complete_from: Option<Timestamp>,
}

impl Store {
    /// The answer to a question.
    ///
    /// Readers of days before yesterday are exact. What yesterday and today add, and what passes filters, is
    /// estimated beyond some thousands, with a standard error of 0.3 % (`uniqCombined64`).
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn figures(&self, inquiry: &Inquiry) -> Result<Figures, StoreError> {
        self.figures_of(inquiry, &[]).await
    }

    /// The same of some values of the dimensions only; of all where none are named.
    ///
    /// # Errors
    /// See [`Store::figures`].
    pub async fn figures_of(&self, inquiry: &Inquiry, only: &[Vec<String>]) -> Result<Figures, StoreError> {
        let parts = plan::parts(inquiry);
        let from_events = parts.iter().any(plan::Part::is_raw);
        if parts.iter().any(plan::Part::depends_on_registry) {
            self.refresh_readers(&inquiry.period.site, inquiry.period.now).await?;
        }
        let mut found = Found::new(inquiry);
        for (number, part) in parts.iter().enumerate() {
            if number == 0 {
                let rows = match only {
                    [] => self.ask_part(inquiry, part, &[]).await?,
                    _ => self.ask_part_of(inquiry, part, only).await?,
                };
                found.lead(part, rows);
            } else {
                let shown = found.values();
                found.add(part, self.ask_part_of(inquiry, part, &shown).await?);
            }
        }
        if found.rows.is_empty() && inquiry.offset > 0 {
            let first = Inquiry { limit: 1, offset: 0, ..inquiry.clone() };
            found.total = self.ask_part(&first, &parts[0], only).await?.first().map_or(0, |row| row.total);
        }
        let border = if from_events {
            self.raw_border(inquiry.period.site.name.as_str()).await?
        } else {
            Timestamp::MIN
        };
        let complete_from = (border > inquiry.period.from).then_some(border);
        Ok(Figures { rows: found.rows, total: found.total, complete_from })
    }
}

/// Rows on their way to an answer.
struct Found<'a> {
    inquiry: &'a Inquiry,
    rows: Vec<FigureRow>,
    total: u64,
}

impl<'a> Found<'a> {
    const fn new(inquiry: &'a Inquiry) -> Self {
        Self { inquiry, rows: Vec::new(), total: 0 }
    }

    /// Takes the rows of the part by which they are ordered.
    fn lead(&mut self, part: &plan::Part, rows: Vec<Row>) {
        self.total = rows.first().map_or(0, |row| row.total);
        let unknown = self.inquiry.metrics.iter().map(|metric| plan::nothing(*metric));
        let unknown: Vec<Option<f64>> = unknown.collect();
        self.rows = rows
            .iter()
            .map(|row| FigureRow {
                piece: row.piece,
                values: row.keys.iter().take(self.inquiry.dimensions.len()).cloned().collect(),
                figures: unknown.clone(),
            })
            .collect();
        self.add(part, rows);
    }

    /// Adds the figures of another part to the rows that are shown.
    fn add(&mut self, part: &plan::Part, rows: Vec<Row>) {
        let places: Vec<usize> = part
            .metrics
            .iter()
            .filter_map(|metric| self.inquiry.metrics.iter().position(|asked| asked == metric))
            .collect();
        let depth = self.inquiry.dimensions.len();
        let mut found: std::collections::HashMap<(i64, Vec<String>), Vec<Option<f64>>> = rows
            .into_iter()
            .map(|row| ((row.piece, row.keys.into_iter().take(depth).collect()), row.figures))
            .collect();
        for row in &mut self.rows {
            let Some(figures) = found.remove(&(row.piece, row.values.clone())) else { continue };
            for (place, figure) in places.iter().zip(figures) {
                row.figures[*place] = figure;
            }
        }
    }

    /// The values of the rows that are shown, each once; none where there are no dimensions.
    fn values(&self) -> Vec<Vec<String>> {
        if self.inquiry.dimensions.is_empty() {
            return Vec::new();
        }
        let distinct: std::collections::BTreeSet<&Vec<String>> =
            self.rows.iter().map(|row| &row.values).collect();
        distinct.into_iter().cloned().collect()
    }
}
