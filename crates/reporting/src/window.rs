//! The five weeks of a report in the site's zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use tiraj_model::IsoWeek;

/// How many weeks before the reported one it is compared with.
pub(crate) const WEEKS_BEFORE: usize = 4;
/// The weeks of a window: those before, then the reported one.
pub(crate) const WEEKS: usize = WEEKS_BEFORE + 1;
/// The first moments of all weeks of a window and the first moment after it.
pub(crate) type Edges = [i64; WEEKS + 1];

/// The reported week and the four before it.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    week: IsoWeek,
    zone: TimeZone,
}

impl Window {
    /// The window that ends with the given week.
    pub(crate) const fn new(week: IsoWeek, zone: TimeZone) -> Self {
        Self { week, zone }
    }

    /// The reported week's seven days.
    pub(crate) fn days(&self) -> [Date; 7] {
        let monday = self.week.monday();
        std::array::from_fn(|day| monday.saturating_add((day as i64).days()))
    }

    /// The weeks' edges in days since the epoch.
    pub(crate) fn day_edges(&self) -> Edges {
        self.edges(|week| epoch_day(week.monday()))
    }

    /// The weeks' edges in milliseconds since the epoch. A week of a clock change has 167 or 169 hours.
    pub(crate) fn moment_edges(&self) -> Edges {
        self.edges(|week| week.bounds(&self.zone).0.as_millisecond())
    }

    /// Which of the window's weeks a moment falls in; 0 also for all before, `WEEKS` for all after.
    pub(crate) fn position(&self, moment: Timestamp) -> usize {
        let edges = self.moment_edges();
        edges.iter().skip(1).filter(|edge| moment.as_millisecond() >= **edge).count()
    }

    /// A moment on the newsroom's clock.
    pub(crate) fn local(&self, moment: Timestamp) -> Zoned {
        moment.to_zoned(self.zone.clone())
    }

    fn edges(&self, at: impl Fn(IsoWeek) -> i64) -> Edges {
        std::array::from_fn(|index| at(self.week.plus(index as i32 - WEEKS_BEFORE as i32)))
    }
}

/// Days since 1970-01-01.
pub(crate) fn epoch_day(day: Date) -> i64 {
    i64::from(Date::constant(1970, 1, 1).until(day).map_or(0, |span| span.get_days()))
}

/// The moment of a store's timestamp in milliseconds; none for 0, which means unknown.
pub(crate) fn known_moment(milliseconds: i64) -> Option<Timestamp> {
    (milliseconds != 0).then(|| Timestamp::from_millisecond(milliseconds).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(week: &str, zone: &str) -> Window {
        Window::new(week.parse().unwrap(), TimeZone::get(zone).unwrap())
    }

    #[test]
    fn a_window_ends_with_the_reported_week() {
        let window = window("2026-W46", "Asia/Baku");
        assert_eq!(window.days()[6], date(2026, 11, 15));
        assert_eq!(window.day_edges()[0], epoch_day(date(2026, 10, 12)));
        assert_eq!(window.day_edges()[WEEKS], epoch_day(date(2026, 11, 16)));
    }

    #[test]
    fn clock_changes_move_the_edges() {
        let edges = window("2026-W13", "Europe/Berlin").moment_edges();
        let hours = edges.windows(2).map(|pair| (pair[1] - pair[0]) / 3_600_000);
        assert_eq!(hours.collect::<Vec<_>>(), [168, 168, 168, 168, 167]);
    }

    #[test]
    fn moments_find_their_week() {
        let window = window("2026-W46", "Asia/Baku");
        let position = |text: &str| window.position(text.parse().unwrap());
        assert_eq!(position("2020-01-01T00:00:00Z"), 0);
        assert_eq!(position("2026-11-08T19:59:59Z"), WEEKS_BEFORE - 1);
        assert_eq!(position("2026-11-08T20:00:00Z"), WEEKS_BEFORE);
        assert_eq!(position("2026-11-15T20:00:00Z"), WEEKS);
    }
}
