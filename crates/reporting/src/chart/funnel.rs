//! A funnel: what came of the step before, step by step.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use tiraj_locale::Locale;

/// How many steps there are at most.
const MOST: usize = 8;
/// The height of a step's bar.
const BAR: f64 = 40.0;
/// From one bar to the next.
const BETWEEN: f64 = 36.0;
const SIZE: f64 = 13.5;
/// The most of the width that names may take.
const NAMES: f64 = 0.32;

/// Steps of which each follows from the one before: shares, visits that they brought, articles read in them.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// The steps in their order; those beyond the eighth are left out.
    pub stages: Vec<Stage>,
}

/// A step of a funnel.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name, in the reader's language.
    pub name: String,
    /// How many there were.
    pub count: u64,
}

impl Funnel {
    fn stages(&self) -> &[Stage] {
        &self.stages[..self.stages.len().min(MOST)]
    }

    pub(crate) fn height(&self) -> f64 {
        let stages = self.stages().len().max(1) as f64;
        BAR * stages + BETWEEN * (stages - 1.0) + 8.0
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let rows = self.stages().iter().enumerate().map(|(index, stage)| {
            let ratio = index.checked_sub(1).and_then(|before| stage.ratio(&self.stages[before], locale));
            [stage.name.clone(), locale.count(stage.count), ratio.unwrap_or_else(|| NOTHING.to_owned())]
        });
        let total = locale.text("chart-total");
        Table::new([locale.text("chart-stage"), total, locale.text("chart-of-stage-before")], rows)
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let stages = self.stages();
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = widest(&mut stages.iter().map(|stage| font::width(&stage.name, SIZE, Weight::Regular)));
        let counts = stages.iter().map(|stage| font::width(&locale.count(stage.count), SIZE, Weight::Bold));
        let left = area.left + names.min(area.width() * NAMES) + 16.0;
        let bars =
            Area::new(left, area.top, area.right - widest(&mut counts.into_iter()) - 12.0, area.bottom);
        let greatest = stages.iter().map(|stage| stage.count).max().unwrap_or(0).max(1) as f64;
        let end =
            |stage: &Stage| (bars.left + bars.width() * stage.count as f64 / greatest).max(bars.left + 1.0);
        for (index, stage) in stages.iter().enumerate() {
            let top = area.top + (BAR + BETWEEN) * index as f64;
            let bar = Area::new(bars.left, top, end(stage), top + BAR);
            stage.draw(canvas, area.left, &bar, locale)?;
            if let Some(next) = stages.get(index + 1) {
                let between = Area::new(bars.left, bar.bottom, bar.right, bar.bottom + BETWEEN);
                draw_step(canvas, &between, end(next), next.ratio(stage, locale))?;
            }
        }
        Ok(())
    }
}

impl Stage {
    /// What came of the step before: `34 %`, or `×1.8` where it grew; none where there was nothing before.
    fn ratio(&self, before: &Self, locale: Locale) -> Option<String> {
        let ratio = (before.count > 0).then(|| self.count as f64 / before.count as f64)?;
        Some(if ratio > 1.0 { format!("×{}", locale.decimal(ratio)) } else { locale.percent(ratio) })
    }

    fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        left: f64,
        bar: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let baseline = f64::midpoint(bar.top, bar.bottom) + 4.5;
        let name = font::fit(&self.name, SIZE, Weight::Regular, bar.left - 14.0 - left);
        canvas.text(&name, (bar.left - 12.0, baseline), Type::new(SIZE, Ink::Text).align(HPos::Right))?;
        canvas.rectangle(bar, Ink::Main)?;
        let count = locale.count(self.count);
        canvas.text(&count, (bar.right + 8.0, baseline), Type::new(SIZE, Ink::Text).bold())
    }
}

/// The narrowing from one bar to the next, and how much came through.
fn draw_step<DB: Backend>(
    canvas: &Canvas<DB>,
    between: &Area,
    end: f64,
    ratio: Option<String>,
) -> Result<(), ChartError> {
    let corners = [
        (between.left, between.top),
        (between.right, between.top),
        (end, between.bottom),
        (between.left, between.bottom),
    ];
    canvas.polygon(&corners, Ink::Tint)?;
    let Some(ratio) = ratio else { return Ok(()) };
    let baseline = f64::midpoint(between.top, between.bottom) + 4.5;
    canvas.text(&format!("↓ {ratio}"), (between.left + 10.0, baseline), Type::new(SIZE, Ink::Text))
}
