//! Rollups: recomputed from the raw events, never incremented.
//!
//! Running a recomputation again gives the same rows under a greater version, so it may be repeated after
//! any failure, and late events need no special case: their hour is computed anew.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tiraj_model::Site;

use crate::period::{Period, day_start, hot_day, hour_start, next_day};
use crate::question::{Question, SPILL_BYTES, question};
use crate::{Store, StoreError};

/// Seconds of an hour.
const HOUR: i64 = 3600;

/// An hour of a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SiteHour {
    /// The site's name.
    pub site: String,
    /// The start of the hour.
    pub hour: Timestamp,
}

impl SiteHour {
    /// The hour of a site that holds a moment.
    #[must_use]
    pub fn of(site: &str, moment: Timestamp) -> Self {
        Self { site: site.to_owned(), hour: hour_start(moment) }
    }

    /// An hour as it is stored: by the second in which it begins.
    pub(crate) fn from_stored(site: &str, second: u32) -> Self {
        Self::of(site, Timestamp::from_second(i64::from(second)).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The first moment after it.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        Timestamp::from_second(self.hour.as_second() + HOUR).unwrap_or(self.hour)
    }
}

#[derive(clickhouse::Row, Deserialize)]
struct StaleDay {
    day: u16,
    note: u64,
}

#[derive(clickhouse::Row, Deserialize)]
struct Difference {
    site: String,
    hour: u32,
}

/// Events whose days are recomputed by one statement: more would want too much memory.
const EVENTS_AT_ONCE: u64 = 6_000_000;

/// Days that are recomputed by one statement: as many as the bits in which a reader's days are kept, less the day before.
const DAYS_AT_ONCE: usize = 60;

/// What readers are counted by, besides the whole site. All but the site depend on the registry.
const SCOPES: [&str; 6] = ["site", "article", "story", "section", "author", "lang"];

#[derive(clickhouse::Row, Deserialize)]
pub(crate) struct DaySize {
    pub(crate) start_ms: i64,
    pub(crate) events: u64,
}

/// The whole days of a site's zone from the one that holds a moment to the one before which another lies.
struct DaySpan {
    from: Timestamp,
    to: Timestamp,
}

impl Store {
    /// Recomputes the counts of a site's hours from the one that holds `from` until the one that ends at or
    /// after `to`. Hours before the site's [border](Store::raw_border) stay as they are, here and below.
    ///
    /// # Errors
    /// When the database does not answer or refuses; then some of the rollups may be new and others old.
    pub async fn recompute_hours(
        &self,
        site: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(), StoreError> {
        let from = hour_start(from).max(self.raw_border(site).await?);
        if from >= to {
            return Ok(());
        }
        let pieces = self.split(site, &TimeZone::UTC, "UTC", &DaySpan::of(&TimeZone::UTC, from, to)).await?;
        // The counts of pages last: the comparison at a start looks at them, and finds what was cut short before.
        for question in [question!("recompute_site_breakdowns"), question!("recompute_page_hours")] {
            for piece in &pieces {
                self.recompute(question, site, piece.from.max(from), piece.to.min(to), "UTC").await?;
            }
        }
        Ok(())
    }

    /// Recomputes, seen at `now`, all that is kept by day of the site's zone for the days that touch [from, to): counts, breakdowns,
    /// visits and readers. Of the days beside them what hangs together over midnight: visits, and who was there on the day before.
    ///
    /// # Errors
    /// When the database does not answer or refuses; then some of the rollups may be new and others old.
    pub async fn recompute_days(
        &self,
        site: &Site,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let zone = site.zone();
        let border = self.raw_border(site.name.as_str()).await?;
        let from = from.max(border);
        if from >= to {
            return Ok(());
        }
        let days = DaySpan::of(&zone, from, to);
        let (name, zone_name) = (site.name.as_str(), site.timezone.as_str());
        for span in self.split(name, &zone, zone_name, &days).await? {
            for question in [question!("recompute_page_days"), question!("recompute_page_breakdowns")] {
                self.recompute(question, name, span.from, span.to, zone_name).await?;
            }
        }
        let mut beside =
            DaySpan { from: day_before(&zone, days.from).max(border), to: next_day(&zone, days.to) };
        for span in self.split(name, &zone, zone_name, &beside).await? {
            for question in [
                question!("insert_visit_days", "dayed_visits", "recompute_visit_days"),
                question!("insert_page_moves", "dayed_visits", "recompute_page_moves"),
            ] {
                self.recompute(question, name, span.from, span.to, zone_name).await?;
            }
        }
        beside.from = days.from;
        self.recompute_readers(site, &beside, &SCOPES, now).await?;
        self.drop_settled_states(now).await
    }

    /// Recomputes the readers of some scopes for days of the site's zone.
    async fn recompute_readers(
        &self,
        site: &Site,
        days: &DaySpan,
        scopes: &[&str],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let zone = site.zone();
        for span in self.split(site.name.as_str(), &zone, &site.timezone, days).await? {
            for scope in scopes {
                let asked = self.ask(question!("recompute_scope_days"));
                let asked = asked.with("site", site.name.as_str()).with("zone", &site.timezone);
                let asked = asked.with("scope", scope).with("to", span.to.as_millisecond());
                let asked = asked.with("before", day_before(&zone, span.from).as_millisecond());
                asked.set("max_bytes_before_external_group_by", SPILL_BYTES).execute().await?;
            }
        }
        let hot = hot_day(&zone, now).max(days.from);
        if hot < days.to {
            let question = question!("recompute_reader_states");
            self.recompute(question, site.name.as_str(), hot, days.to, &site.timezone).await?;
        }
        Ok(())
    }

    /// Drops the states of readers of days that are settled in every zone.
    async fn drop_settled_states(&self, now: Timestamp) -> Result<(), StoreError> {
        let day = (now - SignedDuration::from_hours(4 * 24)).to_zoned(TimeZone::UTC).date();
        let asked = self.ask(question!("settled_reader_states")).with("day", day.to_string());
        let settled: Vec<u16> = asked.rows().await?;
        for day in settled {
            let day = Date::constant(1970, 1, 1).saturating_add(i64::from(day).days());
            self.ask(question!("drop_reader_states")).with("day", day.to_string()).execute().await?;
        }
        Ok(())
    }

    /// Recomputes what the registry has made stale: the readers of a site's sections, authors and so on. Reads that tell of them
    /// ask for it, so that a correction holds from the next read on.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn refresh_readers(&self, site: &Site, now: Timestamp) -> Result<(), StoreError> {
        let asked = self.ask(question!("stale_days")).with("site", site.name.as_str());
        let stale: Vec<StaleDay> = asked.rows().await?;
        if stale.is_empty() {
            return Ok(());
        }
        let (zone, border) = (site.zone(), self.raw_border(site.name.as_str()).await?);
        for StaleDay { day, note } in stale {
            let day = Date::constant(1970, 1, 1).saturating_add(i64::from(day).days());
            let Ok(start) = day.to_zoned(zone.clone()) else { continue };
            let from = day_start(&start);
            // The day after tells who was there on this one.
            let days = DaySpan { from, to: next_day(&zone, next_day(&zone, from)) };
            // Of days whose events are gone the readers stay those of the sections that they had then.
            if from >= border {
                self.recompute_readers(site, &days, &SCOPES[1..], now).await?;
            }
            let asked = self.ask(question!("clear_stale_days")).with("site", site.name.as_str());
            let asked = asked.with("day", day.to_string()).with("note", note);
            asked.set("lightweight_deletes_sync", "2").execute().await?;
        }
        Ok(())
    }

