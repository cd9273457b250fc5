//! The questions that pages and reports ask. Each answer is an Arrow stream unless it is a single figure.

use bytes::Bytes;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use tiraj_model::Site;

use crate::breakdowns::PRESENCE;
use crate::period::Period;
use crate::question::{Question, question};
use crate::rankings::MOST_BYTES;
use crate::{Store, StoreError};

/// No key, which means all.
const NONE: &[&str] = &[];

/// What the public counter shows for a page.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct ViewTotal {
    /// The site's name.
    pub site: String,
    /// The page's path.
    pub path: String,
    /// Views by persons, and those that the counter began with.
    pub views: u64,
}

/// What is known of an article.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct KnownArticle {
    /// The page's path.
    pub path: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// Authors, in the order of the author line.
    pub authors: Vec<String>,
    /// BCP 47 language.
    pub lang: String,
    /// When it was published, in milliseconds since 1970 (UTC); 0 where unknown.
    pub published_ms: i64,
    /// Addresses of the translations, with the language of each.
    pub translations: Vec<(String, String)>,
}

/// What one kind of client brought.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct PlatformCount {
    /// The platform's name.
    pub platform: String,
    /// Views by persons.
    pub views: u64,
    /// Readers; one who uses two platforms counts for both.
    pub readers: u64,
    /// Shares by persons.
    pub shares: u64,
}

/// Views by persons on a day of the site's zone, as pages and applications reported them.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct TrackedDay {
    /// Days since 1970.
    day: u16,
    /// How many.
    pub views: u64,
}

impl TrackedDay {
    /// The day.
    #[must_use]
    pub fn date(&self) -> Date {
        Date::constant(1970, 1, 1) + i64::from(self.day).days()
    }
}

/// The events of a period under one verdict, or those of one AI company's crawler.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct VerdictCount {
    /// `human`, or why the maker is thought to be a machine.
    pub verdict: String,
    /// The crawler's name where the verdict is `bot:ai`, otherwise empty.
    pub crawler: String,
    /// Events of all kinds.
    pub events: u64,
    /// Views among them.
    pub views: u64,
    /// Different pages among those.
    pub pages: u64,
}

/// What a table takes on disk.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct TableFootprint {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Its bytes on disk, indexes included.
    pub bytes: u64,
    /// Its active parts.
    pub parts: u64,
}

