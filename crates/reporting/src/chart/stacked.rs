//! Series on top of each other over time, the greatest at the bottom.

use std::iter::zip;

use super::ChartError;
use super::callout::{self, Callout};
use super::canvas::{Area, Backend, Canvas};
use super::leading::{leading, total};
use super::table::Table;
use super::theme::{Ink, SERIES};
use super::timeline::{Extent, Timeline};
use super::times::Times;
use tiraj_locale::Locale;

/// Up to here every step is a column; more are drawn as areas.
const MOST_COLUMNS: usize = 45;

/// Sources, channels or sections that make up a whole.
#[derive(Debug, Clone)]
pub struct Stacked {
    /// The steps.
    pub times: Times,
    /// The series, in any order; beyond the six greatest they are summed.
    pub series: Vec<Series>,
}

/// One of the series.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name, in the reader's language.
    pub name: String,
    /// Its count in each step; a step that is missing counts as zero.
    pub values: Vec<u64>,
}

impl Series {
    pub(crate) fn total(&self) -> u64 {
        total(self.values.iter().copied())
    }

    /// The sum of several.
    pub(crate) fn sum(name: String, series: &[&Self]) -> Self {
        let steps = series.iter().map(|series| series.values.len()).max().unwrap_or(0);
        let at = |step| total(series.iter().filter_map(|series| series.values.get(step).copied()));
        Self { name, values: (0..steps).map(at).collect() }
    }

    /// The greatest, and the sum of those beyond.
    pub(crate) fn leading(all: &[Self], most: usize, locale: Locale) -> Vec<Self> {
        let (shown, rest) =
            leading(all, most, |series| series.values.iter().map(|value| u128::from(*value)).sum());
        let other = (!rest.is_empty())
            .then(|| Self::sum(locale.say("chart-others", &[("count", (rest.len() as u64).into())]), &rest));
        shown.into_iter().cloned().chain(other).collect()
    }
}

/// A series between the levels of the ones under and above it.
struct Layer {
    ink: Ink,
    bottom: Vec<f64>,
    top: Vec<f64>,
}

impl Stacked {
    pub(crate) fn steps(&self) -> usize {
        self.series.iter().map(|series| series.values.len()).max().unwrap_or(0)
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let shown = Series::leading(&self.series, SERIES + 1, locale);
        let row = |step: usize| {
            let values: Vec<u64> = shown.iter().map(|series| at(series, step)).collect();
            let counts = values.iter().map(|value| locale.count(*value));
            let whole = locale.count(total(values.iter().copied()));
            std::iter::once(self.times.name(step, locale)).chain(counts).chain([whole]).collect()
        };
        let names = shown.iter().map(|series| series.name.clone());
        let ends = ["chart-time", "chart-total"].map(|id| locale.text(id).to_owned());
        let [time, whole] = ends;
        Table {
            columns: std::iter::once(time).chain(names).chain([whole]).collect(),
            rows: (0..self.steps()).map(row).collect(),
        }
    }

    /// Every series with its part of the whole.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let shown = Series::leading(&self.series, SERIES + 1, locale);
        let whole = total(shown.iter().map(Series::total));
        let told = shown.iter().map(|series| {
            let count = locale.count(series.total());
            format!("{}: {count} ({})", series.name, part(series, whole, locale))
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            locale.text("chart-no-data").to_owned()
        } else {
            format!("{}.", told.join("; "))
        }
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let shown = Series::leading(&self.series, SERIES + 1, locale);
        let layers = layers(&shown, self.steps());
        let whole = total(shown.iter().map(Series::total));
        let parts: Vec<String> = shown.iter().map(|series| part(series, whole, locale)).collect();
        let slotted = self.steps() <= MOST_COLUMNS;
        let extent = Extent {
            times: &self.times,
            steps: self.steps(),
            greatest: layers.last().map_or(0.0, |layer| layer.top.iter().copied().fold(0.0, f64::max)),
            right: callout::room(
                zip(&shown, &parts).map(|(series, part)| (series.name.as_str(), part.as_str())),
            ),
            slotted,
        };
        let line = Timeline::draw(canvas, area, &extent, locale)?;
        for layer in &layers {
            if slotted { layer.draw_columns(canvas, &line)? } else { layer.draw_area(canvas, &line)? }
        }
        let callouts = zip(zip(&shown, parts), &layers).filter_map(|((series, part), layer)| {
            Some(Callout { at: layer.end(&line)?, name: series.name.clone(), value: part, ink: layer.ink })
        });
        callout::draw(canvas, &line.plot, &callouts.collect::<Vec<_>>())
    }
}

fn at(series: &Series, step: usize) -> u64 {
    series.values.get(step).copied().unwrap_or(0)
}

fn part(series: &Series, whole: u64, locale: Locale) -> String {
    locale.percent(series.total() as f64 / whole.max(1) as f64)
}

fn layers(series: &[Series], steps: usize) -> Vec<Layer> {
    let mut level = vec![0.0; steps];
    let layer = |(rank, series): (usize, &Series)| {
        let bottom = level.clone();
        for (step, level) in level.iter_mut().enumerate() {
            *level += at(series, step) as f64;
        }
        Layer { ink: Ink::series(rank), bottom, top: level.clone() }
    };
    series.iter().enumerate().map(layer).collect()
}

impl Layer {
    /// Columns, with a hairline of the ground between those on top of each other.
    fn draw_columns<DB: Backend>(&self, canvas: &Canvas<DB>, line: &Timeline) -> Result<(), ChartError> {
        let half = (line.step() * 0.39).min(40.0);
        for (step, (bottom, top)) in zip(&self.bottom, &self.top).enumerate() {
            let (x, low, high) = (line.x(step), line.y(*bottom), line.y(*top));
            if low - high > 0.0 {
                let gap = if *bottom > 0.0 { 1.0_f64.min((low - high) / 2.0) } else { 0.0 };
                canvas.rectangle(&Area::new(x - half, high, x + half, low - gap), self.ink)?;
            }
        }
        Ok(())
    }

    fn draw_area<DB: Backend>(&self, canvas: &Canvas<DB>, line: &Timeline) -> Result<(), ChartError> {
        let level =
            |levels: &[f64]| levels.iter().copied().enumerate().map(|at| line.point(at)).collect::<Vec<_>>();
        let (mut outline, bottom) = (level(&self.top), level(&self.bottom));
        outline.extend(bottom.iter().rev());
        canvas.polygon(&outline, self.ink)?;
        canvas.line(&bottom, 1.0, Ink::Paper)
    }

    /// The middle of its right edge.
    fn end(&self, line: &Timeline) -> Option<(f64, f64)> {
        let middle = f64::midpoint(*self.bottom.last()?, *self.top.last()?);
        Some((line.plot.right, line.y(middle)))
    }
}
