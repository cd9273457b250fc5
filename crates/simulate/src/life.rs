//! How the readers of an article come and go as it ages.

use std::sync::LazyLock;

use crate::hour::HOUR;

/// The age in hours after which only machines come.
const HOURS: usize = 45 * 24;
/// [`HOURS`] in milliseconds.
pub(crate) const LIFE: i64 = HOURS as i64 * HOUR;
/// Width of the curve: the standard deviation of the logarithm of the age at which an article is read.
const SPREAD: f64 = 1.15;
/// What an article keeps of an average hour through search and links.
const EVERGREEN: f64 = 4e-5;

/// The kind of an article's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// News: half of its readers within 7 hours.
    News,
    /// Interviews and analyses: half of their readers within 16 hours.
    Feature,
}

static NEWS: LazyLock<Vec<f64>> = LazyLock::new(|| curve(7.0));
static FEATURE: LazyLock<Vec<f64>> = LazyLock::new(|| curve(16.0));

impl Life {
    /// The share of an article's readers that falls into the hour of that age in milliseconds.
    pub(crate) fn share(self, age: i64) -> f64 {
        let curve = match self {
            Self::News => &*NEWS,
            Self::Feature => &*FEATURE,
        };
        usize::try_from(age.max(0) / HOUR).ok().and_then(|hour| curve.get(hour)).copied().unwrap_or_default()
    }
}

/// The log-normal density with the given median, hour by hour, scaled to 1: a sharp rise and a long tail.
fn curve(median: f64) -> Vec<f64> {
    let density = |hour: usize| {
        let age = hour as f64 + 0.5;
        let deviation = (age / median).ln() / SPREAD;
        (-deviation * deviation / 2.0).exp() / age
    };
    let total: f64 = (0..HOURS).map(density).sum();
    (0..HOURS).map(|hour| density(hour) / total + EVERGREEN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_readers_come_before_the_median() {
        for (life, median) in [(Life::News, 7), (Life::Feature, 16)] {
            let early: f64 = (0..median).map(|hour| life.share(hour * HOUR)).sum();
            assert!((0.45..0.55).contains(&early), "{life:?}: {early}");
        }
        assert_eq!(Life::News.share(LIFE), 0.0);
    }
}
