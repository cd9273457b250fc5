//! The life of an article: what it gathered by each age, and when it had half of it.

use plotters::style::text_anchor::HPos;

use super::ChartError;
use super::axis::{Axis, LABEL, drawable};
use super::callout::{self, Callout};
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::table::Table;
use super::theme::Ink;
use tiraj_locale::Locale;

/// Ages that may get a label, in hours.
const AGES: [f64; 13] =
    [0.0, 1.0, 3.0, 6.0, 12.0, 24.0, 72.0, 168.0, 336.0, 720.0, 2_160.0, 8_760.0, 87_600.0];
/// The oldest age that is drawn.
const OLDEST: f64 = 876_000.0;

/// A life curve over the time since publication. The first hours take as much room as the days after them.
#[derive(Debug, Clone)]
pub struct Life {
    /// What was gathered by each age, from the youngest to the oldest.
    pub gathered: Vec<Gathered>,
    /// What articles like it usually gathered by each age; may be empty.
    pub usual: Vec<Gathered>,
    /// The age at which half of all was gathered, in hours.
    pub half_life: Option<f64>,
    /// What is counted, in the reader's language: `Views`.
    pub measure: String,
}

/// What an article gathered by an age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gathered {
    /// Hours since publication.
    pub hours: f64,
    /// All that was counted until then.
    pub count: f64,
}

/// Where ages and counts are drawn.
struct Place {
    plot: Area,
    axis: Axis,
    oldest: f64,
}

impl Place {
    fn x(&self, hours: f64) -> f64 {
        self.plot.left + self.plot.width() * hours.ln_1p() / self.oldest.ln_1p()
    }

    fn points(&self, curve: &[Gathered]) -> Vec<(f64, f64)> {
        curve.iter().map(|at| (self.x(at.hours), self.axis.y(&self.plot, at.count))).collect()
    }
}

/// The points that can be drawn, by age.
fn sound(curve: &[Gathered]) -> Vec<Gathered> {
    let sound = |at: &Gathered| {
        let (hours, count) = (drawable(at.hours)?, drawable(at.count)?);
        (hours <= OLDEST).then_some(Gathered { hours, count })
    };
    let mut points: Vec<Gathered> = curve.iter().filter_map(sound).collect();
    points.sort_by(|one, other| one.hours.total_cmp(&other.hours));
    points
}

impl Life {
    pub(crate) fn is_empty(&self) -> bool {
        sound(&self.gathered).is_empty() && sound(&self.usual).is_empty()
    }

    fn half_life(&self) -> Option<f64> {
        self.half_life.filter(|hours| (0.0..=OLDEST).contains(hours))
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let rows = sound(&self.gathered).into_iter().map(|at| {
            let part = locale.mean(at.count);
            [duration(at.hours, locale), part]
        });
        Table::new([locale.text("chart-since-publication"), &self.measure], rows)
    }

    /// The total, and when half of it was gathered.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let Some(last) = sound(&self.gathered).pop() else { return locale.text("chart-no-data").to_owned() };
        let total =
            format!("{}, {}: {}", self.measure, duration(last.hours, locale), locale.mean(last.count));
        match self.half_life() {
            Some(hours) => format!("{total}; {}.", half(hours, locale)),
            None => format!("{total}."),
        }
    }

    pub(crate) fn draw<DB: Backend>(
        &self,
        canvas: &Canvas<DB>,
        area: &Area,
        locale: Locale,
    ) -> Result<(), ChartError> {
        let (gathered, usual) = (sound(&self.gathered), sound(&self.usual));
        let all = || gathered.iter().chain(&usual);
        let axis = Axis::reaching(all().map(|at| at.count).fold(0.0, f64::max));
        let usual_name = locale.text("chart-usual");
        let right = callout::room([(self.measure.as_str(), ""), (usual_name, "")]);
        let plot = Area::new(area.left, area.top + 8.0, area.right - right, area.bottom - 26.0);
        let oldest = all().map(|at| at.hours).chain(self.half_life()).fold(1.0, f64::max);
        let place = Place { plot: axis.draw(canvas, &plot, locale)?, axis, oldest };
        draw_ages(canvas, &place, locale)?;
        let (main, other) = (place.points(&gathered), place.points(&usual));
        canvas.ground(&main, place.plot.bottom, Ink::Tint)?;
        canvas.line(&other, 2.0, Ink::Usual)?;
        match main[..] {
            [alone] => canvas.disc(alone, 3.5, Ink::Main)?,
            _ => canvas.line(&main, 2.5, Ink::Main)?,
        }
        if let Some(hours) = self.half_life() {
            draw_half(canvas, &place, &main, hours, locale)?;
        }
        let named = |points: &[(f64, f64)], name: &str, ink| {
            points.last().map(|at| Callout { at: *at, name: name.to_owned(), value: String::new(), ink })
        };
        let names = [named(&main, &self.measure, Ink::Main), named(&other, usual_name, Ink::Usual)];
        callout::draw(canvas, &place.plot, &names.into_iter().flatten().collect::<Vec<_>>())
    }
}

