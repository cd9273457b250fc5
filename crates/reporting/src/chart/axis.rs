//! A scale of counts with round ticks.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::Ink;
use crate::notation;

/// The size of axis labels.
pub(crate) const LABEL: f64 = 12.0;
/// How many steps an axis has at most.
const MOST_STEPS: u64 = 5;

/// A scale from zero to a round number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    step: u64,
    steps: u64,
}

impl Axis {
    /// The scale that reaches the given value in steps of 1, 2 or 5 times a power of ten.
    pub(crate) fn reaching(greatest: f64) -> Self {
        let greatest = greatest.max(1.0).ceil() as u64;
        let mut power = 1;
        loop {
            for factor in [1, 2, 5] {
                let step: u64 = power * factor;
                let steps = greatest.div_ceil(step);
                if steps <= MOST_STEPS {
                    return Self { step, steps };
                }
            }
            power *= 10;
        }
    }

    /// The scale's end.
    pub(crate) const fn end(self) -> u64 {
        self.step * self.steps
    }

    /// The values that get a grid line.
    pub(crate) fn ticks(self) -> impl Iterator<Item = u64> {
        (0..=self.steps).map(move |index| index * self.step)
    }

    /// A value's height in the area.
    pub(crate) fn y(self, area: &Area, value: f64) -> f64 {
        area.bottom - area.height() * value / self.end() as f64
    }

    /// Draws grid lines and labels, and says what is left of the area for the plot.
    pub(crate) fn draw<DB: Backend>(self, canvas: &Canvas<DB>, area: &Area) -> Result<Area, ChartError> {
        let widest = font::width(&notation::count(self.end()), LABEL, Weight::Regular);
        let inner = Area::new(area.left + widest + 10.0, area.top, area.right, area.bottom);
        for tick in self.ticks() {
            let y = self.y(&inner, tick as f64);
            canvas.line(&[(inner.left, y), (inner.right, y)], 1.0, Ink::Grid)?;
            let set = Type::new(LABEL, Ink::Muted).align(HPos::Right);
            canvas.text(&notation::count(tick), (inner.left - 8.0, y + 4.0), set)?;
        }
        Ok(inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(greatest: f64, expected: &[u64]) {
        assert_eq!(Axis::reaching(greatest).ticks().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn ticks_are_round_and_whole() {
        check(0.0, &[0, 1]);
        check(3.0, &[0, 1, 2, 3]);
        check(7.2, &[0, 2, 4, 6, 8]);
        check(430.0, &[0, 100, 200, 300, 400, 500]);
        check(42_310.0, &[0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    }

    #[test]
    fn the_largest_counts_have_a_scale() {
        assert!(Axis::reaching(4e18).end() >= 4_000_000_000_000_000_000);
    }
}
