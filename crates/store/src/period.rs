//! A stretch of time of one site, and from where on its rollups are still open.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit, Zoned};
use tiraj_model::Site;

/// How long after its end an hour or a day is still read from the raw events, so that the loader has time to
/// compute its rollup before anyone reads it.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// The time [from, to) of a site that a question is about.
///
/// Hours that are over are read from the rollups, hours from the open one on from the raw events; so a
/// period knows the present moment too.
#[derive(Debug, Clone)]
pub struct Period {
    pub(crate) site: Site,
    pub(crate) zone: TimeZone,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) now: Timestamp,
}

impl Period {
    /// The time from `from` until just before `to`, seen at `now`.
    #[must_use]
    pub fn new(site: &Site, from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        Self { site: site.clone(), zone: site.zone(), from, to, now }
    }

    /// From where on hours are read from the raw events, in milliseconds since 1970.
    pub(crate) fn open(&self) -> i64 {
        self.closed_until().as_millisecond()
    }

    /// The moment before which hours are over and their rollups are read.
    #[must_use]
    pub fn closed_until(&self) -> Timestamp {
        hour_start(self.now - GRACE)
    }

    /// When the day before the one that runs in the site's zone began: from there on readers are kept as states.
    pub(crate) fn hot(&self) -> i64 {
        hot_day(&self.zone, self.now).as_millisecond()
    }

    /// The whole days of the site's zone in the period that are over, as [from, to) in milliseconds since 1970. Where there is
    /// none, both are the end of the closed hours.
    pub(crate) fn days(&self) -> (i64, i64) {
        let closed = self.to.min(hour_start(self.now - GRACE)).max(self.from);
        let midnight = |moment: Timestamp| day_start(&moment.to_zoned(self.zone.clone()));
        let begun = midnight(self.from);
        let from = if begun == self.from { begun } else { next_day(&self.zone, self.from) };
        let to = midnight(closed);
        if from < to {
            (from.as_millisecond(), to.as_millisecond())
        } else {
            (closed.as_millisecond(), closed.as_millisecond())
        }
    }
}

/// The midnight at which yesterday began, seen at `now`. Readers of days from there on are kept as states.
pub(crate) fn hot_day(zone: &TimeZone, now: Timestamp) -> Timestamp {
    let today = day_start(&(now - GRACE).to_zoned(zone.clone()));
    day_start(&(today - SignedDuration::from_millis(1)).to_zoned(zone.clone()))
}

/// The midnight after a moment.
pub(crate) fn next_day(zone: &TimeZone, moment: Timestamp) -> Timestamp {
    moment.to_zoned(zone.clone()).tomorrow().map_or(moment, |next| day_start(&next))
}

/// The start of the hour that holds a moment.
pub(crate) fn hour_start(moment: Timestamp) -> Timestamp {
    let seconds = moment.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(3600)).unwrap_or(moment)
}

/// The first moment of the day that holds a moment of a zone.
pub(crate) fn day_start(moment: &Zoned) -> Timestamp {
    moment.start_of_day().map_or_else(
        |_| moment.round(Unit::Hour).map_or(moment.timestamp(), |rounded| rounded.timestamp()),
        |start| start.timestamp(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_hour_and_yesterday_begin_where_the_zone_says() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-23T21:35:10Z");
        let period = Period::new(&site, now, now, now);
        assert_eq!(period.open(), at("2026-11-23T21:00:00Z").as_millisecond());
        assert_eq!(period.hot(), at("2026-11-22T20:00:00Z").as_millisecond());
        let just_after = Period::new(&site, now, now, at("2026-11-23T20:05:00Z"));
        assert_eq!(just_after.open(), at("2026-11-23T19:00:00Z").as_millisecond());
        assert_eq!(just_after.hot(), at("2026-11-21T20:00:00Z").as_millisecond());
        let before_1970: Timestamp = "1969-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(hour_start(before_1970).to_string(), "1969-12-31T23:00:00Z");
    }

    #[test]
    fn only_whole_days_that_are_over_are_read_as_days() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let days = |zone: &str, from: &str, to: &str, now: &str| {
            let site = Site::new("news.example".parse().unwrap(), zone).unwrap();
            let days = Period::new(&site, at(from), at(to), at(now)).days();
            [days.0, days.1].map(|moment| Timestamp::from_millisecond(moment).unwrap().to_string())
        };
        let now = "2026-11-23T10:15:00Z";
        assert_eq!(
            days("Asia/Baku", "2026-11-20T20:00:00Z", now, now),
            ["2026-11-20T20:00:00Z", "2026-11-22T20:00:00Z"]
        );
        // The first day is not whole.
        assert_eq!(
            days("Asia/Baku", "2026-11-20T21:00:00Z", "2026-11-22T20:00:00Z", now),
            ["2026-11-21T20:00:00Z", "2026-11-22T20:00:00Z"]
        );
        // Only today.
        assert_eq!(
            days("Asia/Baku", "2026-11-22T20:00:00Z", now, now),
            ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"]
        );
    }
}
