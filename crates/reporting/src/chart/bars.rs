//! Bars from the left, the longest first, each with its name, its value and a mark where it usually ends.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::sheet::{Key, Mark};
use super::theme::Ink;
use crate::notation;

/// The height of a bar's row.
const ROW: f64 = 32.0;
/// The size of names and values.
const SIZE: f64 = 13.0;
/// The most of the width that names may take.
const NAMES: f64 = 0.46;

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: u64,
    /// Where it usually ends.
    pub(crate) usual: Option<f64>,
    /// What stands after the value, for example its change; may be empty.
    pub(crate) detail: String,
}

/// A chart of bars.
#[derive(Debug, Clone)]
pub(crate) struct Bars {
    pub(crate) bars: Vec<Bar>,
    /// What the bars are, for the legend.
    pub(crate) label: &'static str,
    /// What the marks are, for the legend.
    pub(crate) usual_label: &'static str,
    /// What is written where there is no bar.
    pub(crate) nothing: &'static str,
}

impl Bars {
    pub(crate) fn height(&self) -> f64 {
        ROW * self.bars.len().max(1) as f64 + 8.0
    }

    pub(crate) fn legend(&self) -> Vec<Key> {
        if self.bars.iter().all(|bar| bar.usual.is_none()) {
            return Vec::new();
        }
        vec![
            Key { mark: Mark::Block, ink: Ink::Main, label: self.label },
            Key { mark: Mark::Line, ink: Ink::Usual, label: self.usual_label },
        ]
    }

    pub(crate) fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        if self.bars.is_empty() {
            return canvas.text(
                self.nothing,
                (area.left, area.top + ROW / 2.0 + 4.0),
                Type::new(SIZE, Ink::Muted),
            );
        }
        let ground = self.ground(area);
        let longest = self.bars.iter().map(Bar::end).fold(1.0, f64::max);
        for (index, bar) in self.bars.iter().enumerate() {
            let top = area.top + ROW * index as f64;
            let row = Area::new(ground.left, top, ground.right, top + ROW);
            bar.draw(canvas, area.left, &row, longest)?;
        }
        Ok(())
    }

    /// The part of the area between the names and the values.
    fn ground(&self, area: &Area) -> Area {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = widest(&mut self.bars.iter().map(|bar| font::width(&bar.label, SIZE, Weight::Regular)));
        let values = widest(&mut self.bars.iter().map(Bar::value_width));
        let names = names.min(area.width() * NAMES);
        Area::new(area.left + names + 14.0, area.top, area.right - values - 10.0, area.bottom)
    }
}

impl Bar {
    fn end(&self) -> f64 {
        (self.value as f64).max(self.usual.unwrap_or(0.0))
    }

    fn value_width(&self) -> f64 {
        let value = font::width(&notation::count(self.value), SIZE, Weight::Bold);
        value + 10.0 + font::width(&self.detail, SIZE, Weight::Regular)
    }

    fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        left: f64,
        row: &Area,
        longest: f64,
    ) -> Result<(), ChartError> {
        let x = |value: f64| row.left + row.width() * value / longest;
        let middle = f64::midpoint(row.top, row.bottom);
        let baseline = middle + 4.5;
        let label = font::fit(&self.label, SIZE, Weight::Regular, row.left - 14.0 - left);
        canvas.text(&label, (row.left - 12.0, baseline), Type::new(SIZE, Ink::Text).align(HPos::Right))?;
        canvas.rectangle(
            &Area::new(row.left, middle - 9.0, x(self.value as f64).max(row.left + 1.0), middle + 9.0),
            Ink::Main,
        )?;
        if let Some(usual) = self.usual {
            canvas.line(&[(x(usual), middle - 13.0), (x(usual), middle + 13.0)], 3.0, Ink::Usual)?;
        }
        self.draw_value(canvas, (x(self.end()) + 8.0, baseline))
    }

    fn draw_value<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        (x, baseline): (f64, f64),
    ) -> Result<(), ChartError> {
        let value = notation::count(self.value);
        canvas.text(&value, (x, baseline), Type::new(SIZE, Ink::Text).bold())?;
        let after = x + font::width(&value, SIZE, Weight::Bold) + 8.0;
        canvas.text(&self.detail, (after, baseline), Type::new(SIZE, Ink::Muted))
    }
}
