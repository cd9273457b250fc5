//! The only way to Plotters: shapes and text in logical pixels.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::prelude::{Color, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontFamily, IntoFont, IntoTextStyle, ShapeStyle, TextStyle};

use super::ChartError;
use super::font::{FAMILY, HEIGHT, Weight};
use super::theme::Ink;

/// Plotters' SVG backend writes the font size divided by this.
const SVG_DIVISOR: f64 = 1.24;
/// Where Plotters' SVG backend puts the baseline under the top of a text, in ems.
const SVG_ASCENT: f64 = 0.76;

/// A Plotters backend whose errors can be passed on.
pub(crate) trait Backend: DrawingBackend<ErrorType: 'static> {}

impl<B: DrawingBackend<ErrorType: 'static>> Backend for B {}

/// What is drawn on; the two backends place and size text differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    Svg,
    Bitmap,
}

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) const fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    pub(crate) const fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) const fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) ink: Ink,
    pub(crate) align: HPos,
}

impl Type {
    pub(crate) const fn new(size: f64, ink: Ink) -> Self {
        Self { size, weight: Weight::Regular, ink, align: HPos::Left }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub(crate) const fn align(self, align: HPos) -> Self {
        Self { align, ..self }
    }
}

/// A sheet to draw on.
pub(crate) struct Canvas<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    scale: f64,
    medium: Medium,
}

impl<DB: Backend> Canvas<DB> {
    pub(crate) fn new(area: DrawingArea<DB, Shift>, scale: f64, medium: Medium) -> Self {
        Self { area, scale, medium }
    }

    pub(crate) fn present(&self) -> Result<(), ChartError> {
        self.area.present().map_err(refused)
    }

    pub(crate) fn rectangle(&self, area: &Area, ink: Ink) -> Result<(), ChartError> {
        let corners = [self.point((area.left, area.top)), self.point((area.right, area.bottom))];
        self.draw(&Rectangle::new(corners, ink.color().filled()))
    }

    pub(crate) fn line(&self, points: &[(f64, f64)], width: f64, ink: Ink) -> Result<(), ChartError> {
        let stroke_width = (width * self.scale).round().max(1.0) as u32;
        let style = ShapeStyle { color: ink.color().to_rgba(), filled: false, stroke_width };
        self.draw(&PathElement::new(self.points(points), style))
    }

    pub(crate) fn polygon(&self, points: &[(f64, f64)], ink: Ink) -> Result<(), ChartError> {
        self.draw(&Polygon::new(self.points(points), ink.color().filled()))
    }

    /// Writes a text whose baseline runs through the point.
    pub(crate) fn text(&self, text: &str, (x, baseline): (f64, f64), set: Type) -> Result<(), ChartError> {
        let (factor, ascent) = match self.medium {
            Medium::Svg => (SVG_DIVISOR, SVG_ASCENT),
            // The bitmap backend puts the baseline half of the font's height under the top.
            Medium::Bitmap => (HEIGHT, HEIGHT / 2.0),
        };
        let font = (FontFamily::Name(FAMILY), set.size * factor * self.scale, set.weight.style());
        let color = set.ink.color();
        let style: TextStyle<'_> = font.into_font().into_text_style(&self.area).color(&color);
        let top = self.point((x, baseline - ascent * set.size));
        self.draw(&Text::new(text.to_owned(), top, style.pos(Pos::new(set.align, VPos::Top))))
    }

    fn draw<E>(&self, element: &E) -> Result<(), ChartError>
    where
        for<'b> &'b E: PointCollection<'b, (i32, i32)>,
        E: Drawable<DB>,
    {
        self.area.draw(element).map_err(refused)
    }

    fn points(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points.iter().map(|point| self.point(*point)).collect()
    }

    fn point(&self, (x, y): (f64, f64)) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }
}

fn refused<E: std::error::Error + Send + Sync + 'static>(error: DrawingAreaErrorKind<E>) -> ChartError {
    ChartError::Draw(Box::new(error))
}