/// `half within 9 h`.
fn half(hours: f64, locale: Locale) -> String {
    format!("{} {}", locale.text("chart-half-by"), duration(hours, locale))
}

/// Labels under the plot, those that do not touch the one before.
fn draw_ages<DB: Backend>(canvas: &Canvas<DB>, place: &Place, locale: Locale) -> Result<(), ChartError> {
    let mut free = f64::MIN;
    for hours in AGES.into_iter().filter(|hours| *hours <= place.oldest) {
        let label = duration(hours, locale);
        let (x, half) = (place.x(hours), font::width(&label, LABEL, Weight::Regular) / 2.0);
        if x - half < free {
            continue;
        }
        free = x + half + 12.0;
        canvas.line(&[(x, place.plot.bottom), (x, place.plot.bottom + 4.0)], 1.0, Ink::Muted)?;
        let set = Type::new(LABEL, Ink::Muted).align(HPos::Center);
        canvas.text(&label, (x, place.plot.bottom + 20.0), set)?;
    }
    Ok(())
}

/// An upright line at the half-life, its name on the side that has room.
fn draw_half<DB: Backend>(
    canvas: &Canvas<DB>,
    place: &Place,
    curve: &[(f64, f64)],
    hours: f64,
    locale: Locale,
) -> Result<(), ChartError> {
    let x = place.x(hours);
    canvas.line(&[(x, place.plot.top), (x, place.plot.bottom)], 1.0, Ink::Muted)?;
    if let Some(y) = height_at(curve, x) {
        canvas.disc((x, y), 6.0, Ink::Paper)?;
        canvas.disc((x, y), 4.0, Ink::Text)?;
    }
    let text = half(hours, locale);
    let fits_left = x - font::width(&text, LABEL, Weight::Bold) - 16.0 > place.plot.left;
    let (at, align) = if fits_left { (x - 8.0, HPos::Right) } else { (x + 8.0, HPos::Left) };
    canvas.text(&text, (at, place.plot.top + 14.0), Type::new(LABEL, Ink::Text).bold().align(align))
}

/// A curve's height at a place between two of its points.
fn height_at(curve: &[(f64, f64)], x: f64) -> Option<f64> {
    curve.windows(2).find_map(|pair| {
        let [from, to] = pair else { return None };
        let inside = (from.0..=to.0).contains(&x) && to.0 > from.0;
        inside.then(|| from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0))
    })
}

/// A length of time on an axis: `6 h`, `3 d`; `6 saat`, `3 gün`; `6 ч`, `3 дн.`
fn duration(hours: f64, locale: Locale) -> String {
    let (id, number) = if hours < 48.0 { ("chart-hours", hours) } else { ("chart-days", hours / 24.0) };
    let number = if number < 9.95 { locale.decimal(number) } else { locale.mean(number) };
    locale.say(id, &[("number", number.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language;

    #[test]
    fn heights_lie_between_the_points() {
        let curve = [(0.0, 10.0), (10.0, 20.0)];
        assert_eq!(height_at(&curve, 5.0), Some(15.0));
        assert_eq!(height_at(&curve, 11.0), None);
        assert_eq!(height_at(&[(0.0, 1.0), (0.0, 2.0)], 0.0), None);
    }

    #[test]
    fn points_without_age_or_count_are_left_out() {
        let point = |hours, count| Gathered { hours, count };
        let curve = [point(2.0, 5.0), point(f64::NAN, 1.0), point(1.0, 3.0), point(f64::INFINITY, 9.0)];
        assert_eq!(sound(&curve), [point(1.0, 3.0), point(2.0, 5.0)]);
    }

    #[test]
    fn durations_take_the_unit_that_reads_best() {
        let texts = |hours| Language::ALL.iter().map(move |language| duration(hours, Locale::new(*language)));
        let [hours, days] = [9.25, 72.0].map(|hours| texts(hours).collect::<Vec<_>>().join(" | "));
        assert_eq!(hours.replace('\u{a0}', " "), "9.2 h | 9,2 saat | 9,2 ч");
        assert_eq!(days.replace('\u{a0}', " "), "3 d | 3 gün | 3 дн.");
    }
}
