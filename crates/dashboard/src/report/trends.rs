//! Where reading is heading.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tiraj_model::{Language, Site};
use tiraj_reporting::breakdown;
use tiraj_reporting::trends::{self, Explained, MOVER_DAYS, TrendFrames, Trends, WEEKS};
use tiraj_store::{Dimension, Period, Store};

use super::days::between;
use super::{compute, masthead};
use crate::DashboardError;

/// How many alarms are explained, the latest first.
const EXPLAINED: usize = 3;
/// With how many weeks before an alarm's hours are compared.
const WEEKS_BEFORE: i64 = 4;
/// What an alarm is explained by.
const DIMENSIONS: [(Dimension, breakdown::Dimension); 3] = [
    (Dimension::Source, breakdown::Dimension::Source),
    (Dimension::Country, breakdown::Dimension::Country),
    (Dimension::Device, breakdown::Dimension::Device),
];

/// Where reading of a site is heading, with what explains its latest alarms.
pub(crate) async fn read_trends(
    store: &Store,
    site: &Site,
    now: Timestamp,
) -> Result<Trends, DashboardError> {
    let weeks = Period::new(site, now - SignedDuration::from_hours(168 * WEEKS), now, now);
    let yesterday = now.to_zoned(site.zone()).date().saturating_sub(1.days());
    let days = between(site, yesterday.saturating_sub((2 * MOVER_DAYS - 1).days()), yesterday, now);
    let (site_hours, article_days, articles) =
        tokio::try_join!(store.site_hours(&weeks), store.article_days(&days), store.articles(&site.name))?;
    let masthead = masthead(site, Language::En);
    let trends = compute(move || {
        let frames =
            TrendFrames { site_hours: &site_hours, article_days: &article_days, articles: &articles };
        trends::compute(&frames, &masthead, now)
    });
    let mut trends = trends.await?;
    for alarm in trends.alarms.iter_mut().take(EXPLAINED) {
        let mut counted = Vec::new();
        for (asked, dimension) in DIMENSIONS {
            let hours = hours_of(store, site, asked, (alarm.begin, alarm.end), now).await?;
            counted.push((dimension, hours));
        }
        let dimensions: Vec<Explained<'_>> = counted
            .iter()
            .filter_map(|(dimension, hours)| {
                let (actual, before) = hours.split_first()?;
                let before = before.iter().map(AsRef::as_ref).collect();
                Some(Explained { dimension: *dimension, actual, before })
            })
            .collect();
        alarm.explain(&dimensions)?;
    }
    Ok(trends)
}

/// Some hours by the values of a dimension, and the same hours of the weeks before.
async fn hours_of(
    store: &Store,
    site: &Site,
    dimension: Dimension,
    (begin, end): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Vec<Bytes>, DashboardError> {
    let mut hours = Vec::new();
    for week in 0..=WEEKS_BEFORE {
        let back = SignedDuration::from_hours(168 * week);
        let period = Period::new(site, begin - back, end - back, now);
        hours.push(store.site_breakdown(&period, dimension).await?);
    }
    Ok(hours)
}
