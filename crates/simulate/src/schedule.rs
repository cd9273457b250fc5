//! How many events fall into each hour, so that they are as many as were asked for.

use crate::attention::Attention;
use crate::draw::Dice;
use crate::hour::Hour;
use crate::page::Pages;
use crate::rhythm;
use rand::RngExt;

/// The share of events that machines make, over the whole span.
const BOTS: f64 = 0.06;

/// How much more readers come when there is more to read: most come anyway, and twice the news brings a third
/// more of them.
const PULL: f64 = 0.4;

/// An hour and its events.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    /// When.
    pub(crate) hour: Hour,
    /// How many events.
    pub(crate) events: u64,
    /// Which share of them machines make: they come evenly, so it is greatest at night.
    bots: f64,
    /// How many events there are on the whole local day.
    pub(crate) events_of_day: u64,
}

impl Slot {
    /// Whether the next event is a machine's.
    pub(crate) fn draws_bot(&self, dice: &mut Dice) -> bool {
        dice.random_bool(self.bots)
    }
}

/// Spreads exactly `events` events over the hours.
pub(crate) fn slots(hours: &[Hour], pages: &Pages, events: u64) -> Vec<Slot> {
    let mut attention = Attention::default();
    let readers: Vec<f64> = hours
        .iter()
        .map(|hour| {
            attention.turn_to(hour, pages);
            attention.total().powf(PULL) * rhythm::reading(hour)
        })
        .collect();
    let all_readers: f64 = readers.iter().sum();
    let all_hours: f64 = hours.iter().map(Hour::fraction).sum();
    let share = |(hour, readers): (&Hour, &f64)| {
        let bots = BOTS * hour.fraction() / all_hours;
        (bots, bots + (1.0 - BOTS) * readers / all_readers)
    };
    let shares: Vec<_> = hours.iter().zip(&readers).map(share).collect();
    let counts = apportion(shares.iter().map(|(_, all)| *all), events);
    let mut slots: Vec<_> = (hours.iter().zip(shares).zip(counts))
        .map(|((hour, (bots, all)), events)| Slot { hour: *hour, events, bots: bots / all, events_of_day: 0 })
        .collect();
    for day in slots.chunk_by_mut(|a, b| a.hour.day == b.hour.day) {
        let events_of_day = day.iter().map(|slot| slot.events).sum();
        day.iter_mut().for_each(|slot| slot.events_of_day = events_of_day);
    }
    slots
}

/// Whole numbers in the proportion of the shares (which add up to 1) whose sum is `total`: each is what the
/// rounded running total grows by, so that no error adds up.
fn apportion(shares: impl ExactSizeIterator<Item = f64>, total: u64) -> Vec<u64> {
    let last = shares.len().saturating_sub(1);
    let (mut sum, mut given) = (0.0, 0);
    let portion = |(place, share)| {
        sum += share;
        let due =
            if place == last { total } else { ((sum * total as f64).round() as u64).clamp(given, total) };
        let portion = due - given;
        given = due;
        portion
    };
    shares.enumerate().map(portion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_add_up_whatever_the_shares() {
        for total in [0, 1, 2, 7, 1_000_003] {
            let portions = apportion([0.1, 0.2, 0.0, 0.3, 0.4].into_iter(), total);
            assert_eq!(portions.iter().sum::<u64>(), total);
        }
        assert_eq!(apportion([0.25; 4].into_iter(), 10), [3, 2, 3, 2]);
    }
}
