//! A line over time beside what was expected: the band, its middle, and what fell outside.

#[cfg(test)]
mod tests;

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::callout;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use super::timeline::{Extent, Timeline, greatest, last, runs};
use super::times::Times;
use tiraj_locale::Locale;

/// How many points outside the band are named; all are marked.
const NAMED: usize = 6;
/// The size of their names.
const SIZE: f64 = 12.0;

/// A time series with its expected band.
#[derive(Debug, Clone)]
pub struct Band {
    /// The steps.
    pub times: Times,
    /// What was counted in each step; none for a step to come or one that is not known.
    pub actual: Vec<Option<f64>>,
    /// What was expected in each step; it may reach beyond what was counted.
    pub expected: Vec<Option<Expected>>,
    /// What is counted, in the reader's language: `Views`.
    pub measure: String,
    /// The part of steps that the band should hold, from 0 to 1; said beside it.
    pub coverage: Option<f64>,
}

/// What was expected in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The band's lower end.
    pub low: f64,
    /// The median.
    pub middle: f64,
    /// The band's upper end.
    pub high: f64,
}

/// A step whose count is not in its band.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outlier {
    step: usize,
    value: f64,
    above: bool,
    /// How far outside, as a part of the expected.
    excess: f64,
}

impl Band {
    fn steps(&self) -> usize {
        self.actual.len().max(self.expected.len())
    }

    fn expected(&self, step: usize) -> Option<Expected> {
        self.expected.get(step).copied().flatten()
    }

    fn ends(&self, end: impl Fn(Expected) -> f64) -> Vec<Option<f64>> {
        self.expected.iter().map(|expected| expected.map(&end)).collect()
    }

