//! The time of a log line, as `10/Oct/2000:13:55:36 -0700` and as other servers write it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The moment that a log names; `None` where it is not written as expected or no such moment exists.
pub(super) fn parse(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; 26] = text.try_into().ok()?;
    let marks = [(2, b'/'), (6, b'/'), (11, b':'), (14, b':'), (17, b':'), (20, b' ')];
    if marks.iter().any(|(at, mark)| text[*at] != *mark) {
        return None;
    }
    let two = |at: usize| digits(&text[at..at + 2]).and_then(|number| i8::try_from(number).ok());
    let year = digits(&text[7..11])?;
    let local = DateTime::new(year, month(&text[3..6])?, two(0)?, two(12)?, two(15)?, two(18)?, 0).ok()?;
    zone(text[21], two(22)?, two(24)?)?.to_timestamp(local).ok()
}

/// The moment of a date and a time of day, both in UTC: `2014-05-23`, `01:13:11`.
pub(super) fn parse_utc(date: &[u8], time: &[u8]) -> Option<Timestamp> {
    let ([y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1], [h0, h1, b':', n0, n1, b':', s0, s1]) = (date, time)
    else {
        return None;
    };
    let two = |pair: [u8; 2]| digits(&pair).and_then(|number| i8::try_from(number).ok());
    let year = digits(&[*y0, *y1, *y2, *y3])?;
    let (month, day) = (two([*m0, *m1])?, two([*d0, *d1])?);
    let local =
        DateTime::new(year, month, day, two([*h0, *h1])?, two([*n0, *n1])?, two([*s0, *s1])?, 0).ok()?;
    Offset::UTC.to_timestamp(local).ok()
}

/// The moment that a text names in any of the ways of JSON logs, to the millisecond: RFC 3339, the common format's, a
/// date and time without zone (UTC), or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
/// their size.
pub(crate) fn parse_any(text: &[u8]) -> Option<Timestamp> {
    if text.first()?.is_ascii_digit() && text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return parse_epoch(std::str::from_utf8(text).ok()?);
    }
    let moment = parse(text).or_else(|| {
        let text = std::str::from_utf8(text).ok()?;
        text.parse::<Timestamp>().ok().or_else(|| {
            let local: DateTime = text.replace('/', "-").parse().ok()?;
            Offset::UTC.to_timestamp(local).ok()
        })
    })?;
    Timestamp::from_millisecond(moment.as_millisecond()).ok()
}

/// A number below this is a duration, and no moment that a log names (1973).
const EARLIEST: i64 = 100_000_000;

fn parse_epoch(text: &str) -> Option<Timestamp> {
    let milliseconds = match text.parse::<i64>() {
        Ok(whole) => match whole {
            ..EARLIEST => return None,
            EARLIEST..100_000_000_000 => whole * 1_000,
            100_000_000_000..100_000_000_000_000 => whole,
            100_000_000_000_000..100_000_000_000_000_000 => whole / 1_000,
            _ => whole / 1_000_000,
        },
        // Seconds with a fraction, which a float holds to a fraction of a microsecond.
        Err(_) => {
            let seconds: f64 =
                text.parse().ok().filter(|seconds| (EARLIEST as f64..1e11).contains(seconds))?;
            (seconds * 1e3 + 1e-3).floor() as i64
        }
    };
    Timestamp::from_millisecond(milliseconds).ok()
}

fn zone(sign: u8, hours: i8, minutes: i8) -> Option<Offset> {
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    match sign {
        b'+' => Offset::from_seconds(seconds).ok(),
        b'-' => Offset::from_seconds(-seconds).ok(),
        _ => None,
    }
}

fn digits(text: &[u8]) -> Option<i16> {
    text.iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0')))
}

fn month(name: &[u8]) -> Option<i8> {
    Some(match name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expect: Option<&str>) {
        assert_eq!(parse(given.as_bytes()).map(|t| t.to_string()).as_deref(), expect, "{given}");
    }

    #[test]
    fn moments_are_read_with_their_zone() {
        check("10/Oct/2000:13:55:36 -0700", Some("2000-10-10T20:55:36Z"));
        check("09/Jul/1995:00:00:00 -0400", Some("1995-07-09T04:00:00Z"));
        check("01/Jan/2026:02:30:00 +0530", Some("2025-12-31T21:00:00Z"));
        check("29/Feb/2024:23:59:59 +0400", Some("2024-02-29T19:59:59Z"));
    }

    #[test]
    fn moments_are_read_as_other_servers_write_them() {
        for text in [
            "2026-11-17T10:05:03.250+04:00",
            "2026-11-17T06:05:03.250Z",
            "2026-11-17 06:05:03.250",
            "2026/11/17 06:05:03.250999",
            "1794895503.250",
            "1794895503250",
            "1794895503250000",
            "1794895503250000000",
        ] {
            let moment = parse_any(text.as_bytes()).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), Some("2026-11-17T06:05:03.25Z"), "{text}");
        }
        for text in ["", "0.004", "12", "yesterday", "99999999999999999999999", "1.2.3"] {
            assert_eq!(parse_any(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_utc(b"2014-05-23", b"01:13:11").unwrap().to_string(), "2014-05-23T01:13:11Z");
        assert_eq!(parse_utc(b"2014-02-30", b"01:13:11"), None);
        assert_eq!(parse_utc(b"2014-05-23", b"1:13:11"), None);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for given in [
            "",
            "-",
            "29/Feb/2023:00:00:00 +0000",
            "10/Oct/2000:24:00:00 +0000",
            "10/oct/2000:13:55:36 +0000",
            "10/Oct/2000 13:55:36 +0000",
            "10/Oct/2000:13:55:36 00000",
            "1x/Oct/2000:13:55:36 +0000",
            "10/Oct/2000:13:55:36 +9999",
            "2000-10-10T13:55:36+00:00",
        ] {
            check(given, None);
        }
    }
}