impl Store {
    /// `path`, `day` (of the site's zone), `views`, `shares`.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn article_days(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.over(period, question!("day_counts", "article_days")).await
    }

    /// `section`, `hour` (UTC), `views`, `shares`.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn section_hours(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.over(period, question!("counts", "section_hours")).await
    }

    /// `hour` (UTC), `views`, `shares` of the whole site.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn site_hours(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.of_site(period, "", question!("site_counts", "site_hours")).await
    }

    /// `network`, `week` (its Monday), `shares`.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn shares_by_week(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.of_site(period, "network", question!("site_counts", "shares_by_week")).await
    }

    /// `channel`, `source`, `week` (its Monday), `views`.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn sources_by_week(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.of_site(period, "source", question!("site_counts", "sources_by_week")).await
    }

    /// `scope` (site, section, article), `key`, `week` (its Monday), `readers`; of articles only the 200 that
    /// lead from `last_week` on. The period begins and ends with a day of the site's zone, or with now.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn readers_by_week(&self, period: &Period, last_week: Timestamp) -> Result<Bytes, StoreError> {
        self.refresh_readers(&period.site, period.now).await?;
        let asked = period.put(self.ask(question!("reader_counts", "readers_by_week")));
        let asked =
            asked.with("scopes", vec!["site", "section", "article"]).with("keys", NONE).with("piece", "week");
        asked.with("last_week", last_week.as_millisecond()).arrow().await
    }

    /// `scope` (site, section, article), `key`, `grain` (hour, day), `start` (UTC), `views`, `readers`, `shares`; of
    /// articles only the 20 that lead in the period. Counted from the raw events.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn week_detail(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.over(period, question!("week_detail")).await
    }

    /// `path`, `title`, `section`, `views`, `readers`, `shares` of the most read articles. The period begins with a day of the
    /// site's zone.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn leading_articles(&self, period: &Period, limit: u32) -> Result<Bytes, StoreError> {
        let ranked = self.ranked_articles(period, &[], limit).await?;
        let mut bytes = 0;
        let told: Vec<_> = ranked
            .iter()
            .take_while(|article| {
                bytes += article.path.len();
                bytes <= MOST_BYTES
            })
            .collect();
        let asked = self.ask(question!("leading_articles")).with("site", period.site.name.as_str());
        asked
            .with("pages", told.iter().map(|article| &*article.path).collect::<Vec<_>>())
            .with("views", told.iter().map(|article| article.views).collect::<Vec<_>>())
            .with("readers", told.iter().map(|article| article.readers).collect::<Vec<_>>())
            .with("shares", told.iter().map(|article| article.shares).collect::<Vec<_>>())
            .arrow()
            .await
    }

    /// `section`, `views`, `readers`, `shares`. The period begins with a day of the site's zone.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn leading_sections(&self, period: &Period) -> Result<Bytes, StoreError> {
        let readers = self.readers_of(period, "section", &[]).await?;
        let (keys, counts): (Vec<_>, Vec<_>) = readers.into_iter().unzip();
        let asked = period.put(self.ask(question!("visited_pages", "leading_sections")));
        asked.with("keys", keys).with("readers", counts).arrow().await
    }

    /// `network`, `shares`.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn leading_networks(&self, period: &Period) -> Result<Bytes, StoreError> {
        self.of_site(period, "network", question!("site_counts", "leading_networks")).await
    }

    /// What each platform brought in the period, those with most views first. Counted from the raw events.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn platforms(&self, period: &Period) -> Result<Vec<PlatformCount>, StoreError> {
        period.put(self.ask(question!("platforms_between"))).rows().await
    }

    /// How many views of each day were reported by pages and applications, and not by a server. Counted from the raw events.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn tracked_days(&self, period: &Period) -> Result<Vec<TrackedDay>, StoreError> {
        period.put(self.ask(question!("tracked_days"))).rows().await
    }

    /// How many readers the site had in a period that begins with a day of its zone.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn site_readers(&self, period: &Period) -> Result<u64, StoreError> {
        Ok(self.readers_of(period, "site", &[]).await?.into_values().sum())
    }

    /// How many readers gave a sign of life within the last five minutes.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn readers_present(&self, site: &Site, now: Timestamp) -> Result<u64, StoreError> {
        let present = Period::new(site, now - PRESENCE, now, now);
        present.put(self.ask(question!("readers_between"))).row().await
    }

    /// What is known of the article at `path`.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn known_article(&self, site: &Site, path: &str) -> Result<Option<KnownArticle>, StoreError> {
        let asked = self
            .ask(question!("article_card", "known_article"))
            .with("site", site.name.as_str())
            .with("path", path);
        Ok(asked.rows().await?.into_iter().next())
    }

    /// The articles published last, newest first.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn newest_articles(&self, site: &Site, limit: u32) -> Result<Vec<KnownArticle>, StoreError> {
        self.ask(question!("article_card", "newest_articles"))
            .with("site", site.name.as_str())
            .with("limit", limit)
            .rows()
            .await
    }

    /// Who asked for a site's pages, by verdict, machines included; AI companies' crawlers by their names.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn verdicts(&self, period: &Period) -> Result<Vec<VerdictCount>, StoreError> {
        period.put(self.ask(question!("verdicts"))).rows().await
    }

    /// What each table takes on disk.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn footprint(&self) -> Result<Vec<TableFootprint>, StoreError> {
        self.ask(question!("footprint")).rows().await
    }

    /// How many merges of parts the database has under way.
    ///
    /// # Errors
    /// See [`Store::article_days`].
    pub async fn running_merges(&self) -> Result<u64, StoreError> {
        self.ask(question!("running_merges")).row().await
    }

    async fn of_site(
        &self,
        period: &Period,
        dimension: &str,
        question: Question,
    ) -> Result<Bytes, StoreError> {
        period.put(self.ask(question)).with("dimension", dimension).arrow().await
    }

    async fn over(&self, period: &Period, question: Question) -> Result<Bytes, StoreError> {
        period.put(self.ask(question)).arrow().await
    }
}
