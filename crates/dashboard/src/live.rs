//! The numbers that move while an editor looks: who is reading, and today's totals.

mod feeds;

use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::{Language, Site};
use tiraj_reporting::today::{self, DayFrames};
use tiraj_store::Store;

use crate::DashboardError;
use crate::frames::today_so_far;
use crate::report::{compute, masthead};

pub(crate) use feeds::Feeds;

/// A site's live numbers, as the stream and the stats API give them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LiveNumbers {
    /// The site's name.
    pub(crate) site: String,
    /// The moment the numbers are of.
    pub(crate) at: Timestamp,
    /// Readers with a sign of life within the last five minutes.
    pub(crate) readers_present: u64,
    /// Views since the newsroom's midnight.
    pub(crate) views_today: u64,
    /// Readers since the newsroom's midnight.
    pub(crate) readers_today: u64,
    /// Shares since the newsroom's midnight.
    pub(crate) shares_today: u64,
}

/// What one kind of client brought today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlatformNumbers {
    /// One of `web ios android amp instant_view rss server`.
    pub(crate) platform: String,
    /// Views since the newsroom's midnight.
    pub(crate) views: u64,
    /// Readers since then; one who uses two platforms counts for both.
    pub(crate) readers: u64,
    /// Shares since then.
    pub(crate) shares: u64,
}

/// Reads what each platform brought today, those with most views first.
pub(crate) async fn read_platforms(
    store: &Store,
    site: &Site,
    now: Timestamp,
) -> Result<Vec<PlatformNumbers>, DashboardError> {
    let counts = store.platforms(&today_so_far(site, now)).await?;
    let numbers = counts.into_iter().map(|count| PlatformNumbers {
        platform: count.platform,
        views: count.views,
        readers: count.readers,
        shares: count.shares,
    });
    Ok(numbers.collect())
}

/// Reads a site's live numbers. Today's totals are added up as on the overview, so that the two never differ.
pub(crate) async fn read(store: &Store, site: &Site, now: Timestamp) -> Result<LiveNumbers, DashboardError> {
    let period = today_so_far(site, now);
    let (site_hours, readers_today, readers_present) = tokio::try_join!(
        store.site_hours(&period),
        store.site_readers(&period),
        store.readers_present(site, now),
    )?;
    let masthead = masthead(site, Language::En);
    let today = compute(move || {
        let nothing: &[u8] = &[];
        let frames = DayFrames {
            site_hours: &site_hours,
            article_today: nothing,
            section_today: nothing,
            shares_today: nothing,
            readers_today,
        };
        today::compute(&frames, &masthead, now)
    });
    let today = today.await?;
    Ok(LiveNumbers {
        site: today.site,
        at: now,
        readers_present,
        views_today: today.views.value,
        readers_today,
        shares_today: today.shares.value,
    })
}
