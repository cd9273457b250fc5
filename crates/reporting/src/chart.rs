//! Charts that an editor can read: titled, labelled, in the site's zone, with every letter in place.
//!
//! A [`Chart`] knows its title, its text for those who cannot see it, the table of its numbers and how it
//! is drawn. One drawing function serves both faces: [`Chart::svg`] for pages, following the reader's light
//! or dark setting, and [`Chart::png`] for slides and messengers.
//!
//! Everything is laid out in logical pixels on a sheet [`WIDTH`] wide and reaches Plotters through
//! `canvas` alone, which scales it for the medium.

mod axis;
mod bars;
mod canvas;
mod columns;
mod font;
mod heat;
mod lines;
mod png;
mod sheet;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod theme;

pub(crate) use bars::{Bar, Bars};
pub(crate) use columns::{Column, Columns};
pub(crate) use font::{WEB_BOLD, WEB_REGULAR};
pub(crate) use heat::Heat;
pub(crate) use lines::Lines;
pub use table::Table;

use canvas::{Area, Backend, Canvas};
use sheet::Key;

/// The width of every chart in logical pixels.
pub const WIDTH: u32 = 960;

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// Plotters refused an element.
    #[error("the chart's drawing failed")]
    Draw(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The picture could not be packed as PNG.
    #[error("the chart's picture could not be packed as PNG")]
    Pack(#[from] ::png::EncodingError),
}

/// A chart, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its name in addresses and file names: lower case, unique within its page.
    pub name: &'static str,
    /// What it shows.
    pub title: String,
    /// The unit and the comparison.
    pub subtitle: String,
    /// Site, period, zone, and whether the data is demo data.
    pub imprint: String,
    /// What a reader sees in it, for those who cannot see it.
    pub alt: String,
    /// Its numbers.
    pub table: Table,
    pub(crate) plot: Plot,
}

/// What is drawn between title and imprint.
#[derive(Debug, Clone)]
pub(crate) enum Plot {
    Bars(Bars),
    Columns(Columns),
    Heat(Heat),
    Lines(Lines),
}

impl Chart {
    /// Width and height in logical pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (WIDTH, (sheet::height(&self.plot.legend()) + self.plot.height()).ceil() as u32)
    }

    /// The chart as an SVG document, fit to stand alone or inline in HTML.
    pub fn svg(&self) -> Result<String, ChartError> {
        svg::render(self)
    }

    /// The chart as a PNG picture, `scale` physical pixels to a logical one; 2 suits screens and slides.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, ChartError> {
        png::render(self, scale.clamp(1, 4))
    }

    fn draw<DB: Backend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let (width, height) = self.size();
        let sheet = Area::new(0.0, 0.0, f64::from(width), f64::from(height));
        let inner = sheet::draw(canvas, &sheet, self, &self.plot.legend())?;
        self.plot.draw(canvas, &inner)
    }
}

impl Plot {
    fn height(&self) -> f64 {
        match self {
            Self::Bars(bars) => bars.height(),
            Self::Columns(_) | Self::Lines(_) => 300.0,
            Self::Heat(heat) => heat.height(),
        }
    }

    fn legend(&self) -> Vec<Key> {
        match self {
            Self::Bars(bars) => bars.legend(),
            Self::Columns(columns) => columns.legend(),
            Self::Heat(_) => Vec::new(),
            Self::Lines(lines) => lines.legend(),
        }
    }

    fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, area: &Area) -> Result<(), ChartError> {
        match self {
            Self::Bars(bars) => bars.draw(canvas, area),
            Self::Columns(columns) => columns.draw(canvas, area),
            Self::Heat(heat) => heat.draw(canvas, area),
            Self::Lines(lines) => lines.draw(canvas, area),
        }
    }
}
