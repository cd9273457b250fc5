//! A scale of counts with round ticks.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::Ink;
use tiraj_locale::Locale;

/// The size of axis labels.
pub(crate) const LABEL: f64 = 12.0;
/// How many steps an axis has at most.
const MOST_STEPS: f64 = 5.0;
/// No count of a site is greater, and so none is drawn greater.
const GREATEST: f64 = 1e18;

/// A scale from zero to a round number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Axis {
    step: f64,
    steps: u32,
}

/// A value as it can be drawn: none for what is no number, and never below zero.
pub(crate) fn drawable(value: f64) -> Option<f64> {
    (!value.is_nan()).then(|| value.clamp(0.0, GREATEST))
}

impl Axis {
    /// The scale that reaches the given value in steps of 1, 2 or 5 times a power of ten.
    pub(crate) fn reaching(greatest: f64) -> Self {
        let greatest = drawable(greatest).unwrap_or(0.0).max(1.0).ceil();
        let mut power = 1.0;
        loop {
            for factor in [1.0, 2.0, 5.0] {
                let step = power * factor;
                let steps = (greatest / step).ceil();
                if steps <= MOST_STEPS {
                    return Self { step, steps: steps as u32 };
                }
            }
            power *= 10.0;
        }
    }

    /// The scale's end.
    pub(crate) fn end(self) -> f64 {
        self.step * f64::from(self.steps)
    }

    /// The values that get a grid line.
    pub(crate) fn ticks(self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(move |index| f64::from(index) * self.step)
    }

    /// A value's height in the area; what the scale does not reach lies at its end.
    pub(crate) fn y(self, area: &Area, value: f64) -> f64 {
        area.bottom - area.height() * (value / self.end()).clamp(0.0, 1.0)
    }

    /// Draws grid lines and labels, and says what is left of the area for the plot.
    pub(crate) fn draw<DB: Backend>(
        self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<Area, ChartError> {
        let label = |tick| locale.compact(tick);
        let widths = self.ticks().map(|tick| font::width(&label(tick), LABEL, Weight::Regular));
        let inner =
            Area::new(area.left + widths.fold(0.0, f64::max) + 10.0, area.top, area.right, area.bottom);
        for tick in self.ticks() {
            let y = self.y(&inner, tick);
            canvas.line(&[(inner.left, y), (inner.right, y)], 1.0, Ink::Grid)?;
            let set = Type::new(LABEL, Ink::Muted).align(HPos::Right);
            canvas.text(&label(tick), (inner.left - 8.0, y + 4.0), set)?;
        }
        Ok(inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(greatest: f64, expected: &[f64]) {
        assert_eq!(Axis::reaching(greatest).ticks().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn ticks_are_round_and_whole() {
        check(0.0, &[0.0, 1.0]);
        check(3.0, &[0.0, 1.0, 2.0, 3.0]);
        check(7.2, &[0.0, 2.0, 4.0, 6.0, 8.0]);
        check(430.0, &[0.0, 100.0, 200.0, 300.0, 400.0, 500.0]);
        check(42_310.0, &[0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0, 50_000.0]);
    }

    #[test]
    fn whatever_number_comes_has_a_scale() {
        for greatest in [f64::MAX, f64::INFINITY, u64::MAX as f64] {
            assert_eq!(Axis::reaching(greatest).end(), GREATEST);
        }
        check(f64::NAN, &[0.0, 1.0]);
        check(-5.0, &[0.0, 1.0]);
    }
}
