//! Risers and fallers: each a line from the period before to the period reported.

use std::iter::zip;

use jiff::civil::Date;
use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::LABEL;
use super::callout::apart;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::leading::leading;
use super::table::Table;
use super::theme::Ink;
use tiraj_locale::Locale;

/// How many lines there are at most.
const MOST: usize = 12;
/// The height that a line's labels take.
const ROW: f64 = 26.0;
/// The height of the periods' names.
const HEAD: f64 = 34.0;
/// The height of the note under the lines.
const FOOT: f64 = 30.0;
const SIZE: f64 = 13.0;
/// How wide a name may be.
const NAMES: f64 = 230.0;
/// From a line's end to its label.
const LEADER: f64 = 20.0;
/// Below this a change is none.
const SAME: f64 = 0.005;

/// What changed from one period to the next.
#[derive(Debug, Clone)]
pub struct Slope {
    /// The first and the last day of the period before.
    pub before: (Date, Date),
    /// The first and the last day of the period reported.
    pub after: (Date, Date),
    /// What rose and fell, in any order; only those that changed most are drawn.
    pub items: Vec<Moved>,
}

/// What rose or fell.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Its name, in the reader's language.
    pub name: String,
    /// Its count in the period before.
    pub before: u64,
    /// Its count in the period reported.
    pub after: u64,
}

impl Moved {
    /// `after / before - 1`; none where there was nothing before.
    fn change(&self) -> Option<f64> {
        (self.before > 0).then(|| self.after as f64 / self.before as f64 - 1.0)
    }

    fn ink(&self) -> Ink {
        match self.change() {
            Some(change) if change.abs() < SAME => Ink::Other,
            Some(change) if change < 0.0 => Ink::Usual,
            None if self.after == 0 => Ink::Other,
            _ => Ink::Main,
        }
    }

    fn told_change(&self, locale: Locale) -> String {
        self.change().map_or_else(|| locale.text("chart-new").to_owned(), |change| locale.change(change))
    }
}

impl Slope {
    fn shown(&self) -> Vec<&Moved> {
        let (shown, _) =
            leading(&self.items, self.items.len(), |item| u128::from(item.before.abs_diff(item.after)));
        shown.into_iter().take(MOST).collect()
    }

    pub(crate) fn height(&self) -> f64 {
        HEAD + (ROW * self.items.len().min(MOST) as f64).max(150.0) + FOOT
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let rows = self.shown().into_iter().map(|item| {
            let counts = [item.before, item.after].map(|count| locale.count(count));
            let [before, after] = counts;
            [item.name.clone(), before, after, item.told_change(locale)]
        });
        let [before, after] = self.periods(locale);
        Table::new([locale.text("chart-name"), &before, &after, locale.text("chart-change")], rows)
    }

    /// Every line's change.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let told = self.shown().into_iter().map(|item| {
            let counts = [item.before, item.after].map(|count| locale.count(count)).join(" → ");
            format!("{}: {counts} ({})", item.name, item.told_change(locale))
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            locale.text("chart-no-data").to_owned()
        } else {
            format!("{}.", told.join("; "))
        }
    }

    fn periods(&self, locale: Locale) -> [String; 2] {
        [self.before, self.after].map(|(from, to)| locale.short_span(from, to))
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let shown = self.shown();
        let (before, after) = rooms(&shown, locale);
        let (top, bottom) = (area.top + HEAD, area.bottom - FOOT - 6.0);
        let plot = Area::new(area.left + before, top, area.right - after, bottom);
        let periods = self.periods(locale);
        for (x, period, align) in
            [(plot.left, &periods[0], HPos::Right), (plot.right, &periods[1], HPos::Left)]
        {
            canvas.text(period, (x, area.top + 14.0), Type::new(SIZE, Ink::Muted).align(align))?;
            canvas.line(&[(x, plot.top - 8.0), (x, plot.bottom + 8.0)], 1.0, Ink::Grid)?;
        }
        draw_lines(canvas, &plot, &shown, locale)?;
        canvas.text(&self.note(locale), (area.left, area.bottom - 2.0), Type::new(LABEL, Ink::Muted))
    }

    fn note(&self, locale: Locale) -> String {
        let scale = locale.text("chart-equal-slopes");
        match self.items.len().saturating_sub(MOST) {
            0 => scale.to_owned(),
            hidden => {
                format!("{scale} · {}: {}", locale.text("chart-not-shown"), locale.count(hidden as u64))
            }
        }
    }
}

