//! A week as a map: a row for each day, a column for each hour, the darker the more.

use jiff::civil::Weekday;
use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::LABEL;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::table::Table;
use super::theme::{HEAT_STEPS, Ink};
use tiraj_locale::Locale;

/// The height of a row.
const ROW: f64 = 30.0;
/// The height of the scale of colours under the map.
const SCALE: f64 = 30.0;
/// The height of the hours' labels over the map.
const HOURS: f64 = 20.0;
/// The size of the days' labels, and the gap behind them.
const SIZE: f64 = 13.0;
const BEHIND: f64 = 14.0;
/// The gap between cells.
const GAP: f64 = 2.0;

/// A map of a week's hours.
#[derive(Debug, Clone)]
pub struct Heat {
    /// Each day and its hours, from 0 to 23; a week has seven.
    pub rows: Vec<(Weekday, [u64; 24])>,
    /// What is counted, for the scale, in the reader's language: `views per hour`.
    pub unit: String,
}

impl Heat {
    fn rows(&self) -> &[(Weekday, [u64; 24])] {
        &self.rows[..self.rows.len().min(7)]
    }

    pub(crate) fn height(&self) -> f64 {
        HOURS + ROW * self.rows().len() as f64 + SCALE + 8.0
    }

    /// A row for each hour of the clock, a column for each day.
    pub(crate) fn table(&self, locale: Locale) -> Table {
        let days = self.rows().iter().map(|(day, _)| locale.weekday(*day).to_owned());
        let row = |hour: usize| {
            let counts = self.rows().iter().map(|(_, hours)| locale.count(hours[hour]));
            std::iter::once(clock(hour)).chain(counts).collect()
        };
        Table {
            columns: std::iter::once(locale.text("chart-hour").to_owned()).chain(days).collect(),
            rows: (0..24).map(row).collect(),
        }
    }

    /// The busiest hour.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let cells = self
            .rows()
            .iter()
            .flat_map(|(day, hours)| hours.iter().enumerate().map(|(hour, count)| (*day, hour, *count)));
        let busiest = cells
            .filter(|(.., count)| *count > 0)
            .reduce(|one, other| if other.2 > one.2 { other } else { one });
        let told = |(day, hour, count)| {
            let (phrase, count) = (locale.text("chart-busiest"), locale.count(count));
            format!("{phrase}: {}, {}, {count} {}.", locale.weekday(day), clock(hour), self.unit)
        };
        busiest.map_or_else(|| locale.text("chart-no-data").to_owned(), told)
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let labels =
            self.rows().iter().map(|(day, _)| font::width(locale.weekday(*day), SIZE, Weight::Regular));
        let left = area.left + labels.fold(0.0, f64::max) + BEHIND;
        let map = Area::new(left, area.top + HOURS, area.right, area.bottom - SCALE);
        let cell = map.width() / 24.0;
        let greatest = self.rows().iter().flat_map(|(_, hours)| hours).copied().max().unwrap_or(0);
        draw_hours(canvas, &map, cell)?;
        for (index, (day, hours)) in self.rows().iter().enumerate() {
            let top = map.top + ROW * index as f64;
            let at = (area.left, top + ROW / 2.0 + 4.0);
            canvas.text(locale.weekday(*day), at, Type::new(SIZE, Ink::Text))?;
            for (hour, value) in hours.iter().enumerate() {
                let left = map.left + cell * hour as f64;
                let area = Area::new(left, top, left + cell - GAP, top + ROW - GAP);
                canvas.rectangle(&area, Ink::heat(*value as f64 / greatest.max(1) as f64))?;
            }
        }
        self.draw_scale(canvas, &map, (greatest, locale))
    }

    /// The colours from none to the greatest count, right-aligned under the map.
    fn draw_scale<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        map: &Area,
        (greatest, locale): (u64, Locale),
    ) -> Result<(), ChartError> {
        const STEP: f64 = 24.0;
        let top = map.bottom + 10.0;
        let end = format!("{} {}", locale.count(greatest), self.unit);
        let end = font::fit(&end, LABEL, Weight::Regular, map.width() / 2.0);
        let right = map.right - font::width(&end, LABEL, Weight::Regular) - 8.0;
        let left = right - STEP * HEAT_STEPS as f64;
        let set = Type::new(LABEL, Ink::Muted);
        canvas.text("0", (left - 8.0, top + 10.0), set.align(HPos::Right))?;
        canvas.text(&end, (right + 6.0, top + 10.0), set)?;
        for step in 0..HEAT_STEPS {
            let x = left + STEP * step as f64;
            canvas.rectangle(&Area::new(x, top, x + STEP - GAP, top + 12.0), Ink::Heat(step))?;
        }
        Ok(())
    }
}

/// Every third hour over the map.
fn draw_hours<DB: Backend>(canvas: &Canvas<DB>, map: &Area, cell: f64) -> Result<(), ChartError> {
    for hour in (0..24).step_by(3) {
        let x = map.left + cell * hour as f64;
        canvas.text(&clock(hour), (x, map.top - 7.0), Type::new(LABEL, Ink::Muted))?;
    }
    Ok(())
}

fn clock(hour: usize) -> String {
    format!("{hour:02}:00")
}
