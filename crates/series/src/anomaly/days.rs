//! What a series has been at the same time of day on the days before.

const DAY: i64 = 24 * 60 * 60;
/// A whole week, so that every weekday is among the days compared.
const DAYS: i64 = 7;
const SLOT: i64 = 15 * 60;
const SLOTS: i64 = DAY / SLOT;
/// Slots to either side that count as the same time of day: half an hour.
const NEAR: i64 = 30 * 60 / SLOT;

/// Lowest and highest value of each quarter of an hour of the last week.
#[derive(Debug, Clone)]
pub(super) struct Days {
    slots: Vec<Slot>,
    /// The latest slot written, counted from the epoch.
    latest: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    low: f64,
    high: f64,
}

/// A slot that no value fell into: it bounds nothing.
const EMPTY: Slot = Slot { low: f64::INFINITY, high: f64::NEG_INFINITY };

/// By how much a value leaves what was usual at its time of day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Departure {
    pub(super) above: f64,
    pub(super) below: f64,
}

impl Days {
    pub(super) fn new() -> Self {
        Self { slots: vec![EMPTY; ((DAYS + 1) * SLOTS) as usize], latest: None }
    }

    /// How far the value at the time (seconds) is out of all that was seen within half an hour of that time of day on
    /// the seven days before; `None` when nothing was.
    pub(super) fn departure(&self, time: i64, value: f64) -> Option<Departure> {
        let latest = self.latest?;
        let now = time.div_euclid(SLOT);
        let days = 1..=DAYS;
        let near = days.flat_map(|day| (-NEAR..=NEAR).map(move |shift| now - day * SLOTS + shift));
        let seen = near
            .filter(|&slot| slot <= latest && slot > latest - self.slots.len() as i64)
            .map(|slot| self.slots[self.place(slot)]);
        let bounds =
            seen.fold(EMPTY, |all, slot| Slot { low: all.low.min(slot.low), high: all.high.max(slot.high) });
        (bounds.low <= bounds.high).then(|| Departure {
            above: (value - bounds.high).max(0.0),
            below: (bounds.low - value).max(0.0),
        })
    }

    /// Takes a value in. One that is older than a week does nothing.
    pub(super) fn learn(&mut self, time: i64, value: f64) {
        let now = time.div_euclid(SLOT);
        let latest = *self.latest.get_or_insert(now);
        let held = self.slots.len() as i64;
        if now <= latest - held {
            return;
        }
        for passed in (latest + 1).max(now - held + 1)..=now {
            let place = self.place(passed);
            self.slots[place] = EMPTY;
        }
        self.latest = Some(latest.max(now));
        let place = self.place(now);
        let slot = &mut self.slots[place];
        *slot = Slot { low: slot.low.min(value), high: slot.high.max(value) };
    }

    fn place(&self, slot: i64) -> usize {
        slot.rem_euclid(self.slots.len() as i64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Days, Departure};

    fn departure(days: &Days, time: i64, value: f64) -> Option<(f64, f64)> {
        days.departure(time, value).map(|Departure { above, below }| (above, below))
    }

    #[test]
    fn the_same_time_of_day_bounds_what_is_usual() {
        let mut days = Days::new();
        days.learn(0, 10.0);
        days.learn(DAY, 14.0);
        assert_eq!(departure(&days, 2 * DAY, 12.0), Some((0.0, 0.0)));
        assert_eq!(departure(&days, 2 * DAY, 15.0), Some((1.0, 0.0)));
        assert_eq!(departure(&days, 2 * DAY + 1_800, 7.0), Some((0.0, 3.0)));
    }

    #[test]
    fn another_time_of_day_and_the_same_day_say_nothing() {
        let mut days = Days::new();
        days.learn(0, 10.0);
        assert_eq!(departure(&days, 0, 11.0), None);
        assert_eq!(departure(&days, DAY + 3_600, 11.0), None);
    }

    #[test]
    fn a_week_later_all_is_forgotten() {
        let mut days = Days::new();
        days.learn(0, 10.0);
        days.learn(7 * DAY, 1.0);
        assert_eq!(departure(&days, 7 * DAY, 11.0), Some((1.0, 0.0)));
        days.learn(9 * DAY, 1.0);
        assert_eq!(departure(&days, 15 * DAY, 11.0), Some((10.0, 0.0)));
        days.learn(400 * DAY, 1.0);
        assert_eq!(departure(&days, 400 * DAY, 11.0), None);
    }

    #[test]
    fn times_may_go_back() {
        let mut days = Days::new();
        days.learn(5 * DAY, 10.0);
        days.learn(4 * DAY, 20.0);
        days.learn(-400 * DAY, 30.0);
        assert_eq!(departure(&days, 6 * DAY, 21.0), Some((1.0, 0.0)));
    }
}
