//! A text as Plotters draws it.
//!
//! Plotters' own text leaves out the space that a glyph has before its first stroke, and puts every glyph on a
//! whole pixel, which sets words unevenly. This one places glyphs where the typeface wants them.

use std::convert::Infallible;

use ab_glyph::{Font, Glyph, PxScale, ScaleFont, point};
use plotters::element::{Drawable, PointCollection};
use plotters::style::{Color, RGBColor};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle,
};

use super::font::{self, FAMILY, HEIGHT, Weight};

/// Plotters' SVG backend writes the font size divided by this.
const SVG_DIVISOR: f64 = 1.24;

/// A line of text, in units of the medium.
pub(crate) struct Lettering {
    pub(crate) text: String,
    /// A point of the baseline in a picture, of the text's top in SVG.
    pub(crate) at: BackendCoord,
    /// The em.
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) align: HPos,
    pub(crate) color: RGBColor,
}

impl Lettering {
    /// The glyphs along a baseline at zero.
    fn glyphs(&self, text: &str) -> Vec<Glyph> {
        let scale = PxScale::from((self.size * HEIGHT) as f32);
        let face = font::face(self.weight).as_scaled(scale);
        let mut x = 0.0;
        let mut before = None;
        let glyph = |letter| {
            let id = face.glyph_id(letter);
            x += before.replace(id).map_or(0.0, |before| face.kern(before, id));
            let glyph = id.with_scale_and_position(scale, point(x, 0.0));
            x += face.h_advance(id);
            glyph
        };
        text.chars().map(glyph).collect()
    }
}

impl BackendTextStyle for Lettering {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.color.to_backend_color()
    }

    fn size(&self) -> f64 {
        self.size * SVG_DIVISOR
    }

    fn style(&self) -> FontStyle {
        self.weight.style()
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.align, VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let width = font::width(text, self.size, self.weight).round() as i32;
        Ok(((0, 0), (width, self.size as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        (left, baseline): BackendCoord,
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, Infallible> {
        let face = font::face(self.weight);
        let color = self.color.to_backend_color();
        let mut drawn = Ok(());
        for outline in self.glyphs(text).into_iter().filter_map(|glyph| face.outline_glyph(glyph)) {
            let corner = outline.px_bounds().min;
            let (left, top) = (left + corner.x as i32, baseline + corner.y as i32);
            outline.draw(|x, y, coverage| {
                if coverage > 0.0 && drawn.is_ok() {
                    let color = BackendColor { alpha: f64::from(coverage.min(1.0)), ..color };
                    drawn = draw(left + x as i32, top + y as i32, color);
                }
            });
        }
        Ok(drawn)
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Lettering {
    type Point = &'a BackendCoord;
    type IntoIter = std::iter::Once<&'a BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Lettering {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        points.into_iter().try_for_each(|at| backend.draw_text(&self.text, self, at))
    }
}
