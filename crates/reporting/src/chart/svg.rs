//! A chart as SVG.

use askama::filters::{Html, escape};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use plotters::drawing::IntoDrawingArea;
use plotters::prelude::SVGBackend;

use super::canvas::{Canvas, Medium};
use super::theme::{Ink, Theme};
use super::{Chart, ChartError, font};

/// Units of the drawing to a logical pixel: Plotters draws on whole units, and four to a pixel keep lines
/// smooth.
const UNITS: u32 = 4;

/// Where a document has its typeface from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typeface {
    /// The page it stands in.
    OfPage,
    /// Itself.
    Embedded,
    /// What prints it, always on white.
    OfPrint,
}

pub(crate) fn render(chart: &Chart, typeface: Typeface) -> Result<String, ChartError> {
    let (width, height) = chart.size();
    let mut drawing = String::new();
    {
        let backend = SVGBackend::with_string(&mut drawing, (width * UNITS, height * UNITS));
        let canvas = Canvas::new(backend.into_drawing_area(), f64::from(UNITS), Medium::Svg, Theme::Light);
        chart.draw(&canvas)?;
        canvas.present()?;
    }
    let body = drawing.split_once('>').map_or("", |(_, body)| body);
    Ok(format!("{}{}", head(chart, typeface)?, body.trim_end()))
}

/// The opening of the document, in place of Plotters': with a size in logical pixels, a title and a
/// description for screen readers, and the dark colours.
fn head(chart: &Chart, typeface: Typeface) -> Result<String, ChartError> {
    let (width, height) = chart.size();
    let (title, alt) = (escaped(&chart.title)?, escaped(&chart.alt)?);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tiraj-chart\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {} {}\">\n<title>{title}</title>\n<desc>{alt}</desc>\n\
         <style>{}{}</style>",
        width * UNITS,
        height * UNITS,
        typeface.style(),
        style(typeface)
    ))
}

impl Typeface {
    fn style(self) -> String {
        let face = |weight: u16, bytes: &[u8]| {
            let data = BASE64_STANDARD.encode(bytes);
            format!(
                "@font-face{{font-family:Inter;font-weight:{weight};\
                 src:url(data:font/woff2;base64,{data}) format('woff2')}}"
            )
        };
        match self {
            Self::OfPage | Self::OfPrint => String::new(),
            Self::Embedded => face(400, font::WEB_REGULAR) + &face(700, font::WEB_BOLD),
        }
    }
}

/// Every colour of the drawing is replaced by its dark counterpart where the reader prefers that, but on paper.
fn style(typeface: Typeface) -> String {
    if typeface == Typeface::OfPrint {
        return "polyline{stroke-linejoin:round;stroke-linecap:round}".to_owned();
    }
    let swaps: String = Ink::all()
        .map(|ink| {
            let (light, dark) = (ink.light(), ink.dark());
            format!(
                ".tiraj-chart [fill=\"#{light:06X}\"]{{fill:#{dark:06X}}}\
                 .tiraj-chart [stroke=\"#{light:06X}\"]{{stroke:#{dark:06X}}}"
            )
        })
        .collect();
    format!(
        ".tiraj-chart{{font-variant-numeric:normal}}\
         .tiraj-chart polyline{{stroke-linejoin:round;stroke-linecap:round}}\
         @media (prefers-color-scheme:dark){{{swaps}}}"
    )
}

fn escaped(text: &str) -> Result<String, ChartError> {
    let Ok(escaped) = escape(font::plain(text), Html);
    Ok(escaped.to_string())
}
