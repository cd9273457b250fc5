//! When to try again.

use std::time::Duration;

/// How a failed attempt is repeated: after a wait that doubles, in part by chance, so that many that failed together do not come
/// back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The first wait at its longest.
    pub first: Duration,
    /// The longest wait.
    pub most: Duration,
    /// How many attempts are made in all.
    pub attempts: u32,
}

impl Default for Backoff {
    /// Ten attempts within about six hours.
    fn default() -> Self {
        Self { first: Duration::from_mins(1), most: Duration::from_hours(2), attempts: 10 }
    }
}

impl Backoff {
    /// How long to wait after so many failed attempts; `None` where there is no further one. `chance` is drawn from 0 to 1 and sets the wait
    /// between half and all of its length. What the other side asks for, `asked`, is kept to where it is longer, up to a day.
    #[must_use]
    pub fn wait(&self, failed: u32, chance: f64, asked: Option<Duration>) -> Option<Duration> {
        const LONGEST_ASKED: Duration = Duration::from_hours(24);
        if failed >= self.attempts {
            return None;
        }
        let doubled = 2_u32.saturating_pow(failed.saturating_sub(1));
        let wait = self.first.saturating_mul(doubled).min(self.most);
        let wait = wait.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        Some(asked.map_or(wait, |asked| wait.max(asked.min(LONGEST_ASKED))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let backoff = Backoff::default();
        let waits: Vec<u64> = (1..)
            .map_while(|failed| backoff.wait(failed, 1.0, None))
            .map(|wait| wait.as_secs() / 60)
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
    }

    #[test]
    fn chance_takes_off_up_to_half() {
        let wait = |chance| Backoff::default().wait(3, chance, None).unwrap().as_secs();
        assert_eq!([wait(0.0), wait(0.5), wait(1.0), wait(7.0)], [120, 180, 240, 240]);
    }

    #[test]
    fn who_asks_for_more_time_gets_it_up_to_a_day() {
        let wait =
            |asked| Backoff::default().wait(1, 1.0, Some(Duration::from_secs(asked))).unwrap().as_secs();
        assert_eq!([wait(5), wait(900), wait(u64::MAX)], [60, 900, 86_400]);
    }
}
