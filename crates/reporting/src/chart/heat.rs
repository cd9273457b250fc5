//! A week as a map: a row for each day, a column for each hour, the darker the more.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::LABEL;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::{HEAT_STEPS, Ink};
use crate::notation;

/// The height of a row.
const ROW: f64 = 30.0;
/// The height of the scale of colours under the map.
const SCALE: f64 = 30.0;
/// The height of the hours' labels over the map.
const HOURS: f64 = 20.0;
/// The width of the days' labels.
const DAYS: f64 = 84.0;
/// The gap between cells.
const GAP: f64 = 2.0;

/// A map of a week's hours.
#[derive(Debug, Clone)]
pub(crate) struct Heat {
    /// Each day's label and its hours, from 0 to 23.
    pub(crate) rows: Vec<(String, [u64; 24])>,
    /// What is counted, for the scale: `views per hour`.
    pub(crate) unit: &'static str,
}

impl Heat {
    pub(crate) fn height(&self) -> f64 {
        HOURS + ROW * self.rows.len() as f64 + SCALE + 8.0
    }

    pub(crate) fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        let map = Area::new(area.left + DAYS, area.top + HOURS, area.right, area.bottom - SCALE);
        let cell = map.width() / 24.0;
        let greatest = self.rows.iter().flat_map(|(_, hours)| hours).copied().max().unwrap_or(0);
        draw_hours(canvas, &map, cell)?;
        for (index, (label, hours)) in self.rows.iter().enumerate() {
            let top = map.top + ROW * index as f64;
            let set = Type::new(13.0, Ink::Text);
            canvas.text(label, (area.left, top + ROW / 2.0 + 4.0), set)?;
            for (hour, value) in hours.iter().enumerate() {
                let left = map.left + cell * hour as f64;
                let area = Area::new(left, top, left + cell - GAP, top + ROW - GAP);
                canvas.rectangle(&area, Ink::heat(*value as f64 / greatest.max(1) as f64))?;
            }
        }
        self.draw_scale(canvas, &map, greatest)
    }

    /// The colours from none to the greatest count, right-aligned under the map.
    fn draw_scale<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        map: &Area,
        greatest: u64,
    ) -> Result<(), ChartError> {
        const STEP: f64 = 24.0;
        let top = map.bottom + 10.0;
        let end = format!("{} {}", notation::count(greatest), self.unit);
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
        let x = map.left + cell * f64::from(hour);
        canvas.text(&format!("{hour:02}:00"), (x, map.top - 7.0), Type::new(LABEL, Ink::Muted))?;
    }
    Ok(())
}
