//! A line over time with the area under it, beside the line that is usual.

use super::ChartError;
use super::callout;
use super::canvas::{Area, Backend, Canvas};
use super::phrase::Phrase;
use super::table::{NOTHING, Table};
use super::theme::Ink;
use super::timeline::{Extent, Timeline, greatest, last, runs};
use super::times::Times;
use crate::notation::Notation;

/// A chart of two lines over equal steps of time.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The steps.
    pub times: Times,
    /// How many steps there are.
    pub steps: usize,
    /// The reported period; it may end early.
    pub main: Vec<f64>,
    /// What is usual at each step; may be empty.
    pub usual: Vec<Option<f64>>,
    /// What is counted, in the reader's language: `Views`.
    pub measure: String,
    /// What the main line is, in the reader's language: `This week`.
    pub label: String,
    /// What the other line is.
    pub usual_label: String,
}

impl Lines {
    pub(crate) fn table(&self, notation: Notation) -> Table {
        let write =
            |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |value| notation.mean(value));
        let rows = (0..self.steps).map(|step| {
            let usual = self.usual.get(step).copied().flatten();
            [self.times.name(step, notation), write(self.main.get(step).copied()), write(usual)]
        });
        Table::new([Phrase::Time.text(notation), &self.label, &self.usual_label], rows)
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        notation: Notation,
    ) -> Result<(), ChartError> {
        let main: Vec<Option<f64>> = self.main.iter().copied().map(Some).collect();
        let names = [&self.label, &self.usual_label].map(|name| (name.as_str(), ""));
        let extent = Extent {
            times: &self.times,
            steps: self.steps.max(self.main.len()),
            greatest: greatest(self.usual.iter().copied().chain(main.iter().copied())),
            right: callout::room(names),
            slotted: false,
        };
        let line = Timeline::draw(canvas, area, &extent, notation)?;
        for run in runs(&main) {
            let top: Vec<_> = run.into_iter().map(|at| line.point(at)).collect();
            canvas.ground(&top, line.plot.bottom, Ink::Tint)?;
        }
        line.draw_line(canvas, &self.usual, (2.0, Ink::Usual))?;
        line.draw_line(canvas, &main, (2.5, Ink::Main))?;
        if let Some(end) = last(&main).filter(|end| end.0 + 1 < extent.steps) {
            canvas.disc(line.point(end), 4.5, Ink::Main)?;
        }
        let lines = [
            (main.as_slice(), self.label.as_str(), Ink::Main),
            (self.usual.as_slice(), self.usual_label.as_str(), Ink::Usual),
        ];
        line.draw_names(canvas, &lines)
    }
}
