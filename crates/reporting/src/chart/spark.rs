//! A sparkline: a line the size of a word, without scale or labels, with a dot on its last value.

use super::ChartError;
use super::axis::drawable;
use super::canvas::{Area, Backend, Canvas};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use super::timeline::{greatest, last, runs};
use super::times::Times;
use tiraj_locale::Locale;

/// Width and height in logical pixels.
pub(crate) const SIZE: (u32, u32) = (132, 30);
/// Room for half of the dot.
const MARGIN: f64 = 4.0;

/// A line the size of a word. It begins at zero, so that its height can be read as a size.
#[derive(Debug, Clone)]
pub struct Spark {
    /// The steps, for the table.
    pub times: Times,
    /// The values; a gap where there is none.
    pub values: Vec<Option<f64>>,
    /// What is counted, in the reader's language.
    pub measure: String,
}

impl Spark {
    pub(crate) fn table(&self, locale: Locale) -> Table {
        let rows = self.values.iter().enumerate().map(|(step, value)| {
            let value = value.map_or_else(|| NOTHING.to_owned(), |value| locale.mean(value));
            [self.times.name(step, locale), value]
        });
        Table::new([locale.text("chart-time"), &self.measure], rows)
    }

    /// Only the last value: a sparkline stands beside its numbers.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let told = |(step, value)| {
            format!("{}, {}: {}.", self.measure, self.times.name(step, locale), locale.mean(value))
        };
        last(&self.values).map_or_else(|| locale.text("chart-no-data").to_owned(), told)
    }

    pub(crate) fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        canvas.rectangle(area, Ink::Paper)?;
        let plot =
            Area::new(area.left + MARGIN, area.top + MARGIN, area.right - MARGIN, area.bottom - MARGIN);
        let top = greatest(self.values.iter().copied()).max(1.0);
        let steps = self.values.len().saturating_sub(1).max(1) as f64;
        let point = |(step, value): (usize, f64)| {
            let value = drawable(value).unwrap_or(0.0);
            (plot.left + plot.width() * step as f64 / steps, plot.bottom - plot.height() * value / top)
        };
        for run in runs(&self.values) {
            let points: Vec<_> = run.into_iter().map(point).collect();
            canvas.ground(&points, plot.bottom, Ink::Tint)?;
            canvas.line(&points, 1.5, Ink::Main)?;
        }
        last(&self.values).map_or(Ok(()), |at| canvas.disc(point(at), 3.0, Ink::Main))
    }
}
