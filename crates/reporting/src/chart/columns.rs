//! Columns side by side, each with a mark where it usually ends.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::Axis;
use super::canvas::{Area, Backend, Canvas, Type};
use super::sheet::{Key, Mark};
use super::theme::Ink;
use crate::notation;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The first line under it.
    pub(crate) label: String,
    /// The second line under it.
    pub(crate) detail: String,
    /// Its height; none for a time to come.
    pub(crate) value: Option<u64>,
    /// Where it usually ends.
    pub(crate) usual: Option<f64>,
}

/// A chart of columns.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) columns: Vec<Column>,
    /// What the columns are, for the legend.
    pub(crate) label: &'static str,
    /// What the marks are, for the legend.
    pub(crate) usual_label: &'static str,
}

impl Columns {
    pub(crate) fn legend(&self) -> Vec<Key> {
        let mut keys = vec![Key { mark: Mark::Block, ink: Ink::Main, label: self.label }];
        if self.columns.iter().any(|column| column.usual.is_some()) {
            keys.push(Key { mark: Mark::Line, ink: Ink::Usual, label: self.usual_label });
        }
        keys
    }

    pub(crate) fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        let axis = Axis::reaching(self.columns.iter().map(Column::top).fold(0.0, f64::max));
        // Room for the values above the columns and the two lines under them.
        let plot = Area::new(area.left, area.top + 18.0, area.right, area.bottom - 44.0);
        let plot = axis.draw(canvas, &plot)?;
        let slot = plot.width() / self.columns.len().max(1) as f64;
        for (index, column) in self.columns.iter().enumerate() {
            let left = plot.left + slot * index as f64;
            column.draw(canvas, axis, &Area::new(left, plot.top, left + slot, plot.bottom))?;
        }
        Ok(())
    }
}

impl Column {
    /// The higher of value and mark.
    fn top(&self) -> f64 {
        (self.value.unwrap_or(0) as f64).max(self.usual.unwrap_or(0.0))
    }

    fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, axis: Axis, slot: &Area) -> Result<(), ChartError> {
        let (left, right) = (slot.left + slot.width() * 0.18, slot.right - slot.width() * 0.18);
        if let Some(value) = self.value {
            let top = axis.y(slot, value as f64);
            canvas.rectangle(&Area::new(left, top, right, slot.bottom), Ink::Main)?;
        }
        if let Some(usual) = self.usual {
            let y = axis.y(slot, usual);
            canvas.line(&[(left - 6.0, y), (right + 6.0, y)], 3.0, Ink::Usual)?;
        }
        let middle = f64::midpoint(left, right);
        let centred = |size, ink| Type::new(size, ink).align(HPos::Center);
        let above = axis.y(slot, self.top()) - 8.0;
        let value = self.value.map_or_else(String::new, notation::count);
        canvas.text(&value, (middle, above), centred(13.0, Ink::Text).bold())?;
        canvas.text(&self.label, (middle, slot.bottom + 20.0), centred(13.0, Ink::Text))?;
        canvas.text(&self.detail, (middle, slot.bottom + 37.0), centred(12.0, Ink::Muted))
    }
}
