//! What the public counter of each page begins with.

use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::SiteName;

use crate::question::question;
use crate::{Store, StoreError};

#[derive(clickhouse::Row, Serialize)]
struct SeedRow<'a> {
    site: &'a str,
    path: &'a str,
    views: u64,
    version: u64,
}

impl Store {
    /// Sets what the counters of some pages of a site begin with, in the place of what they began with before. Paths are
    /// normalised ones, each at most once. The public counters show it after they were rebased.
    ///
    /// # Errors
    /// When the database does not answer or refuses; then some of the pages may have been set.
    pub async fn seed_views<'a>(
        &self,
        site: &SiteName,
        pages: impl IntoIterator<Item = (&'a str, u64)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let newest: u64 = self.ask(question!("newest_seed")).with("site", site.as_str()).row().await?;
        // Greater than any before it even where the clock has gone back.
        let version = u64::try_from(now.as_microsecond()).unwrap_or_default().max(newest + 1);
        let fail = |error| StoreError::new("seed_views", error);
        let mut insert = self.client.insert::<SeedRow<'_>>("seeded_views").await.map_err(fail)?;
        for (path, views) in pages {
            let row = SeedRow { site: site.as_str(), path, views, version };
            insert.write(&row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }
}
