//! Bars from the left, the longest first, each with its name, its value and a mark where it usually ends.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::drawable;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::leading::{leading, total};
use super::sheet::{Key, Mark};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use tiraj_locale::Locale;

/// The height of a bar's row.
const ROW: f64 = 32.0;
/// The size of names and values.
const SIZE: f64 = 13.0;
/// The most of the width that names may take.
const NAMES: f64 = 0.46;

/// A bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Its name, in the reader's language.
    pub label: String,
    /// Its length.
    pub value: u64,
    /// Where it usually ends.
    pub usual: Option<f64>,
    /// What stands behind the value.
    pub note: Note,
}

/// What stands behind a bar's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Note {
    /// Nothing.
    None,
    /// How much more or less than usual it is: `value / usual - 1`.
    Change(f64),
    /// Which part of a whole it is, from 0 to 1.
    Part(f64),
    /// That there is nothing usual yet.
    New,
}

impl Note {
    pub(crate) fn text(self, locale: Locale) -> String {
        match self {
            Self::Change(change) if change.is_finite() => locale.change(change),
            Self::Part(part) if part.is_finite() => locale.percent(part),
            Self::New => locale.text("chart-new").to_owned(),
            Self::None | Self::Change(_) | Self::Part(_) => String::new(),
        }
    }
}

/// A chart of bars.
#[derive(Debug, Clone)]
pub struct Bars {
    /// The bars, in any order.
    pub bars: Vec<Bar>,
    /// How many are drawn; those beyond are summed in the last one.
    pub most: usize,
    /// What is counted, in the reader's language: `Views`.
    pub measure: String,
    /// What the bars are, for the legend: `This week`.
    pub label: String,
    /// What the marks are, for the legend.
    pub usual_label: String,
}

impl Bars {
    /// The bars that are drawn, the longest first and all others last.
    pub(crate) fn shown(&self, locale: Locale) -> Vec<Bar> {
        let (shown, rest) = leading(&self.bars, self.most.max(2), |bar| u128::from(bar.value));
        let others = (!rest.is_empty()).then(|| Bar {
            label: locale.say("chart-others", &[("count", (rest.len() as u64).into())]),
            value: total(rest.iter().map(|bar| bar.value)),
            usual: None,
            note: parts(&rest),
        });
        shown.into_iter().cloned().chain(others).collect()
    }

    pub(crate) fn height(&self) -> f64 {
        ROW * self.bars.len().clamp(1, self.most.max(2)) as f64 + 8.0
    }

    pub(crate) fn legend(&self) -> Vec<Key> {
        if self.bars.iter().all(|bar| bar.usual.is_none()) {
            return Vec::new();
        }
        vec![
            Key { mark: Mark::Block, ink: Ink::Main, label: self.label.clone() },
            Key { mark: Mark::Line, ink: Ink::Usual, label: self.usual_label.clone() },
        ]
    }

    /// Name and value; with what is usual and the change, where anything is.
    pub(crate) fn table(&self, locale: Locale) -> Table {
        let shown = self.shown(locale);
        let name = locale.text("chart-name");
        if shown.iter().any(|bar| bar.usual.is_some()) {
            let rows = shown.into_iter().map(|bar| {
                let usual = bar.usual.map_or_else(|| NOTHING.to_owned(), |usual| locale.mean(usual));
                let note = bar.note.text(locale);
                let note = if note.is_empty() { NOTHING.to_owned() } else { note };
                [bar.label, locale.count(bar.value), usual, note]
            });
            return Table::new([name, &self.measure, &self.usual_label, locale.text("chart-change")], rows);
        }
        Table::new([name, &self.measure], shown.into_iter().map(|bar| [bar.label, locale.count(bar.value)]))
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let shown = self.shown(locale);
        let ground = ground(&shown, area, locale);
        let longest = shown.iter().map(Bar::end).fold(1.0, f64::max);
        let named = if self.bars.len() > shown.len() { shown.len() - 1 } else { shown.len() };
        for (index, bar) in shown.iter().enumerate() {
            let ink = if index < named { Ink::Main } else { Ink::Other };
            let top = area.top + ROW * index as f64;
            let row = Area::new(ground.left, top, ground.right, top + ROW);
            bar.draw(canvas, area.left, &row, (longest, ink, locale))?;
        }
        Ok(())
    }
}

/// The part of the whole that several bars are together, where each is one.
fn parts(bars: &[&Bar]) -> Note {
    let part = |bar: &&Bar| if let Note::Part(part) = bar.note { Some(part) } else { None };
    bars.iter().map(part).sum::<Option<f64>>().map_or(Note::None, Note::Part)
}

/// The part of the area between the names and the values.
fn ground(bars: &[Bar], area: &Area, locale: Locale) -> Area {
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let names = widest(&mut bars.iter().map(|bar| font::width(&bar.label, SIZE, Weight::Regular)));
    let values = widest(&mut bars.iter().map(|bar| bar.value_width(locale)));
    let names = names.min(area.width() * NAMES);
    Area::new(area.left + names + 14.0, area.top, area.right - values - 10.0, area.bottom)
}

impl Bar {
    fn usual(&self) -> Option<f64> {
        self.usual.and_then(drawable)
    }

    fn end(&self) -> f64 {
        (self.value as f64).max(self.usual().unwrap_or(0.0))
    }

    fn value_width(&self, locale: Locale) -> f64 {
        let value = font::width(&locale.count(self.value), SIZE, Weight::Bold);
        value + 10.0 + font::width(&self.note.text(locale), SIZE, Weight::Regular)
    }

    fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        left: f64,
        row: &Area,
        (longest, ink, locale): (f64, Ink, Locale),
    ) -> Result<(), ChartError> {
        let x = |value: f64| row.left + row.width() * value / longest;
        let middle = f64::midpoint(row.top, row.bottom);
        let baseline = middle + 4.5;
        let label = font::fit(&self.label, SIZE, Weight::Regular, row.left - 14.0 - left);
        canvas.text(&label, (row.left - 12.0, baseline), Type::new(SIZE, Ink::Text).align(HPos::Right))?;
        canvas.rectangle(
            &Area::new(row.left, middle - 9.0, x(self.value as f64).max(row.left + 1.0), middle + 9.0),
            ink,
        )?;
        if let Some(usual) = self.usual() {
            canvas.line(&[(x(usual), middle - 13.0), (x(usual), middle + 13.0)], 3.0, Ink::Usual)?;
        }
        self.draw_value(canvas, (x(self.end()) + 8.0, baseline), locale)
    }

    fn draw_value<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        (x, baseline): (f64, f64),
        locale: Locale,
    ) -> Result<(), ChartError> {
        let value = locale.count(self.value);
        canvas.text(&value, (x, baseline), Type::new(SIZE, Ink::Text).bold())?;
        let after = x + font::width(&value, SIZE, Weight::Bold) + 8.0;
        canvas.text(&self.note.text(locale), (after, baseline), Type::new(SIZE, Ink::Muted))
    }
}
