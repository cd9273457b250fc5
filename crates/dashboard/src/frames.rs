//! The frames behind a day and behind a week, as the store answers them.

use bytes::Bytes;
use jiff::{Timestamp, ToSpan};
use tiraj_model::{IsoWeek, Site};
use tiraj_reporting::today::DayFrames;
use tiraj_reporting::weekly::WeekFrames;
use tiraj_store::{Period, Store, StoreError};

/// How many weeks before the shown one its figures are compared with.
const WEEKS_BEFORE: i32 = 4;
/// How many articles of today are read; the page shows fewer.
const LEADING: u32 = 50;

/// What the store knows of a week and of the four before it, each part an Arrow stream.
#[derive(Debug, Clone)]
pub struct WeekBytes {
    article_days: Bytes,
    section_hours: Bytes,
    articles: Bytes,
    readers: Bytes,
    shares: Bytes,
    sources: Bytes,
    detail: Bytes,
}

impl WeekBytes {
    /// The frames as the report reads them.
    #[must_use]
    pub fn frames(&self) -> WeekFrames<'_> {
        WeekFrames {
            article_days: &self.article_days,
            section_hours: &self.section_hours,
            articles: &self.articles,
            readers: &self.readers,
            shares: &self.shares,
            sources: &self.sources,
            detail: &self.detail,
        }
    }
}

/// Asks for a week of a site, seen at `now`.
///
/// # Errors
/// When the database does not answer or refuses.
pub async fn fetch_week(
    store: &Store,
    site: &Site,
    week: IsoWeek,
    now: Timestamp,
) -> Result<WeekBytes, StoreError> {
    let zone = site.zone();
    let (monday, end) = week.bounds(&zone);
    let period = Period::new(site, week.plus(-WEEKS_BEFORE).bounds(&zone).0, end, now);
    let shown = Period::new(site, monday, end, now);
    let (article_days, section_hours, articles, readers, shares, sources, detail) = tokio::try_join!(
        store.article_days(&period),
        store.section_hours(&period),
        store.articles(&site.name),
        store.readers_by_week(&period, monday),
        store.shares_by_week(&period),
        store.sources_by_week(&period),
        store.week_detail(&shown),
    )?;
    Ok(WeekBytes { article_days, section_hours, articles, readers, shares, sources, detail })
}

/// What the store knows of today and, hour by hour, of the 28 days before, each part an Arrow stream.
#[derive(Debug, Clone)]
pub struct DayBytes {
    site_hours: Bytes,
    articles: Bytes,
    sections: Bytes,
    networks: Bytes,
    readers: u64,
}

impl DayBytes {
    /// The frames as the page of today reads them.
    #[must_use]
    pub fn frames(&self) -> DayFrames<'_> {
        DayFrames {
            site_hours: &self.site_hours,
            article_today: &self.articles,
            section_today: &self.sections,
            shares_today: &self.networks,
            readers_today: self.readers,
        }
    }
}

/// Asks for the day of a site that runs at `now`.
///
/// # Errors
/// When the database does not answer or refuses.
pub async fn fetch_day(store: &Store, site: &Site, now: Timestamp) -> Result<DayBytes, StoreError> {
    let today = today_so_far(site, now);
    let weeks = Period::new(site, day_start(site, now, 7 * WEEKS_BEFORE), now, now);
    let (site_hours, articles, sections, networks, readers) = tokio::try_join!(
        store.site_hours(&weeks),
        store.leading_articles(&today, LEADING),
        store.leading_sections(&today),
        store.leading_networks(&today),
        store.site_readers(&today),
    )?;
    Ok(DayBytes { site_hours, articles, sections, networks, readers })
}

/// The site's day from its first moment until `now`.
pub(crate) fn today_so_far(site: &Site, now: Timestamp) -> Period {
    Period::new(site, day_start(site, now, 0), now, now)
}

/// The first moment of the day that was `days_before` days before the one that runs at `now`.
fn day_start(site: &Site, now: Timestamp, days_before: i32) -> Timestamp {
    let day = now.to_zoned(site.zone()).checked_sub(days_before.days());
    // Only the calendar's first days have no day before them.
    day.and_then(|day| day.start_of_day()).map_or(now, |start| start.timestamp())
}

/// The first moment of the site's day that holds a moment.
pub(crate) fn day_start_of(site: &Site, moment: Timestamp) -> Timestamp {
    day_start(site, moment, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_the_newsrooms_midnight_on_both_sides_of_a_clock_change() {
        let site = Site::new("news.example".parse().unwrap(), "Europe/Berlin").unwrap();
        let start = |days| day_start(&site, "2026-11-10T09:00:00Z".parse().unwrap(), days).to_string();
        assert_eq!([start(0), start(28)], ["2026-11-09T23:00:00Z", "2026-10-12T22:00:00Z"]);
    }
}
