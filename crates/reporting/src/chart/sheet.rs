//! What all charts have around them: title, subtitle, legend, imprint.

use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::Ink;
use super::{Chart, ChartError, WIDTH};

/// The sheet's margin.
const MARGIN: f64 = 20.0;
/// The height of a title of one line, and its subtitle.
const HEAD: f64 = 66.0;
/// From one line of the title to the next.
const TITLE: f64 = 26.0;
/// How many lines a title may have.
const TITLE_LINES: usize = 2;
/// The height of a legend.
const LEGEND: f64 = 24.0;
/// The height of the imprint.
const FOOT: f64 = 38.0;

/// An entry of a legend.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) mark: Mark,
    pub(crate) ink: Ink,
    pub(crate) label: String,
}

/// What stands before a legend's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Block,
    Line,
}

/// The height of everything around the plot.
pub(crate) fn height(chart: &Chart, legend: &[Key]) -> f64 {
    let legend = if legend.is_empty() { 0.0 } else { LEGEND };
    head(&title(chart)) + legend + FOOT
}

fn title(chart: &Chart) -> Vec<String> {
    let room = f64::from(WIDTH) - 2.0 * MARGIN;
    font::wrap(&font::plain(&chart.title), 20.0, Weight::Bold, room, TITLE_LINES)
}

fn head(title: &[String]) -> f64 {
    HEAD + TITLE * title.len().saturating_sub(1) as f64
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
    let title = title(chart);
    for (index, line) in title.iter().enumerate() {
        let baseline = sheet.top + 32.0 + TITLE * index as f64;
        canvas.text(line, (left, baseline), Type::new(20.0, Ink::Text).bold())?;
    }
    let mut top = sheet.top + head(&title);
    let subtitle = font::fit(&chart.subtitle, 13.0, Weight::Regular, right - left);
    canvas.text(&subtitle, (left, top - 13.0), Type::new(13.0, Ink::Muted))?;
    let imprint = font::fit(&chart.imprint, 11.0, Weight::Regular, right - left);
    canvas.text(&imprint, (left, sheet.bottom - 13.0), Type::new(11.0, Ink::Muted))?;
    if !legend.is_empty() {
        draw_legend(canvas, (left, top + 11.0), (right - left, legend))?;
        top += LEGEND;
    }
    Ok(Area::new(left, top, right, sheet.bottom - FOOT))
}

fn draw_legend<DB: Backend>(
    canvas: &Canvas<DB>,
    (mut x, baseline): (f64, f64),
    (room, legend): (f64, &[Key]),
) -> Result<(), ChartError> {
    let widest = room / legend.len().max(1) as f64 - 44.0;
    for key in legend {
        let label = font::fit(&key.label, 12.0, Weight::Regular, widest);
        let middle = baseline - 4.5;
        match key.mark {
            Mark::Block => {
                canvas.rectangle(&Area::new(x, middle - 6.0, x + 12.0, middle + 6.0), key.ink)?;
            }
            Mark::Line => canvas.line(&[(x - 2.0, middle), (x + 14.0, middle)], 3.0, key.ink)?,
        }
        canvas.text(&label, (x + 20.0, baseline), Type::new(12.0, Ink::Text))?;
        x += 20.0 + font::width(&label, 12.0, Weight::Regular) + 24.0;
    }
    Ok(())
}