    /// Days of a zone put together so that one statement can recompute them.
    async fn split(
        &self,
        site: &str,
        zone: &TimeZone,
        zone_name: &str,
        days: &DaySpan,
    ) -> Result<Vec<DaySpan>, StoreError> {
        let asked = self.ask(question!("day_sizes")).with("site", site);
        let asked = asked.with("zone", zone_name).with("from", days.from.as_millisecond());
        let sizes: Vec<DaySize> = asked.with("to", days.to.as_millisecond()).rows().await?;
        let size = |start: Timestamp| {
            let found = sizes.binary_search_by_key(&start.as_millisecond(), |size| size.start_ms);
            found.map_or(0, |at| sizes[at].events)
        };
        let (mut spans, mut span, mut events, mut count) = (Vec::new(), None::<DaySpan>, 0, 0);
        let mut start = days.from;
        while start < days.to {
            let end = next_day(zone, start);
            if end <= start {
                break;
            }
            let more = size(start);
            match &mut span {
                Some(open) if events + more <= EVENTS_AT_ONCE && count < DAYS_AT_ONCE => {
                    (open.to, events, count) = (end, events + more, count + 1);
                }
                _ => {
                    spans.extend(span.replace(DaySpan { from: start, to: end }));
                    (events, count) = (more, 1);
                }
            }
            start = end;
        }
        spans.extend(span);
        Ok(spans)
    }

