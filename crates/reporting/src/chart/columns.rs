//! Columns side by side, one a day, each with a mark where it usually ends.

use jiff::civil::Date;
use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::{Axis, drawable};
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::sheet::{Key, Mark};
use super::table::{NOTHING, Table};
use super::theme::Ink;
use tiraj_locale::Locale;

const SIZE: f64 = 13.0;

/// A day's column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The day.
    pub day: Date,
    /// Its height; none for a day to come.
    pub value: Option<u64>,
    /// Where it usually ends.
    pub usual: Option<f64>,
}

/// A chart of columns.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// What is counted, in the reader's language: `Views`.
    pub measure: String,
    /// What the columns are, for the legend: `This week`.
    pub label: String,
    /// What the marks are, for the legend.
    pub usual_label: String,
}

/// What is written at a column, as far as there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Labels {
    /// Value, weekday and date.
    Full,
    /// Value, weekday in short and date.
    Short,
    /// The date under every so-many-th.
    Dates(usize),
}

impl Columns {
    pub(crate) fn legend(&self) -> Vec<Key> {
        if self.columns.iter().all(|column| column.usual.is_none()) {
            return Vec::new();
        }
        vec![
            Key { mark: Mark::Block, ink: Ink::Main, label: self.label.clone() },
            Key { mark: Mark::Line, ink: Ink::Usual, label: self.usual_label.clone() },
        ]
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let nothing = || NOTHING.to_owned();
        let rows = self.columns.iter().map(|column| {
            let value = column.value.map_or_else(nothing, |value| locale.count(value));
            let usual = column.usual.map_or_else(nothing, |usual| locale.mean(usual));
            [locale.weekday_date(column.day), value, usual]
        });
        Table::new([locale.text("chart-time"), &self.measure, &self.usual_label], rows)
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let axis = Axis::reaching(self.columns.iter().map(Column::top).fold(0.0, f64::max));
        // Room for the values above the columns and the two lines under them.
        let plot = Area::new(area.left, area.top + 18.0, area.right, area.bottom - 44.0);
        let plot = axis.draw(canvas, &plot, locale)?;
        let slot = plot.width() / self.columns.len().max(1) as f64;
        let labels = self.labels(slot, locale);
        for (index, column) in self.columns.iter().enumerate() {
            let left = plot.left + slot * index as f64;
            let area = Area::new(left, plot.top, left + slot, plot.bottom);
            column.draw(canvas, axis, &area)?;
            match labels {
                Labels::Dates(every) if index.is_multiple_of(every) => {
                    column.draw_label(canvas, &area, &locale.short_date(column.day), 20.0)?;
                }
                Labels::Dates(_) => {}
                Labels::Full => {
                    column.draw_labels(
                        canvas,
                        &area,
                        locale.weekday(column.day.weekday()),
                        (axis, locale),
                    )?;
                }
                Labels::Short => {
                    column.draw_labels(
                        canvas,
                        &area,
                        locale.short_weekday(column.day.weekday()),
                        (axis, locale),
                    )?;
                }
            }
        }
        Ok(())
    }

    fn labels(&self, slot: f64, locale: Locale) -> Labels {
        let width = |text: &str| font::width(text, SIZE, Weight::Bold) + 8.0;
        let room = |width: f64| width <= slot;
        let all = |fits: &dyn Fn(&Column) -> bool| self.columns.iter().all(fits);
        let value = |column: &Column| room(column.value.map_or(0.0, |value| width(&locale.count(value))));
        let date = |column: &Column| width(&locale.short_date(column.day));
        if all(&|column| value(column) && room(width(locale.weekday(column.day.weekday())))) {
            Labels::Full
        } else if all(&|column| value(column) && room(date(column))) {
            Labels::Short
        } else {
            let widest = self.columns.iter().map(date).fold(0.0, f64::max);
            Labels::Dates((widest / slot).ceil().max(1.0) as usize)
        }
    }
}

impl Column {
    /// The higher of value and mark.
    fn top(&self) -> f64 {
        (self.value.unwrap_or(0) as f64).max(self.usual.and_then(drawable).unwrap_or(0.0))
    }

    fn draw<DB: Backend>(&self, canvas: &Canvas<DB>, axis: Axis, slot: &Area) -> Result<(), ChartError> {
        let (middle, half) = (f64::midpoint(slot.left, slot.right), (slot.width() * 0.32).min(60.0));
        let (left, right) = (middle - half, middle + half);
        if let Some(value) = self.value {
            let top = axis.y(slot, value as f64);
            canvas.rectangle(&Area::new(left, top, right, slot.bottom), Ink::Main)?;
        }
        if let Some(usual) = self.usual.and_then(drawable) {
            let (y, over) = (axis.y(slot, usual), (slot.width() * 0.06).min(6.0));
            canvas.line(&[(left - over, y), (right + over, y)], 3.0, Ink::Usual)?;
        }
        Ok(())
    }

    /// The value above, the weekday and the date below.
    fn draw_labels<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        slot: &Area,
        weekday: &str,
        (axis, locale): (Axis, Locale),
    ) -> Result<(), ChartError> {
        let middle = f64::midpoint(slot.left, slot.right);
        let centred = |size, ink| Type::new(size, ink).align(HPos::Center);
        let value = self.value.map_or_else(String::new, |value| locale.count(value));
        let above = axis.y(slot, self.top()) - 8.0;
        canvas.text(&value, (middle, above), centred(SIZE, Ink::Text).bold())?;
        canvas.text(weekday, (middle, slot.bottom + 20.0), centred(SIZE, Ink::Text))?;
        self.draw_label(canvas, slot, &locale.short_date(self.day), 37.0)
    }

    fn draw_label<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        slot: &Area,
        text: &str,
        under: f64,
    ) -> Result<(), ChartError> {
        let middle = f64::midpoint(slot.left, slot.right);
        canvas.text(text, (middle, slot.bottom + under), Type::new(12.0, Ink::Muted).align(HPos::Center))
    }
}
