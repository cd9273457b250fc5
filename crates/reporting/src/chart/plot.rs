//! The kinds of chart.

use super::canvas::{Area, Backend, Canvas, Type};
use super::sheet::Key;
use super::table::Table;
use super::theme::Ink;
use super::timeline::last;
use super::{
    Band, Bars, ChartError, Columns, Countries, Funnel, Heat, Life, Lines, Multiples, Slope, Spark, Stacked,
};
use tiraj_locale::Locale;

/// The height of the words that there is nothing.
const NOTHING: f64 = 34.0;

/// What is drawn between title and imprint.
#[derive(Debug, Clone)]
pub enum Plot {
    /// A time series with its expected band.
    Band(Band),
    /// The greatest of many, each a bar.
    Bars(Bars),
    /// Days, each a column.
    Columns(Columns),
    /// Where readers are.
    Countries(Countries),
    /// What came of the step before.
    Funnel(Funnel),
    /// The hours of a week.
    Heat(Heat),
    /// What an article gathered by each age.
    Life(Life),
    /// A period beside what is usual.
    Lines(Lines),
    /// Small multiples.
    Multiples(Multiples),
    /// Risers and fallers.
    Slope(Slope),
    /// A line the size of a word.
    Spark(Spark),
    /// Parts of a whole over time.
    Stacked(Stacked),
}

/// Every kind is a plot.
macro_rules! plots {
    ($($kind:ident),+) => {$(
        impl From<$kind> for Plot {
            fn from(plot: $kind) -> Self {
                Self::$kind(plot)
            }
        }
    )+};
}

plots!(Band, Bars, Columns, Countries, Funnel, Heat, Life, Lines, Multiples, Slope, Spark, Stacked);

impl Plot {
    pub(crate) fn height(&self) -> f64 {
        if self.is_empty() {
            return NOTHING;
        }
        match self {
            Self::Bars(bars) => bars.height(),
            Self::Countries(countries) => countries.height(),
            Self::Band(_) | Self::Columns(_) | Self::Life(_) | Self::Lines(_) | Self::Stacked(_) => 300.0,
            Self::Funnel(funnel) => funnel.height(),
            Self::Heat(heat) => heat.height(),
            Self::Multiples(multiples) => multiples.height(),
            Self::Slope(slope) => slope.height(),
            Self::Spark(_) => 0.0,
        }
    }

    /// What is named over the plot; kinds that name their parts where they are have none.
    pub(crate) fn legend(&self) -> Vec<Key> {
        match self {
            _ if self.is_empty() => Vec::new(),
            Self::Bars(bars) => bars.legend(),
            Self::Columns(columns) => columns.legend(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        match self {
            Self::Band(band) => band.table(locale),
            Self::Bars(bars) => bars.table(locale),
            Self::Columns(columns) => columns.table(locale),
            Self::Countries(countries) => countries.table(locale),
            Self::Funnel(funnel) => funnel.table(locale),
            Self::Heat(heat) => heat.table(locale),
            Self::Life(life) => life.table(locale),
            Self::Lines(lines) => lines.table(locale),
            Self::Multiples(multiples) => multiples.table(locale),
            Self::Slope(slope) => slope.table(locale),
            Self::Spark(spark) => spark.table(locale),
            Self::Stacked(stacked) => stacked.table(locale),
        }
    }

    /// What there is to see, in a sentence or two.
    pub(crate) fn alt(&self, table: &Table, locale: Locale) -> String {
        match self {
            Self::Band(band) => band.alt(locale),
            Self::Heat(heat) => heat.alt(locale),
            Self::Life(life) => life.alt(locale),
            Self::Lines(lines) => lines.alt(locale),
            Self::Slope(slope) => slope.alt(locale),
            Self::Spark(spark) => spark.alt(locale),
            Self::Stacked(stacked) => stacked.alt(locale),
            _ => table.alt(locale),
        }
    }

    /// Whether there is nothing to draw; a sparkline may be blank.
    fn is_empty(&self) -> bool {
        let none = |values: &[Option<f64>]| last(values).is_none();
        match self {
            Self::Band(band) => none(&band.actual) && band.expected.iter().all(Option::is_none),
            Self::Bars(bars) => bars.bars.is_empty(),
            Self::Columns(columns) => columns.columns.is_empty(),
            Self::Countries(countries) => countries.rows.iter().all(|(_, count)| *count == 0),
            Self::Funnel(funnel) => funnel.stages.is_empty(),
            Self::Heat(heat) => heat.rows.is_empty(),
            Self::Life(life) => life.is_empty(),
            Self::Lines(lines) => lines.main.is_empty() && none(&lines.usual),
            Self::Multiples(multiples) => multiples.panels.is_empty(),
            Self::Slope(slope) => slope.items.is_empty(),
            Self::Spark(_) => false,
            Self::Stacked(stacked) => stacked.steps() == 0,
        }
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        if self.is_empty() {
            let at = (area.left, area.top + 20.0);
            return canvas.text(locale.text("chart-no-data"), at, Type::new(13.0, Ink::Muted));
        }
        match self {
            Self::Band(band) => band.draw(canvas, area, locale),
            Self::Bars(bars) => bars.draw(canvas, area, locale),
            Self::Columns(columns) => columns.draw(canvas, area, locale),
            Self::Countries(countries) => countries.bars(locale).draw(canvas, area, locale),
            Self::Funnel(funnel) => funnel.draw(canvas, area, locale),
            Self::Heat(heat) => heat.draw(canvas, area, locale),
            Self::Life(life) => life.draw(canvas, area, locale),
            Self::Lines(lines) => lines.draw(canvas, area, locale),
            Self::Multiples(multiples) => multiples.draw(canvas, area, locale),
            Self::Slope(slope) => slope.draw(canvas, area, locale),
            Self::Spark(spark) => spark.draw(canvas, area),
            Self::Stacked(stacked) => stacked.draw(canvas, area, locale),
        }
    }
}
