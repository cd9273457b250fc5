//! The time of a log line, as `10/Oct/2000:13:55:36 -0700`.

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
