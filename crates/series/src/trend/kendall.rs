//! Mann-Kendall's test: of all pairs, how many go up rather than down.

use std::cmp::Ordering;

use super::{NINETEEN_OF_TWENTY, beyond};

/// Up to so many values the test is exact.
const EXACT: usize = 10;

/// Autocorrelations of so many steps are looked at.
const LAGS: usize = 3;

/// Pairs that go up less those that go down, and what chance would do to that number.
pub(super) struct Kendall {
    score: f64,
    chance: Chance,
}

enum Chance {
    /// The number of orders of the values with each score from the greatest down, two apart.
    Exact {
        greatest: i64,
        orders: Vec<u64>,
    },
    Normal {
        deviation: f64,
    },
}

impl Kendall {
    /// Of values in the order of time; `slope` is what they are freed of to see how alike neighbours are.
    pub(super) fn of(values: &[f64], slope: f64) -> Self {
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let groups = groups(&known);
        let chance = if known.len() <= EXACT {
            let greatest = untied_pairs(&groups);
            Chance::Exact { greatest, orders: orders(&groups) }
        } else {
            Chance::Normal {
                deviation: (variance(&groups) * inflation(&ranks(&without(values, slope)))).sqrt(),
            }
        };
        Self { score: score(&known), chance }
    }

    pub(super) fn score(&self) -> f64 {
        self.score
    }

    /// The chance of a score as far from 0, two-sided; by the normal law with a correction for scores being
    /// two apart.
    pub(super) fn p_value(&self) -> f64 {
        match &self.chance {
            Chance::Exact { greatest, orders } => {
                let as_far =
                    scores(*greatest).zip(orders).filter(|(score, _)| *score as f64 >= self.score.abs());
                let share =
                    as_far.map(|(_, count)| count).sum::<u64>() as f64 / orders.iter().sum::<u64>() as f64;
                if self.score == 0.0 { 1.0 } else { (2.0 * share).min(1.0) }
            }
            Chance::Normal { deviation } if *deviation > 0.0 => {
                beyond((self.score.abs() - 1.0).max(0.0) / deviation)
            }
            Chance::Normal { .. } => 1.0,
        }
    }

    /// How far scores go without a trend but for `significant` of all cases: the width, in pairs, of a
    /// slope's interval. Nothing where even the rarest order is not as rare as that.
    pub(super) fn spread(&self, significant: f64) -> Option<f64> {
        match &self.chance {
            Chance::Exact { greatest, orders } => {
                let all = orders.iter().sum::<u64>() as f64;
                let mut above = 0.0;
                let rare = scores(*greatest).zip(orders).take_while(|(_, count)| {
                    above += **count as f64 / all;
                    above <= significant / 2.0
                });
                rare.last().map(|(score, _)| score as f64 - 2.0)
            }
            Chance::Normal { deviation } => Some(NINETEEN_OF_TWENTY * deviation),
        }
    }
}

fn scores(greatest: i64) -> impl Iterator<Item = i64> {
    (-greatest..=greatest).rev().step_by(2)
}

/// The sum of the signs of all differences.
fn score(values: &[f64]) -> f64 {
    let sign = |from: f64, to: f64| match to.total_cmp(&from) {
        Ordering::Greater => 1.0,
        Ordering::Less => -1.0,
        Ordering::Equal => 0.0,
    };
    let later = |at: usize| values[at + 1..].iter().map(move |value| sign(values[at], *value)).sum::<f64>();
    (0..values.len()).map(later).sum()
}

/// How often each value comes.
fn groups(values: &[f64]) -> Vec<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|one, other| one == other).map(|group| group.len() as u64).collect()
}

fn untied_pairs(groups: &[u64]) -> i64 {
    let pairs = |count: u64| (count * count.saturating_sub(1) / 2) as i64;
    pairs(groups.iter().sum()) - groups.iter().map(|count| pairs(*count)).sum::<i64>()
}

/// Variance of the score with ties (Kendall 1975).
fn variance(groups: &[u64]) -> f64 {
    let term = |count: u64| {
        let count = count as f64;
        count * (count - 1.0) * (2.0 * count + 5.0)
    };
    (term(groups.iter().sum()) - groups.iter().map(|count| term(*count)).sum::<f64>()) / 18.0
}

/// Orders of values of which some are equal, by the number of pairs that go down: the coefficients of the
/// Gaussian multinomial (MacMahon 1915). A group's members are put among those that are placed already.
fn orders(groups: &[u64]) -> Vec<u64> {
    let mut placed = 0;
    let mut orders = vec![1];
    for group in groups {
        orders = product(&orders, &merges(placed, *group as usize));
        placed += *group as usize;
    }
    orders
}

/// Ways to merge two sorted sequences, by the pairs that go down: the first of the merged is of the one or of
/// the other.
fn merges(one: usize, other: usize) -> Vec<u64> {
    if one == 0 || other == 0 {
        return vec![1];
    }
    let mut ways = merges(one - 1, other);
    ways.resize(one * other + 1, 0);
    for (down, count) in merges(one, other - 1).into_iter().enumerate() {
        ways[down + one] += count;
    }
    ways
}

fn product(one: &[u64], other: &[u64]) -> Vec<u64> {
    let mut product = vec![0; one.len() + other.len() - 1];
    for (down, count) in one.iter().enumerate() {
        for (more, ways) in other.iter().enumerate() {
            product[down + more] += count * ways;
        }
    }
    product
}

/// The values without the slope, in billionths of how far they go, so that rounding makes no equal ones
/// differ.
fn without(values: &[f64], slope: f64) -> Vec<f64> {
    let rest = || values.iter().enumerate().map(|(at, value)| value - slope * at as f64);
    let greatest = rest().map(f64::abs).fold(0.0, f64::max);
    rest().map(|value| (value / greatest * 1e9).round()).collect()
}

/// Ranks from 1, equal values sharing the mean of theirs; NaN stays.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count();
        let equal = values.iter().filter(|other| *other == value).count();
        if value.is_nan() { f64::NAN } else { below as f64 + (equal as f64 + 1.0) / 2.0 }
    };
    values.iter().map(rank).collect()
}

/// By how much the score's variance grows for neighbours that are alike (Hamed and Rao 1998): of the first
/// three autocorrelations of the ranks, those beyond chance.
fn inflation(ranks: &[f64]) -> f64 {
    let known: Vec<f64> = ranks.iter().copied().filter(|rank| !rank.is_nan()).collect();
    let count = known.len() as f64;
    let mean = known.iter().sum::<f64>() / count;
    let square: f64 = known.iter().map(|rank| (rank - mean).powi(2)).sum();
    let correlation = |lag: usize| {
        let pairs = ranks.iter().zip(&ranks[lag..]).map(|(one, other)| (one - mean) * (other - mean));
        pairs.filter(|product| !product.is_nan()).sum::<f64>() / square
    };
    let beyond_chance = |(_, correlation): &(f64, f64)| correlation.abs() > NINETEEN_OF_TWENTY / count.sqrt();
    let lags = (1..=LAGS).map(|lag| (lag as f64, correlation(lag))).filter(beyond_chance);
    let sum: f64 = lags
        .map(|(lag, correlation)| (count - lag) * (count - lag - 1.0) * (count - lag - 2.0) * correlation)
        .sum();
    (1.0 + 2.0 / (count * (count - 1.0) * (count - 2.0)) * sum).max(1.0)
}
