//! Charts that an editor can read: titled, labelled in their language, in the site's zone, with every letter in
//! place.
//!
//! A [`Chart`] knows its title, its text for those who cannot see it, the table of its numbers and how it
//! is drawn. One drawing function serves both faces: [`Chart::svg`] for pages, following the reader's light
//! or dark setting, and [`Chart::png`] for slides and messengers.
//!
//! A chart is made of a [`Heading`] and one of the kinds of [`Plot`]; text and table follow from the plot.
//! Everything is laid out in logical pixels on a sheet [`WIDTH`] wide and reaches Plotters through
//! `canvas` alone, which scales it for the medium.

mod axis;
mod band;
mod bars;
mod callout;
mod canvas;
mod columns;
mod countries;
mod font;
mod funnel;
mod heat;
mod leading;
mod lettering;
mod life;
mod lines;
mod multiples;
mod plot;
mod png;
mod sheet;
mod slope;
mod spark;
mod stacked;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod theme;
mod timeline;
mod times;

pub use band::{Band, Expected};
pub use bars::{Bar, Bars, Note};
pub use columns::{Column, Columns};
pub use countries::Countries;
pub(crate) use font::plain;
pub(crate) use font::{PRINT_BOLD, PRINT_REGULAR};
pub use font::{WEB_BOLD, WEB_REGULAR};
pub use funnel::{Funnel, Stage};
pub use heat::Heat;
pub use life::{Gathered, Life};
pub use lines::Lines;
pub use multiples::{Multiples, Scale};
pub use plot::Plot;
pub use slope::{Moved, Slope};
pub use spark::Spark;
pub use stacked::{Series, Stacked};
pub use table::Table;
pub use theme::Theme;
pub use times::Times;

use canvas::{Area, Backend, Canvas};
use tiraj_locale::Locale;
use tiraj_model::Language;

/// The width of every chart in logical pixels, but for a sparkline.
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

/// What stands around a chart.
#[derive(Debug, Clone)]
pub struct Heading {
    /// See [`Chart::name`].
    pub name: &'static str,
    /// See [`Chart::title`].
    pub title: String,
    /// See [`Chart::subtitle`].
    pub subtitle: String,
    /// See [`Chart::imprint`].
    pub imprint: String,
}

/// A chart, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its name in addresses and file names: lower case, unique within its page.
    pub name: &'static str,
    /// What it shows; on at most two lines.
    pub title: String,
    /// The unit and the comparison.
    pub subtitle: String,
    /// Site, period, zone, and whether the data is demo data.
    pub imprint: String,
    /// What a reader sees in it, for those who cannot see it.
    pub alt: String,
    /// Its numbers.
    pub table: Table,
    locale: Locale,
    plot: Plot,
}

impl Chart {
    /// A chart in the reader's language, in which its heading and all names in the plot must be too.
    #[must_use]
    pub fn new(heading: Heading, language: Language, plot: impl Into<Plot>) -> Self {
        let (plot, locale) = (plot.into(), Locale::new(language));
        let table = plot.table(locale);
        let alt = plot.alt(&table, locale);
        let Heading { name, title, subtitle, imprint } = heading;
        Self { name, title, subtitle, imprint, alt, table, locale, plot }
    }

    /// Width and height in logical pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        if let Plot::Spark(_) = self.plot {
            return spark::SIZE;
        }
        let height = sheet::height(self, &self.plot.legend()) + self.plot.height();
        (WIDTH, height.ceil() as u32)
    }

    /// The chart as an SVG document, fit to stand inline in a page that has the typeface.
    ///
    /// # Errors
    ///
    /// Plotters refused an element; that does not depend on the numbers.
    pub fn svg(&self) -> Result<String, ChartError> {
        svg::render(self, svg::Typeface::OfPage)
    }

    /// The chart as an SVG document with its typeface in it, about 75 kB larger, fit to stand alone.
    ///
    /// # Errors
    ///
    /// As [`Self::svg`].
    pub fn svg_alone(&self) -> Result<String, ChartError> {
        svg::render(self, svg::Typeface::Embedded)
    }

    /// The chart as an SVG document in its light colours, for what has the typeface and knows nothing of the reader's settings.
    ///
    /// # Errors
    ///
    /// As [`Self::svg`].
    pub(crate) fn svg_for_print(&self) -> Result<String, ChartError> {
        svg::render(self, svg::Typeface::OfPrint)
    }

    /// The chart as a PNG picture on white, `scale` physical pixels to a logical one, from 1 to 4; 2 suits
    /// screens and slides.
    ///
    /// # Errors
    ///
    /// Plotters refused an element or the picture could not be packed; neither depends on the numbers.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, ChartError> {
        self.png_on(Theme::Light, scale)
    }

    /// The same on the ground of a theme.
    ///
    /// # Errors
    ///
    /// As [`Self::png`].
    pub fn png_on(&self, theme: Theme, scale: u32) -> Result<Vec<u8>, ChartError> {
        png::render(self, theme, scale.clamp(1, 4))
    }

    fn draw<DB: Backend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let (width, height) = self.size();
        let sheet = Area::new(0.0, 0.0, f64::from(width), f64::from(height));
        let inner = match self.plot {
            Plot::Spark(_) => sheet,
            _ => sheet::draw(canvas, &sheet, self, &self.plot.legend())?,
        };
        self.plot.draw(canvas, &inner, self.locale)
    }
}
