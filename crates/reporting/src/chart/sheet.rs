//! What all charts have around them: title, subtitle, legend, imprint.

use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::Ink;
use super::{Chart, ChartError};

/// The sheet's margin.
const MARGIN: f64 = 20.0;
/// The height of title and subtitle.
const HEAD: f64 = 66.0;
/// The height of a legend.
const LEGEND: f64 = 24.0;
/// The height of the imprint.
const FOOT: f64 = 38.0;

/// An entry of a legend.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) mark: Mark,
    pub(crate) ink: Ink,
    pub(crate) label: &'static str,
}

/// What stands before a legend's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Block,
    Line,
}

/// The height of everything around the plot.
pub(crate) fn height(legend: &[Key]) -> f64 {
    HEAD + FOOT + if legend.is_empty() { 0.0 } else { LEGEND }
}

/// Draws what is around the plot, and says where the plot goes.
pub(crate) fn draw<DB: Backend>(
    canvas: &Canvas<DB>,
    sheet: &Area,
    chart: &Chart,
    legend: &[Key],
) -> Result<Area, ChartError> {
    canvas.rectangle(sheet, Ink::Paper)?;
    let (left, right) = (sheet.left + MARGIN, sheet.right - MARGIN);
    let title = font::fit(&chart.title, 20.0, Weight::Bold, right - left);
    canvas.text(&title, (left, sheet.top + 32.0), Type::new(20.0, Ink::Text).bold())?;
    let subtitle = font::fit(&chart.subtitle, 13.0, Weight::Regular, right - left);
    canvas.text(&subtitle, (left, sheet.top + 53.0), Type::new(13.0, Ink::Muted))?;
    let imprint = font::fit(&chart.imprint, 11.0, Weight::Regular, right - left);
    canvas.text(&imprint, (left, sheet.bottom - 13.0), Type::new(11.0, Ink::Muted))?;
    let mut top = sheet.top + HEAD;
    if !legend.is_empty() {
        draw_legend(canvas, (left, top + 11.0), legend)?;
        top += LEGEND;
    }
    Ok(Area::new(left, top, right, sheet.bottom - FOOT))
}

fn draw_legend<DB: Backend>(
    canvas: &Canvas<DB>,
    (mut x, baseline): (f64, f64),
    legend: &[Key],
) -> Result<(), ChartError> {
    for key in legend {
        let middle = baseline - 4.5;
        match key.mark {
            Mark::Block => {
                canvas.rectangle(&Area::new(x, middle - 6.0, x + 12.0, middle + 6.0), key.ink)?;
            }
            Mark::Line => canvas.line(&[(x - 2.0, middle), (x + 14.0, middle)], 3.0, key.ink)?,
        }
        canvas.text(key.label, (x + 20.0, baseline), Type::new(12.0, Ink::Text))?;
        x += 20.0 + font::width(key.label, 12.0, Weight::Regular) + 24.0;
    }
    Ok(())
}