/// The room that the labels need on either side.
fn rooms(shown: &[&Moved], locale: Locale) -> (f64, f64) {
    let wide = |text: &str, weight| font::width(text, SIZE, weight) + 8.0;
    let name = |item: &Moved| wide(&item.name, Weight::Regular).min(NAMES + 8.0);
    let before = |item: &&Moved| name(item) + wide(&locale.count(item.before), Weight::Regular);
    let after = |item: &&Moved| {
        let change = wide(&item.told_change(locale), Weight::Regular);
        name(item) + wide(&locale.count(item.after), Weight::Bold) + change
    };
    let widest = |room: &dyn Fn(&&Moved) -> f64| shown.iter().map(room).fold(0.0, f64::max) + LEADER;
    (widest(&before), widest(&after))
}

fn draw_lines<DB: Backend>(
    canvas: &Canvas<DB>,
    plot: &Area,
    shown: &[&Moved],
    locale: Locale,
) -> Result<(), ChartError> {
    let level = levels(shown, plot);
    let [before, after] = [|item: &Moved| item.before, |item: &Moved| item.after]
        .map(|count| shown.iter().map(|item| level(count(item))).collect::<Vec<f64>>());
    let [left, right] = [&before, &after].map(|wanted| apart(wanted, 19.0, plot.top, plot.bottom));
    // The smallest changes first, so that the greatest lie on top.
    for (rank, item) in shown.iter().enumerate().rev() {
        let ends = [(plot.left, before[rank]), (plot.right, after[rank])];
        canvas.line(&ends, 2.5, item.ink())?;
        ends.into_iter().try_for_each(|end| canvas.disc(end, 4.0, item.ink()))?;
    }
    for (item, ((from, to), (left, right))) in zip(shown, zip(zip(before, after), zip(left, right))) {
        draw_before(canvas, plot.left, (from, left), item, locale)?;
        draw_after(canvas, plot.right, (to, right), item, locale)?;
    }
    Ok(())
}

/// Name and count to the left, joined with the line's end where they had to move.
fn draw_before<DB: Backend>(
    canvas: &Canvas<DB>,
    x: f64,
    (end, y): (f64, f64),
    item: &Moved,
    locale: Locale,
) -> Result<(), ChartError> {
    canvas.line(&[(x - 6.0, end), (x - 16.0, y)], 1.0, Ink::Muted)?;
    let count = locale.count(item.before);
    let set = Type::new(SIZE, Ink::Text).align(HPos::Right);
    canvas.text(&count, (x - LEADER, y + 4.5), set)?;
    let behind = x - LEADER - font::width(&count, SIZE, Weight::Regular) - 8.0;
    let name = font::fit(&item.name, SIZE, Weight::Regular, NAMES);
    canvas.text(&name, (behind, y + 4.5), Type::new(SIZE, Ink::Muted).align(HPos::Right))
}

/// Count, change and name to the right.
fn draw_after<DB: Backend>(
    canvas: &Canvas<DB>,
    x: f64,
    (end, y): (f64, f64),
    item: &Moved,
    locale: Locale,
) -> Result<(), ChartError> {
    canvas.line(&[(x + 6.0, end), (x + 16.0, y)], 1.0, Ink::Muted)?;
    let mut left = x + LEADER;
    for (text, weight) in
        [(locale.count(item.after), Weight::Bold), (item.told_change(locale), Weight::Regular)]
    {
        canvas.text(&text, (left, y + 4.5), Type { weight, ..Type::new(SIZE, Ink::Text) })?;
        left += font::width(&text, SIZE, weight) + 8.0;
    }
    let name = font::fit(&item.name, SIZE, Weight::Regular, NAMES);
    canvas.text(&name, (left, y + 4.5), Type::new(SIZE, Ink::Muted))
}

/// Heights on a logarithmic scale; a count of zero lies where one does.
fn levels(shown: &[&Moved], plot: &Area) -> impl Fn(u64) -> f64 {
    let logarithm = |count: u64| (count.max(1) as f64).ln();
    let all = shown.iter().flat_map(|item| [item.before, item.after]).map(logarithm);
    let (low, high) = all.fold((f64::MAX, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let (top, height, span) = (plot.top, plot.height(), high - low);
    move |count| {
        let part = if span > 0.0 { (high - logarithm(count)) / span } else { 0.5 };
        top + height * part
    }
}