    /// The steps outside their bands, the farthest first.
    fn outliers(&self) -> Vec<Outlier> {
        let outlier = |(step, value): (usize, &Option<f64>)| {
            let (value, Expected { low, middle, high }) =
                (value.filter(|v| v.is_finite())?, self.expected(step)?);
            let distance = (value - high).max(low - value);
            (distance > 0.0).then(|| Outlier {
                step,
                value,
                above: value > high,
                excess: distance / middle.max(1.0),
            })
        };
        let mut outliers: Vec<Outlier> = self.actual.iter().enumerate().filter_map(outlier).collect();
        outliers.sort_by(|one, other| other.excess.total_cmp(&one.excess));
        outliers
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let write = |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |value| locale.mean(value));
        let rows = (0..self.steps()).map(|step| {
            let expected = self.expected(step);
            [
                self.times.name(step, locale),
                write(self.actual.get(step).copied().flatten()),
                write(expected.map(|expected| expected.middle)),
                write(expected.map(|expected| expected.low)),
                write(expected.map(|expected| expected.high)),
            ]
        });
        let [time, middle, low, high] =
            ["chart-time", "chart-expected", "chart-expected-from", "chart-expected-to"];
        let [time, middle, low, high] = [time, middle, low, high].map(|id| locale.text(id));
        Table::new([time, &self.measure, middle, low, high], rows)
    }

    /// The last step, and what fell outside.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let Some((step, value)) = last(&self.actual) else { return locale.text("chart-no-data").to_owned() };
        let told = |step, value| format!("{}: {}", self.times.name(step, locale), locale.mean(value));
        let mut alt = format!("{}, {}", self.measure, told(step, value));
        if let Some(expected) = self.expected(step) {
            let phrase = locale.text("chart-expected").to_lowercase();
            let range = [expected.low, expected.high].map(|end| locale.mean(end)).join("–");
            alt.push_str(&format!(", {phrase} {range}"));
        }
        let outliers = self.outliers();
        let named: Vec<String> = outliers.iter().take(NAMED).map(|at| told(at.step, at.value)).collect();
        if !named.is_empty() {
            let phrase = locale.say("chart-outside-expected", &[("count", (outliers.len() as u64).into())]);
            alt.push_str(&format!(". {phrase}: {}", named.join("; ")));
        }
        alt + "."
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let expected = self.expected_name(locale);
        let all = self.actual.iter().copied().chain(self.ends(|end| end.high));
        let extent = Extent {
            times: &self.times,
            steps: self.steps(),
            // Room for the name over the greatest point.
            greatest: greatest(all) * 1.06,
            right: callout::room([(self.measure.as_str(), ""), (expected.as_str(), "")]),
            slotted: false,
        };
        let line = Timeline::draw(canvas, area, &extent, locale)?;
        self.draw_band(canvas, &line)?;
        line.draw_line(canvas, &self.ends(|end| end.middle), (1.5, Ink::Usual))?;
        line.draw_line(canvas, &self.actual, (2.5, Ink::Main))?;
        self.draw_outliers(canvas, &line, locale)?;
        let middle = self.ends(|end| end.middle);
        line.draw_names(canvas, &[(&self.actual, &self.measure, Ink::Main), (&middle, &expected, Ink::Usual)])
    }

    /// `Expected (range 95 %)`.
    fn expected_name(&self, locale: Locale) -> String {
        let name = locale.text("chart-expected");
        match self.coverage {
            Some(part) if (0.0..=1.0).contains(&part) => {
                format!("{name} ({} {})", locale.text("chart-range"), locale.percent(part))
            }
            _ => name.to_owned(),
        }
    }

    fn draw_band<DB: Backend>(&self, canvas: &Canvas<DB>, line: &Timeline) -> Result<(), ChartError> {
        // A band is drawn where both of its ends are numbers.
        let both = |pick: fn(&Expected) -> f64| {
            let whole = |end: &Expected| end.low.is_finite() && end.high.is_finite();
            self.expected
                .iter()
                .map(|end| end.as_ref().filter(|end| whole(end)).map(pick))
                .collect::<Vec<_>>()
        };
        for (low, high) in runs(&both(|end| end.low)).into_iter().zip(runs(&both(|end| end.high))) {
            let upper = high.into_iter().map(|at| line.point(at));
            let lower = low.into_iter().rev().map(|at| line.point(at));
            let outline: Vec<_> = upper.chain(lower).collect();
            match outline[..] {
                // A single step has a band without width.
                [top, bottom] => {
                    let area = Area::new(top.0 - 4.0, top.1, top.0 + 4.0, bottom.1);
                    canvas.rectangle(&area, Ink::Band)?;
                }
                _ => canvas.polygon(&outline, Ink::Band)?,
            }
        }
        Ok(())
    }

    fn draw_outliers<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        line: &Timeline,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let outliers = self.outliers();
        for outlier in &outliers {
            let at = line.point((outlier.step, outlier.value.max(0.0)));
            canvas.disc(at, 6.0, Ink::Paper)?;
            canvas.disc(at, 4.0, Ink::Text)?;
        }
        let marked = |outlier: &Outlier| {
            let (x, y) = line.point((outlier.step, outlier.value.max(0.0)));
            Area::new(x - 6.0, y - 6.0, x + 6.0, y + 6.0)
        };
        let mut taken: Vec<Area> = outliers.iter().map(marked).collect();
        let drawn: Vec<(f64, f64)> =
            runs(&self.actual).concat().into_iter().map(|at| line.point(at)).collect();
        for outlier in outliers.iter().take(NAMED) {
            let (count, name) = (locale.mean(outlier.value), self.times.name(outlier.step, locale));
            let places = outlier.places(line, &format!("{count}  {name}"));
            let free =
                |area: &&Area| !taken.iter().any(|other| other.touches(area)) && !area.is_crossed(&drawn);
            let Some(area) = places.iter().find(free).copied() else { continue };
            taken.push(area);
            let baseline = area.bottom - 4.0;
            canvas.text(&count, (area.left, baseline), Type::new(SIZE, Ink::Text).bold())?;
            let set = Type::new(SIZE, Ink::Muted).align(HPos::Right);
            canvas.text(&name, (area.right, baseline), set)?;
        }
        Ok(())
    }
}

impl Outlier {
    /// Where its name may go, the best first: away from the band, then on either side; always in the plot.
    fn places(&self, line: &Timeline, text: &str) -> Vec<Area> {
        const HIGH: f64 = 17.0;
        let width = font::width(text, SIZE, Weight::Bold);
        let (x, y) = line.point((self.step, self.value.max(0.0)));
        let middle = (x - width / 2.0).min(line.plot.right - width).max(line.plot.left);
        let (over, under) = ((middle, y - 8.0 - HIGH), (middle, y + 8.0));
        let (right, left) = ((x + 12.0, y - HIGH / 2.0), (x - 12.0 - width, y - HIGH / 2.0));
        let order = if self.above { [over, right, left, under] } else { [under, right, left, over] };
        let areas = order.map(|(left, top)| Area::new(left, top, left + width, top + HIGH));
        areas.into_iter().filter(|area| line.plot.holds(area)).collect()
    }
}
