//! Small multiples: a panel for each section, all over the same time.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::{Axis, LABEL};
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::leading::total;
use super::stacked::Series;
use super::table::Table;
use super::theme::Ink;
use super::times::Times;
use tiraj_locale::Locale;

/// How many panels there are at most, the last for the sum of all others.
const MOST: usize = 12;
/// The height of a panel's plot.
const PLOT: f64 = 84.0;
/// The height of a panel's name, and of the value at its scale's end.
const HEAD: f64 = 40.0;
/// Room under a panel, for the first and the last date.
const FOOT: f64 = 26.0;
/// The gap between panels side by side.
const GAP: f64 = 24.0;
/// The height of the line that says which scale it is.
const NOTE: f64 = 22.0;
const SIZE: f64 = 13.0;

/// A panel for each of many series.
#[derive(Debug, Clone)]
pub struct Multiples {
    /// The steps, the same in every panel.
    pub times: Times,
    /// The panels, in any order; they are drawn from the greatest to the smallest, and beyond the eleventh
    /// summed.
    pub panels: Vec<Series>,
    /// Whether heights can be compared from panel to panel.
    pub scale: Scale,
}

/// What the heights of a panel are measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// All panels have the same scale: sizes can be compared.
    Shared,
    /// Each has its own: shapes can be compared. The chart says so.
    Own,
}

impl Multiples {
    fn shown(&self, locale: Locale) -> Vec<Series> {
        Series::leading(&self.panels, MOST, locale)
    }

    /// How many panels are side by side.
    fn columns(&self) -> usize {
        match self.panels.len().min(MOST) {
            panels @ 0..=4 => panels.max(1),
            5 | 6 | 9 => 3,
            _ => 4,
        }
    }

    pub(crate) fn height(&self) -> f64 {
        let rows = self.panels.len().clamp(1, MOST).div_ceil(self.columns());
        NOTE + (HEAD + PLOT + FOOT) * rows as f64
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let rows = self.shown(locale).into_iter().map(|panel| {
            let peak =
                panel.values.iter().enumerate().max_by_key(|(step, value)| (**value, usize::MAX - step));
            let peak = peak.map_or_else(String::new, |(step, value)| {
                format!("{} ({})", locale.count(*value), self.times.name(step, locale))
            });
            let whole = locale.count(panel.total());
            [panel.name, whole, peak]
        });
        Table::new(
            [locale.text("chart-name"), locale.text("chart-total"), locale.text("chart-greatest")],
            rows,
        )
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let shown = self.shown(locale);
        let all = shown.iter().flat_map(|panel| &panel.values).copied().max().unwrap_or(0);
        canvas.text(&self.note(all, locale), (area.left, area.top + 12.0), Type::new(LABEL, Ink::Muted))?;
        let columns = self.columns();
        let breadth = (area.width() - GAP * (columns - 1) as f64) / columns as f64;
        for (index, panel) in shown.iter().enumerate() {
            let (row, column) = (index / columns, index % columns);
            let left = area.left + (breadth + GAP) * column as f64;
            let top = area.top + NOTE + (HEAD + PLOT + FOOT) * row as f64;
            let plot = Area::new(left, top + HEAD, left + breadth, top + HEAD + PLOT);
            let greatest = match self.scale {
                Scale::Shared => all,
                Scale::Own => panel.values.iter().copied().max().unwrap_or(0),
            };
            let axis = Axis::reaching(greatest as f64);
            let labelled = self.scale == Scale::Own || column + 1 == columns;
            draw_panel(canvas, &plot, panel, (axis, labelled), locale)?;
            // The lowest panel of each column has the dates.
            if index + columns >= shown.len() {
                self.draw_dates(canvas, &plot, panel.values.len(), locale)?;
            }
        }
        Ok(())
    }

    fn note(&self, greatest: u64, locale: Locale) -> String {
        match self.scale {
            Scale::Own => locale.text("chart-own-scales").to_owned(),
            Scale::Shared => {
                let end = locale.compact(Axis::reaching(greatest as f64).end());
                format!("{} {end}", locale.text("chart-shared-scale"))
            }
        }
    }

    /// The first and the last step under a panel.
    fn draw_dates<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        plot: &Area,
        steps: usize,
        locale: Locale,
    ) -> Result<(), ChartError> {
        if steps == 0 {
            return Ok(());
        }
        let set = Type::new(LABEL - 1.0, Ink::Muted);
        let y = plot.bottom + 15.0;
        canvas.text(&self.times.short_name(0, locale), (plot.left, y), set)?;
        if steps > 1 {
            let last = self.times.short_name(steps - 1, locale);
            canvas.text(&last, (plot.right, y), set.align(HPos::Right))?;
        }
        Ok(())
    }
}

fn draw_panel<DB: Backend>(
    canvas: &Canvas<DB>,
    plot: &Area,
    panel: &Series,
    (axis, labelled): (Axis, bool),
    locale: Locale,
) -> Result<(), ChartError> {
    let whole = locale.count(total(panel.values.iter().copied()));
    let room = plot.width() - font::width(&whole, SIZE, Weight::Regular) - 8.0;
    let name = font::fit(&panel.name, SIZE, Weight::Bold, room);
    canvas.text(&name, (plot.left, plot.top - 22.0), Type::new(SIZE, Ink::Text).bold())?;
    let behind = plot.left + font::width(&name, SIZE, Weight::Bold) + 8.0;
    canvas.text(&whole, (behind, plot.top - 22.0), Type::new(SIZE, Ink::Muted))?;
    if labelled {
        let set = Type::new(LABEL - 1.0, Ink::Muted).align(HPos::Right);
        canvas.text(&locale.compact(axis.end()), (plot.right, plot.top - 4.0), set)?;
    }
    for y in [plot.top, plot.bottom] {
        canvas.line(&[(plot.left, y), (plot.right, y)], 1.0, Ink::Grid)?;
    }
    let intervals = panel.values.len().saturating_sub(1).max(1) as f64;
    let x = |step: usize| plot.left + plot.width() * step as f64 / intervals;
    let values = panel.values.iter().map(|value| *value as f64).enumerate();
    let points: Vec<_> = values.map(|(step, value)| (x(step), axis.y(plot, value))).collect();
    canvas.ground(&points, plot.bottom, Ink::Tint)?;
    match points[..] {
        [alone] => canvas.disc(alone, 3.0, Ink::Main),
        _ => canvas.line(&points, 2.0, Ink::Main),
    }
}
