//! What charts over time have in common: the scale of counts, the steps, and the labels under them.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::{Axis, LABEL, drawable};
use super::callout::{self, Callout};
use super::canvas::{Area, Backend, Canvas, Type};
use super::theme::Ink;
use super::times::Times;
use tiraj_locale::Locale;

/// The height of the labels under the plot.
const FOOT: f64 = 26.0;

/// What a timeline must hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent<'a> {
    pub(crate) times: &'a Times,
    pub(crate) steps: usize,
    /// The greatest value.
    pub(crate) greatest: f64,
    /// Room left free to the right, for labels at the lines' ends.
    pub(crate) right: f64,
    /// Whether a step is an interval that a column fills, rather than a point.
    pub(crate) slotted: bool,
}

/// Where the values of each step are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline {
    pub(crate) plot: Area,
    axis: Axis,
    steps: usize,
    slotted: bool,
}

impl Timeline {
    /// Draws scale and labels.
    pub(crate) fn draw<DB: Backend>(
        canvas: &Canvas<DB>,
        area: &Area,
        extent: &Extent<'_>,
        locale: Locale,
    ) -> Result<Self, ChartError> {
        let Extent { times, steps, greatest, right, slotted } = *extent;
        let axis = Axis::reaching(greatest);
        let plot = Area::new(area.left, area.top + 8.0, area.right - right.max(12.0), area.bottom - FOOT);
        let timeline = Self { plot: axis.draw(canvas, &plot, locale)?, axis, steps, slotted };
        timeline.draw_marks(canvas, times, locale)?;
        Ok(timeline)
    }

    fn draw_marks<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        times: &Times,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let marks = times.marks(self.steps, self.step(), locale);
        for step in marks.divisions {
            let x = self.edge(step);
            canvas.line(&[(x, self.plot.top), (x, self.plot.bottom)], 1.0, Ink::Grid)?;
        }
        for (step, label) in marks.labels {
            let at = (self.place(step), self.plot.bottom + 20.0);
            canvas.text(&label, at, Type::new(LABEL, Ink::Muted).align(HPos::Center))?;
        }
        Ok(())
    }

    /// A step's width.
    pub(crate) fn step(&self) -> f64 {
        let intervals = if self.slotted { self.steps } else { self.steps.saturating_sub(1) };
        self.plot.width() / intervals.max(1) as f64
    }

    /// Where a step's value is drawn.
    pub(crate) fn x(&self, step: usize) -> f64 {
        self.place(step as f64)
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        self.axis.y(&self.plot, value)
    }

    pub(crate) fn point(&self, (step, value): (usize, f64)) -> (f64, f64) {
        (self.x(step), self.y(value))
    }

    /// A series of points, with a dot for what stands alone between two gaps.
    pub(crate) fn draw_line<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        values: &[Option<f64>],
        (width, ink): (f64, Ink),
    ) -> Result<(), ChartError> {
        for run in runs(values) {
            let points: Vec<_> = run.into_iter().map(|at| self.point(at)).collect();
            match points[..] {
                [alone] => canvas.disc(alone, width + 0.5, ink)?,
                _ => canvas.line(&points, width, ink)?,
            }
        }
        Ok(())
    }

    /// Names lines at their ends, each by its values, its name and its colour.
    pub(crate) fn draw_names<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        lines: &[(&[Option<f64>], &str, Ink)],
    ) -> Result<(), ChartError> {
        let end = |(values, name, ink): &(&[Option<f64>], &str, Ink)| {
            let at = self.point(last(values)?);
            Some(Callout { at, name: (*name).to_owned(), value: String::new(), ink: *ink })
        };
        let callouts = lines.iter().filter_map(end);
        let (beside, inside): (Vec<_>, Vec<_>) =
            callouts.partition(|callout| callout::is_beside(&self.plot, callout.at));
        let points =
            |values: &[Option<f64>]| runs(values).concat().into_iter().map(|at| self.point(at)).collect();
        let drawn: Vec<callout::Line> = lines.iter().map(|(values, ..)| points(values)).collect();
        let mut taken = Vec::new();
        for callout in inside {
            callout::draw_inside(canvas, &self.plot, &callout, (&drawn, &mut taken))?;
        }
        callout::draw(canvas, &self.plot, &beside)
    }

    /// Where a place between steps lies; a single step stands in the middle.
    fn place(&self, step: f64) -> f64 {
        match (self.slotted, self.steps) {
            (true, _) => self.plot.left + self.step() * (step + 0.5),
            (false, 0..=1) => f64::midpoint(self.plot.left, self.plot.right),
            (false, _) => self.plot.left + self.step() * step,
        }
    }

    /// Where a step begins.
    fn edge(&self, step: usize) -> f64 {
        self.plot.left + self.step() * step as f64
    }
}

/// The unbroken runs of a line, with the step of each value. What is no number is a gap.
pub(crate) fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let steps: Vec<(usize, Option<f64>)> =
        values.iter().map(|value| value.and_then(drawable)).enumerate().collect();
    steps
        .split(|(_, value)| value.is_none())
        .filter(|run| !run.is_empty())
        .map(|run| run.iter().filter_map(|(step, value)| value.map(|value| (*step, value))).collect())
        .collect()
}

/// The last value of a line and its step.
pub(crate) fn last(values: &[Option<f64>]) -> Option<(usize, f64)> {
    runs(values).pop()?.pop()
}

/// The greatest of the values that are numbers, at least zero.
pub(crate) fn greatest(values: impl IntoIterator<Item = Option<f64>>) -> f64 {
    values.into_iter().flatten().filter_map(drawable).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_break_a_line() {
        let values = [None, Some(1.0), Some(2.0), None, Some(3.0)];
        assert_eq!(runs(&values), [vec![(1, 1.0), (2, 2.0)], vec![(4, 3.0)]]);
        assert!(runs(&[None, Some(f64::NAN)]).is_empty());
        assert_eq!(last(&values), Some((4, 3.0)));
    }
}
