//! A line over time with the area under it, beside the line that is usual.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::{Axis, LABEL};
use super::canvas::{Area, Backend, Canvas, Type};
use super::sheet::{Key, Mark};
use super::theme::Ink;

/// A chart of two lines over equal steps of time.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// The reported period; it may end early.
    pub(crate) main: Vec<f64>,
    /// What is usual at each step; may be empty.
    pub(crate) usual: Vec<Option<f64>>,
    /// How many steps the axis has.
    pub(crate) steps: usize,
    /// Labels under the axis: the step of each one's middle.
    pub(crate) marks: Vec<(usize, String)>,
    /// The steps at which an upright line divides the plot.
    pub(crate) divisions: Vec<usize>,
    /// What the main line is, for the legend.
    pub(crate) label: &'static str,
    /// What the other line is, for the legend.
    pub(crate) usual_label: &'static str,
}

impl Lines {
    pub(crate) fn legend(&self) -> Vec<Key> {
        let mut keys = vec![Key { mark: Mark::Line, ink: Ink::Main, label: self.label }];
        if self.usual.iter().any(Option::is_some) {
            keys.push(Key { mark: Mark::Line, ink: Ink::Usual, label: self.usual_label });
        }
        keys
    }

    pub(crate) fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        let greatest = self.usual.iter().flatten().chain(&self.main).copied().fold(0.0, f64::max);
        let axis = Axis::reaching(greatest);
        let plot = Area::new(area.left, area.top + 6.0, area.right - 12.0, area.bottom - 26.0);
        let plot = axis.draw(canvas, &plot)?;
        let place = |(step, value): (usize, f64)| (self.x(&plot, step), axis.y(&plot, value));

        let main: Vec<_> = self.main.iter().copied().enumerate().map(place).collect();
        if let (Some(first), Some(last)) = (main.first(), main.last()) {
            let ground = [(last.0, plot.bottom), (first.0, plot.bottom)];
            canvas.polygon(&[main.as_slice(), &ground].concat(), Ink::Tint)?;
        }
        self.draw_marks(canvas, &plot)?;
        for run in runs(&self.usual) {
            let points: Vec<_> = run.into_iter().map(place).collect();
            canvas.line(&points, 2.0, Ink::Usual)?;
        }
        canvas.line(&main, 2.5, Ink::Main)?;
        self.draw_end(canvas, main.last())
    }

    /// The labels under the axis and the upright lines.
    fn draw_marks<DB: Backend>(&self, canvas: &Canvas<DB>, plot: &Area) -> Result<(), ChartError> {
        for step in &self.divisions {
            let x = self.x(plot, *step);
            canvas.line(&[(x, plot.top), (x, plot.bottom)], 1.0, Ink::Grid)?;
        }
        for (step, label) in &self.marks {
            let x = self.x(plot, *step);
            let set = Type::new(LABEL, Ink::Muted).align(HPos::Center);
            canvas.text(label, (x, plot.bottom + 20.0), set)?;
        }
        Ok(())
    }

    /// A square on the last point, if the line ends before the axis does.
    fn draw_end<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        last: Option<&(f64, f64)>,
    ) -> Result<(), ChartError> {
        let Some((x, y)) = last.filter(|_| self.main.len() < self.steps) else { return Ok(()) };
        canvas.rectangle(&Area::new(x - 4.0, y - 4.0, x + 4.0, y + 4.0), Ink::Main)
    }

    fn x(&self, plot: &Area, step: usize) -> f64 {
        plot.left + plot.width() * step as f64 / self.steps.saturating_sub(1).max(1) as f64
    }
}

/// The unbroken runs of a line, with the step of each value.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let steps: Vec<(usize, Option<f64>)> = values.iter().copied().enumerate().collect();
    steps
        .split(|(_, value)| value.is_none())
        .filter(|run| !run.is_empty())
        .map(|run| run.iter().filter_map(|(step, value)| value.map(|value| (*step, value))).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_break_a_line() {
        let values = [None, Some(1.0), Some(2.0), None, Some(3.0)];
        assert_eq!(runs(&values), [vec![(1, 1.0), (2, 2.0)], vec![(4, 3.0)]]);
        assert!(runs(&[None, None]).is_empty());
    }
}
