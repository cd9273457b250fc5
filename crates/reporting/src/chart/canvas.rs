//! The only way to Plotters: shapes and text in logical pixels.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::prelude::{Color, DrawingBackend};
use plotters::style::ShapeStyle;
use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::font::{self, Weight};
use super::lettering::Lettering;
use super::theme::{Ink, Theme};

/// Where Plotters' SVG backend puts the baseline under the top of a text, in ems.
const SVG_ASCENT: f64 = 0.76;

/// A Plotters backend whose errors can be passed on.
pub(crate) trait Backend: DrawingBackend<ErrorType: 'static> {}

impl<B: DrawingBackend<ErrorType: 'static>> Backend for B {}

/// What is drawn on. A picture is drawn twice: its shapes larger than it is, and the letters over them, which
/// are smooth by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    Svg,
    Shapes,
    Letters,
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

    /// Whether the other lies in it.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// Whether a line runs through it.
    pub(crate) fn is_crossed(&self, line: &[(f64, f64)]) -> bool {
        line.windows(2).any(|pair| {
            let [(left, from), (right, to)] = pair else { return false };
            let at =
                |x: f64| if right > left { from + (to - from) * (x - left) / (right - left) } else { *from };
            let (begin, end) = (self.left.max(*left), self.right.min(*right));
            let (one, other) = (at(begin), at(end));
            begin <= end && one.min(other) < self.bottom && one.max(other) > self.top
        })
    }

    /// Whether the two share any point.
    pub(crate) fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
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
    theme: Theme,
}

impl<DB: Backend> Canvas<DB> {
    pub(crate) fn new(area: DrawingArea<DB, Shift>, scale: f64, medium: Medium, theme: Theme) -> Self {
        Self { area, scale, medium, theme }
    }

    pub(crate) fn present(&self) -> Result<(), ChartError> {
        self.area.present().map_err(refused)
    }

    pub(crate) fn rectangle(&self, area: &Area, ink: Ink) -> Result<(), ChartError> {
        let corners = [self.point((area.left, area.top)), self.point((area.right, area.bottom))];
        self.draw(&Rectangle::new(corners, ink.color(self.theme).filled()))
    }

    pub(crate) fn line(&self, points: &[(f64, f64)], width: f64, ink: Ink) -> Result<(), ChartError> {
        let stroke_width = (width * self.scale).round().max(1.0) as u32;
        let style = ShapeStyle { color: ink.color(self.theme).to_rgba(), filled: false, stroke_width };
        self.draw(&PathElement::new(self.points(points), style))
    }

    pub(crate) fn polygon(&self, points: &[(f64, f64)], ink: Ink) -> Result<(), ChartError> {
        self.draw(&Polygon::new(self.points(points), ink.color(self.theme).filled()))
    }

    /// The area between a line and the level under it.
    pub(crate) fn ground(&self, top: &[(f64, f64)], level: f64, ink: Ink) -> Result<(), ChartError> {
        let (Some(first), Some(last)) = (top.first(), top.last()) else { return Ok(()) };
        self.polygon(&[top, &[(last.0, level), (first.0, level)]].concat(), ink)
    }

    pub(crate) fn disc(&self, centre: (f64, f64), radius: f64, ink: Ink) -> Result<(), ChartError> {
        let radius = (radius * self.scale).round().max(1.0) as i32;
        self.draw(&Circle::new(self.point(centre), radius, ink.color(self.theme).filled()))
    }

    /// Writes a text whose baseline runs through the point.
    pub(crate) fn text(&self, text: &str, (x, baseline): (f64, f64), set: Type) -> Result<(), ChartError> {
        let text = font::plain(text);
        let (baseline, text) = match self.medium {
            Medium::Svg => (baseline - SVG_ASCENT * set.size, text.into_owned()),
            Medium::Letters => (baseline, font::known(&text, set.weight).into_owned()),
            Medium::Shapes => return Ok(()),
        };
        if text.is_empty() {
            return Ok(());
        }
        self.put(&Lettering {
            text,
            at: self.point((x, baseline)),
            size: set.size * self.scale,
            weight: set.weight,
            align: set.align,
            color: set.ink.color(self.theme),
        })
    }

    /// Draws a shape.
    fn draw<E>(&self, element: &E) -> Result<(), ChartError>
    where
        for<'b> &'b E: PointCollection<'b, (i32, i32)>,
        E: Drawable<DB>,
    {
        if self.medium == Medium::Letters { Ok(()) } else { self.put(element) }
    }

    fn put<E>(&self, element: &E) -> Result<(), ChartError>
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
