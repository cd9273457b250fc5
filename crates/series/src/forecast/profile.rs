//! The pattern of a season: by how much each place of it lies above or below the level around it.
//!
//! A place's mean deviation is drawn towards what is known without it, as far as it is noise (empirical
//! Bayes, James and Stein 1961): an hour of the week towards that hour of all days, a weekday's level towards
//! all weekdays'. So three weeks of hours already have a weekly pattern, as strong as they show one.

use super::deviation::Deviations;

/// What each older cycle weighs of the one after it.
const KEPT: f64 = 0.95;

/// The pattern of a season whose deviations these are. It adds up to 0.
pub(super) fn season(deviations: &Deviations) -> Vec<f64> {
    shrunk(&deviations.usual(), deviations.period(), |_| 0.0)
}

/// The pattern of the hours of the week, of the deviations from the level of days: each weekday's shape, drawn
/// towards the shape of all `day`s, and the weekdays' levels.
pub(super) fn week_of_hours(deviations: &Deviations, day: &[f64]) -> Vec<f64> {
    let hours = shrunk(&deviations.usual(), 168, |place| day[place % 24]);
    let days = season(&Deviations::of(deviations.base(), 168));
    hours.iter().zip(&days).map(|(hour, day)| hour + day).collect()
}

/// A place's sum of weighted deviations and of the weights, newer cycles weighing more.
#[derive(Clone, Copy, Default)]
struct Place {
    sum: f64,
    weight: f64,
}

impl Place {
    fn mean(self) -> f64 {
        self.sum / self.weight
    }

    /// The mean as if `other` had been seen `strength` times besides.
    fn drawn(self, other: f64, strength: f64) -> f64 {
        if strength.is_finite() { (self.sum + strength * other) / (self.weight + strength) } else { other }
    }
}

/// Means of the places of a period, drawn towards what `towards` says of them, and shifted to add up to 0.
fn shrunk(deviations: &[f64], period: usize, towards: impl Fn(usize) -> f64) -> Vec<f64> {
    let places = places(deviations, period);
    let strength = strength(deviations, &places, &towards);
    let drawn = places.iter().enumerate().map(|(at, place)| match place.weight > 0.0 {
        true => place.drawn(towards(at), strength),
        false => towards(at),
    });
    let means: Vec<f64> = drawn.collect();
    let middle = means.iter().sum::<f64>() / period as f64;
    means.iter().map(|mean| mean - middle).collect()
}

fn places(deviations: &[f64], period: usize) -> Vec<Place> {
    let mut places = vec![Place::default(); period];
    let mut weight = 1.0;
    for (back, (at, deviation)) in deviations.iter().enumerate().rev().enumerate() {
        if back > 0 && back % period == 0 {
            weight *= KEPT;
        }
        if !deviation.is_nan() {
            places[at % period].sum += weight * deviation;
            places[at % period].weight += weight;
        }
    }
    places
}

/// How many sightings of what places are drawn towards weigh as much as what is known of how they differ from
/// it: the variance within places over that between them. Without end where places were seen too seldom to
/// tell, or do not differ.
fn strength(deviations: &[f64], places: &[Place], towards: impl Fn(usize) -> f64) -> f64 {
    let (mut within, mut count) = (0.0, 0.0);
    for (at, deviation) in deviations.iter().enumerate().filter(|(_, deviation)| !deviation.is_nan()) {
        within += (deviation - places[at % places.len()].mean()).powi(2);
        count += 1.0;
    }
    let (mut between, mut noise_share, mut seen) = (0.0, 0.0, 0.0);
    for (at, place) in places.iter().enumerate().filter(|(_, place)| place.weight > 0.0) {
        between += (place.mean() - towards(at)).powi(2);
        noise_share += 1.0 / place.weight;
        seen += 1.0;
    }
    let noise = within / (count - seen);
    let signal = (between - noise * noise_share) / seen;
    if count < 1.5 * seen || signal.is_nan() || signal <= 0.0 { f64::INFINITY } else { noise / signal }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The greatest distance between the pattern of a week and the same day seven times over.
    fn beyond_the_day(values: &[f64]) -> f64 {
        let deviations = Deviations::of(values, 24);
        let day = season(&deviations);
        let week = week_of_hours(&deviations, &day);
        week.iter().enumerate().map(|(hour, value)| (value - day[hour % 24]).abs()).fold(0.0, f64::max)
    }

    /// Five weeks of a day's wave, with restless and with weekly parts.
    fn waves(restless: f64, weekly: f64) -> Vec<f64> {
        let wave = |hour: usize, period: usize| (hour as f64 / period as f64 * std::f64::consts::TAU).sin();
        // Periods that fit into no day and no week are noise to both.
        let noise = |hour: usize| wave(hour, 11) + wave(hour, 17) + wave(hour, 29);
        (0..840).map(|hour| wave(hour, 24) + restless * noise(hour) + weekly * wave(hour, 168)).collect()
    }

    #[test]
    fn a_week_that_differs_by_noise_alone_is_seven_days() {
        assert!(beyond_the_day(&waves(0.3, 0.0)) < 0.1, "{}", beyond_the_day(&waves(0.3, 0.0)));
    }

    #[test]
    fn a_week_that_differs_is_known_from_its_days() {
        assert!((beyond_the_day(&waves(0.3, 2.0)) - 2.0).abs() < 0.4, "{}", beyond_the_day(&waves(0.3, 2.0)));
    }

    #[test]
    fn one_week_shows_no_pattern_of_weeks() {
        assert!(beyond_the_day(&waves(0.3, 2.0)[..168]) < 1e-9);
    }
}
