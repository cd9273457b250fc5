//! When a report is delivered, and to whom.

use std::str::FromStr;

use anyhow::{Context, ensure};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tiraj_delivery::Address;
use tiraj_model::{Language, ReportFormat, SiteName};

/// How many people one schedule may have.
const MOST_RECIPIENTS: usize = 200;

/// The longest name of a schedule, in characters.
const LONGEST_NAME: usize = 64;

/// Clocks are changed by at most so many hours.
const CLOCK_CHANGE: i64 = 3;

/// A cron expression of five fields: minute, hour, day of the month, month, day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct When(String);

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match parse(&text) {
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(format!(
                "it is no cron expression ({error}); write five fields, minute hour day month weekday, such as '0 8 * * mon'"
            )),
        }
    }
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.0
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn parse(text: &str) -> Result<Cron, croner::errors::CronError> {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build().parse(text)
}

impl When {
    /// The newest time that is not after `now`. Times are those that a clock on the wall of the zone shows: one that the clock skips is
    /// later by as much as it skips, of one that it shows twice the first counts. So each comes once.
    pub(crate) fn last(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let start = wall(now, zone).checked_add(CLOCK_CHANGE.hours()).ok()?;
        let found = |moment: &Timestamp| *moment <= now;
        parse(&self.0).ok()?.iter_before(start).filter_map(|time| at(time, zone)).find(found)
    }

    /// The next time after `now`.
    pub(crate) fn next(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let start = wall(now, zone).checked_sub(CLOCK_CHANGE.hours()).ok()?;
        let found = |moment: &Timestamp| *moment > now;
        parse(&self.0).ok()?.iter_after(start).filter_map(|time| at(time, zone)).find(found)
    }
}

fn wall(now: Timestamp, zone: &TimeZone) -> DateTime {
    now.to_zoned(zone.clone()).datetime()
}

fn at(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(time).compatible().ok()
}

/// Somebody who gets a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipient {
    #[serde(flatten)]
    pub(crate) address: Address,
    /// Since when they do not want it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unsubscribed_at: Option<Timestamp>,
}

/// A report that is delivered again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schedule {
    /// What people call it; no two schedules have the same name.
    pub(crate) name: String,
    /// The site that is reported.
    pub(crate) site: SiteName,
    /// When.
    pub(crate) when: When,
    /// The zone of these times.
    pub(crate) zone: String,
    /// The report's language.
    pub(crate) lang: Language,
    /// As what files it is attached.
    #[serde(default)]
    pub(crate) attach: Vec<ReportFormat>,
    /// To whom.
    pub(crate) recipients: Vec<Recipient>,
    /// When it was made: what would have been due before is not.
    pub(crate) created_at: Timestamp,
}

impl Schedule {
    /// Whether it can be kept.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        ensure!(
            !self.name.is_empty() && self.name.len() <= LONGEST_NAME && self.name.chars().all(is_plain),
            "`{}` is no name for a schedule; use up to {LONGEST_NAME} letters, digits, `-`, `_` and `.`, for example `monday`",
            self.name.chars().take(LONGEST_NAME).collect::<String>()
        );
        ensure!(
            !self.recipients.is_empty(),
            "nobody gets it; name somebody with --mail, --telegram or --webhook"
        );
        ensure!(
            self.recipients.len() <= MOST_RECIPIENTS,
            "a schedule has at most {MOST_RECIPIENTS} recipients; make several"
        );
        TimeZone::get(&self.zone)
            .with_context(|| format!("`{}` is no time zone; write one such as Asia/Baku", self.zone))?;
        ensure!(
            self.when.next(self.created_at, &self.zone()).is_some(),
            "`{}` never comes; look at day and month",
            self.when
        );
        Ok(())
    }

    /// The zone of its times; UTC where the stored name is no longer known.
    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// Those who still want it.
    pub(crate) fn subscribed(&self) -> impl Iterator<Item = &Address> {
        self.recipients.iter().filter(|one| one.unsubscribed_at.is_none()).map(|one| &one.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(when: &str, zone: &str, now: &str, last: &str, next: &str) {
        let (when, zone): (When, _) = (when.parse().unwrap(), TimeZone::get(zone).unwrap());
        let now: Timestamp = now.parse().unwrap();
        let shown = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string()).unwrap_or_default();
        assert_eq!(
            (shown(when.last(now, &zone)).as_str(), shown(when.next(now, &zone)).as_str()),
            (last, next)
        );
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let now = "2026-11-16T04:00:00Z";
        check("0 8 * * mon", "Asia/Baku", now, "2026-11-16T04:00:00Z", "2026-11-23T04:00:00Z");
        check("30 9 1 * *", "Asia/Baku", now, "2026-11-01T05:30:00Z", "2026-12-01T05:30:00Z");
    }

    #[test]
    fn a_time_that_the_clock_skips_comes_once_and_later() {
        // In Berlin it is 3 o'clock right after 1:59:59 of 29 March 2026.
        let skipped = "2026-03-29T01:30:00Z";
        check("30 2 * * *", "Europe/Berlin", "2026-03-29T01:29:59Z", "2026-03-28T01:30:00Z", skipped);
        check("30 2 * * *", "Europe/Berlin", "2026-03-29T01:30:00Z", skipped, "2026-03-30T00:30:00Z");
        check("30 2 * * *", "Europe/Berlin", "2026-03-29T12:00:00Z", skipped, "2026-03-30T00:30:00Z");
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_comes_once() {
        // From 3 o'clock of 25 October 2026 it is put back to 2.
        let first = "2026-10-25T00:30:00Z";
        check("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", first, "2026-10-26T01:30:00Z");
        check("30 2 * * *", "Europe/Berlin", "2026-10-25T01:30:00Z", first, "2026-10-26T01:30:00Z");
        check("30 2 * * *", "Europe/Berlin", "2026-10-25T00:29:00Z", "2026-10-24T00:30:00Z", first);
    }

    #[test]
    fn rubbish_is_refused_with_what_to_write() {
        for text in ["", "monday", "0 8 * *", "61 8 * * *", "0 0 8 * * mon", "0 8 * * mon 2026", "a b c d e"]
        {
            let words = text.parse::<When>().unwrap_err();
            assert!(words.contains("'0 8 * * mon'"), "{text}: {words}");
        }
    }

    fn schedule(when: &str) -> Schedule {
        Schedule {
            name: "monday".into(),
            site: "news.example".parse().unwrap(),
            when: when.parse().unwrap(),
            zone: "Asia/Baku".into(),
            lang: Language::En,
            attach: Vec::new(),
            recipients: vec![Recipient {
                address: Address::new("mail", "a@news.example").unwrap(),
                unsubscribed_at: None,
            }],
            created_at: "2026-11-16T04:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_schedule_that_cannot_be_kept_is_refused() {
        assert!(schedule("0 8 * * mon").check().is_ok());
        assert!(schedule("0 8 30 2 *").check().unwrap_err().to_string().contains("never comes"));
        assert!(Schedule { zone: "Asia/Bakuu".into(), ..schedule("0 8 * * mon") }.check().is_err());
        assert!(Schedule { name: "a b".into(), ..schedule("0 8 * * mon") }.check().is_err());
        assert!(Schedule { recipients: Vec::new(), ..schedule("0 8 * * mon") }.check().is_err());
    }
}
