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
    pub(crate) site: String,
    pub(crate) zone: TimeZone,
    pub(crate) zone_name: String,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) now: Timestamp,
}

impl Period {
    /// The time from `from` until just before `to`, seen at `now`.
    #[must_use]
    pub fn new(site: &Site, from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        let zone = site.zone();
        let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
        Self { site: site.name.to_string(), zone, zone_name, from, to, now }
    }

    /// From where on hours are read from the raw events, in milliseconds since 1970.
    pub(crate) fn open(&self) -> i64 {
        hour_start(self.now - GRACE).as_millisecond()
    }

    /// From where on days of the site's zone are read from the raw events, in milliseconds since 1970.
    pub(crate) fn open_day(&self) -> i64 {
        day_start(&(self.now - GRACE).to_zoned(self.zone.clone())).as_millisecond()
    }
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
    fn the_open_hour_and_day_begin_where_the_zone_says() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let now: Timestamp = "2026-11-23T21:35:10Z".parse().unwrap();
        let period = Period::new(&site, now, now, now);
        assert_eq!(period.open(), "2026-11-23T21:00:00Z".parse::<Timestamp>().unwrap().as_millisecond());
        assert_eq!(period.open_day(), "2026-11-23T20:00:00Z".parse::<Timestamp>().unwrap().as_millisecond());
        let just_after = Period::new(&site, now, now, "2026-11-23T20:05:00Z".parse().unwrap());
        assert_eq!(just_after.open(), "2026-11-23T19:00:00Z".parse::<Timestamp>().unwrap().as_millisecond());
        assert_eq!(
            just_after.open_day(),
            "2026-11-22T20:00:00Z".parse::<Timestamp>().unwrap().as_millisecond()
        );
        let before_1970: Timestamp = "1969-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(hour_start(before_1970).to_string(), "1969-12-31T23:00:00Z");
    }
}
