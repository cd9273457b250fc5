//! A line over time with the area under it, beside the line that is usual.

use super::ChartError;
use super::axis::drawable;
use super::callout;
use super::canvas::{Area, Backend, Canvas};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use super::timeline::{Extent, Timeline, greatest, last, runs};
use super::times::Times;
use tiraj_locale::Locale;

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
    pub(crate) fn table(&self, locale: Locale) -> Table {
        let write = |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |value| locale.mean(value));
        let rows = (0..self.steps).map(|step| {
            let usual = self.usual.get(step).copied().flatten();
            [self.times.name(step, locale), write(self.main.get(step).copied()), write(usual)]
        });
        Table::new([locale.text("chart-time"), &self.label, &self.usual_label], rows)
    }

    /// What it is, and where it is greatest.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let known = self.main.iter().enumerate().filter_map(|(step, value)| Some((step, drawable(*value)?)));
        let greatest = known.reduce(|one, other| if other.1 > one.1 { other } else { one });
        let told = |(step, value)| {
            let (phrase, name) =
                (locale.text("chart-greatest").to_lowercase(), self.times.name(step, locale));
            format!("{}, {}: {phrase}, {name}: {}.", self.measure, self.label, locale.mean(value))
        };
        greatest.map_or_else(|| locale.text("chart-no-data").to_owned(), told)
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
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
        let line = Timeline::draw(canvas, area, &extent, locale)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use tiraj_model::Language;

    #[test]
    fn the_description_says_where_it_is_greatest() {
        let lines = Lines {
            times: Times::Days(date(2026, 11, 9)),
            steps: 3,
            main: vec![120.0, 1_340.0, f64::NAN],
            usual: Vec::new(),
            measure: "Baxışlar".to_owned(),
            label: "Bu həftə".to_owned(),
            usual_label: String::new(),
        };
        let alt = lines.alt(Locale::new(Language::Az));
        assert_eq!(alt, "Baxışlar, Bu həftə: ən çox, 10 noy, Ç.A.: 1.340.");
    }
}