    async fn recompute(
        &self,
        question: Question,
        site: &str,
        from: Timestamp,
        to: Timestamp,
        zone: &str,
    ) -> Result<(), StoreError> {
        let asked = self.ask(question).with("site", site).with("zone", zone);
        let asked = asked.with("from", from.as_millisecond()).with("to", to.as_millisecond());
        asked.set("max_bytes_before_external_group_by", SPILL_BYTES).execute().await
    }

    /// The hours of [from, to) whose rollup does not hold as many events as the raw table.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn rollup_differences(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<SiteHour>, StoreError> {
        let asked = self.ask(question!("rollup_differences"));
        let asked = asked.with("from", hour_start(from).as_millisecond());
        let rows: Vec<Difference> = asked.with("to", hour_start(to).as_millisecond()).rows().await?;
        Ok(rows.iter().map(|row| SiteHour::from_stored(&row.site, row.hour)).collect())
    }

    /// The months in which there are events or rollups, each by its first and its last moment, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn months(&self) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
        let months: Vec<u32> = self.ask(question!("event_partitions")).rows().await?;
        Ok(months.into_iter().filter_map(month_span).collect())
    }
}

/// The first moment of a month, given as `202611`, and the moment after its last.
fn month_span(month: u32) -> Option<(Timestamp, Timestamp)> {
    let (year, month) = (i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    let start = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    Some((start(first)?, start(first.checked_add(1.month()).ok()?)?))
}

impl DaySpan {
    fn of(zone: &TimeZone, from: Timestamp, to: Timestamp) -> Self {
        // The day of the last moment before `to`, which may be the midnight that ends it.
        let until = to - SignedDuration::from_millis(1);
        Self { from: day_start(&from.to_zoned(zone.clone())), to: next_day(zone, until) }
    }
}

fn day_before(zone: &TimeZone, start: Timestamp) -> Timestamp {
    day_start(&(start - SignedDuration::from_millis(1)).to_zoned(zone.clone()))
}

impl Period {
    /// The period's parameters, given to a question.
    pub(crate) fn put(&self, asked: crate::question::Asked) -> crate::question::Asked {
        let (days_from, days_to) = self.days();
        asked
            .with("days_from", days_from)
            .with("days_to", days_to)
            .with("hot", self.hot())
            .with("site", self.site.name.as_str())
            .with("zone", &self.site.timezone)
            .with("from", self.from.as_millisecond())
            .with("to", self.to.as_millisecond())
            .with("open", self.open())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let span = |month| month_span(month).map(|(from, to)| (from.to_string(), to.to_string()));
        let expect = ("2026-12-01T00:00:00Z".to_owned(), "2027-01-01T00:00:00Z".to_owned());
        assert_eq!(span(202_612), Some(expect));
        assert_eq!(span(202_613), None);
    }
}
