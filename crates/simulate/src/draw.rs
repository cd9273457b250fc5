//! Chance: the generator, and drawing by weight.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// A generator whose output its definition fixes, on every machine and in every version.
pub(crate) type Dice = Xoshiro256PlusPlus;

/// Independent generators out of one seed: one a purpose, so that more events do not change the articles.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Publishing = 1,
    Reading = 2,
}

/// The generator of a seed for a purpose.
pub(crate) fn dice(seed: u64, purpose: Purpose) -> Dice {
    Dice::seed_from_u64(mix(seed ^ mix(purpose as u64)))
}

/// Spreads a number over 64 bits (the finalizer of SplitMix64); different numbers stay different.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// One of the items of a table that is not empty, each as likely as its weight says.
pub(crate) fn by_weight<'a, T>(table: &'a [(u32, T)], dice: &mut Dice) -> &'a T {
    let total = table.iter().map(|(weight, _)| weight).sum();
    let mut ticket = dice.random_range(0..total);
    for (weight, item) in table {
        match ticket.checked_sub(*weight) {
            Some(rest) => ticket = rest,
            None => return item,
        }
    }
    &table[table.len() - 1].1
}

/// One of the items of a table that is not empty, each as likely as the others.
pub(crate) fn evenly<'a, T>(table: &'a [T], dice: &mut Dice) -> &'a T {
    &table[dice.random_range(0..table.len())]
}

/// The place of the item that a running total of weights gives to a ticket between 0 and 1.
pub(crate) fn by_running_total<T>(totals: &[T], total: impl Fn(&T) -> f64, dice: &mut Dice) -> Option<usize> {
    let ticket = totals.last().map(&total)? * dice.random::<f64>();
    // Rounding may put a ticket on the last total itself.
    Some(totals.partition_point(|item| total(item) <= ticket).min(totals.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_as_often_as_they_weigh() {
        let mut dice = dice(7, Purpose::Reading);
        let heavy = (0..10_000).filter(|_| *by_weight(&[(3, true), (1, false)], &mut dice)).count();
        assert!((7_300..7_700).contains(&heavy), "{heavy}");
        let totals = [1.0, 1.0, 4.0];
        let last = (0..10_000).filter(|_| by_running_total(&totals, |t| *t, &mut dice) == Some(2)).count();
        assert!((7_300..7_700).contains(&last), "{last}");
    }

    #[test]
    fn the_generator_never_changes() {
        let mut dice = dice(1, Purpose::Publishing);
        assert_eq!(dice.random::<u64>(), FROZEN);
    }

    const FROZEN: u64 = 14_306_731_028_545_861_951;
}
