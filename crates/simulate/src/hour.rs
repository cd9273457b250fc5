//! The hours of a span of time, as the site's readers live them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000;
/// Milliseconds of a day of 24 hours.
pub(crate) const DAY: i64 = 24 * HOUR;

/// An hour, or what of it lies within the span. Times are milliseconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hour {
    /// Its first moment.
    pub(crate) start: i64,
    /// The first moment after it.
    pub(crate) end: i64,
    /// Hour of the day in the site's zone, from 0.
    pub(crate) of_day: usize,
    /// Day of the week in the site's zone, from Monday, 0.
    pub(crate) weekday: usize,
    /// Number of the day in the site's zone, counted from 1970.
    pub(crate) day: i64,
}

impl Hour {
    /// How much of a whole hour it is.
    pub(crate) fn fraction(&self) -> f64 {
        (self.end - self.start) as f64 / HOUR as f64
    }

    fn at(start: i64, end: i64, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(moment(start));
        let seconds = i64::from(zone.to_offset(moment(start)).seconds());
        Self {
            start,
            end,
            of_day: usize::from(local.hour().unsigned_abs()),
            weekday: usize::from(local.weekday().to_monday_zero_offset().unsigned_abs()),
            day: (start + seconds * 1_000).div_euclid(DAY),
        }
    }
}

/// The hours from `start` to before `end`, cut at whole hours.
pub(crate) fn hours(start: i64, end: i64, zone: &TimeZone) -> Vec<Hour> {
    let mut hours = Vec::new();
    let mut from = start;
    while from < end {
        let to = ((from.div_euclid(HOUR) + 1) * HOUR).min(end);
        hours.push(Hour::at(from, to, zone));
        from = to;
    }
    hours
}

/// The moment of that many milliseconds since 1970.
pub(crate) fn moment(milliseconds: i64) -> Timestamp {
    // Outside of the years -9999 to 9999 nothing is simulated.
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_covered_without_gap_in_the_zone_of_its_site() {
        let zone = TimeZone::get("Asia/Baku").unwrap();
        let end: Timestamp = "2026-11-16T20:30:00Z".parse().unwrap();
        let end = end.as_millisecond();
        let hours = hours(end - 2 * HOUR, end, &zone);
        assert_eq!(hours.len(), 3);
        assert!(hours.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((hours[0].of_day, hours[0].weekday, hours[0].fraction()), (22, 0, 0.5));
        assert_eq!((hours[2].of_day, hours[2].weekday, hours[2].end), (0, 1, end));
        assert_eq!(hours[2].day, hours[0].day + 1);
    }
}
