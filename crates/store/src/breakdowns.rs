//! What is read, by whatever reading is told apart by: the values of a dimension, sections, authors and languages, the next page.
//! Each answer is an Arrow stream.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use tiraj_model::Site;

use crate::period::Period;
use crate::question::question;
use crate::{Store, StoreError};

/// How long after their last sign of life readers count as present.
pub(crate) const PRESENCE: SignedDuration = SignedDuration::from_mins(5);

/// What rollups tell views and shares apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The place that readers came from, `within` its channel.
    Source,
    /// Their country, two letters.
    Country,
    /// Their kind of device.
    Device,
    /// The network of a share.
    Network,
}

impl Dimension {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Country => "country",
            Self::Device => "device",
            Self::Network => "network",
        }
    }
}

/// What the registry says of an article, as far as reading is counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleScope {
    /// Its section.
    Section,
    /// Each of its authors.
    Author,
    /// Its language.
    Lang,
}

impl ArticleScope {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Author => "author",
            Self::Lang => "lang",
        }
    }
}

/// What visits are told apart by, besides the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitDimension {
    /// Nothing.
    All,
    /// The first page that was viewed.
    EntryPage,
    /// The last page that was viewed.
    ExitPage,
    /// The place that the reader came from.
    Source,
}

impl VisitDimension {
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::EntryPage => "entry_page",
            Self::ExitPage => "exit_page",
            Self::Source => "source",
        }
    }
}

/// Pieces of a period for which readers are counted each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Each day of the site's zone.
    Day,
    /// Each week, from its Monday.
    Week,
    /// The whole.
    All,
}

impl Piece {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::All => "all",
        }
    }
}

impl Store {
    /// `hour` (UTC), `views`, `shares`, `engaged_ms` of the article at a canonical path, over all its addresses.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn article_hours(&self, period: &Period, path: &str) -> Result<Bytes, StoreError> {
        period.put(self.ask(question!("article_hours"))).with("path", path).arrow().await
    }

    /// `value`, `within`, `views`, `shares` of an article by a dimension.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn article_breakdown(
        &self,
        period: &Period,
        path: &str,
        dimension: Dimension,
    ) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("article_breakdown")));
        asked.with("path", path).with("dimension", dimension.as_str()).arrow().await
    }

    /// `value`, `within`, `views`, `shares` of the whole site by a dimension.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn site_breakdown(&self, period: &Period, dimension: Dimension) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("site_counts", "site_breakdown")));
        asked.with("dimension", dimension.as_str()).arrow().await
    }

    /// The same by `day`.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn site_breakdown_days(
        &self,
        period: &Period,
        dimension: Dimension,
    ) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("site_counts", "site_breakdown_days")));
        asked.with("dimension", dimension.as_str()).arrow().await
    }

    /// `path`, `section`, `lang`, `published` (its hour, UTC) of the articles that came out in a period, with the views that each had had by
    /// the ages `h1` to `h168`, in hours.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn article_ages(&self, period: &Period) -> Result<Bytes, StoreError> {
        period.put(self.ask(question!("article_ages"))).arrow().await
    }

    /// `key`, `day`, `views`, `shares` of each section, author or language.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn scope_days(&self, period: &Period, scope: ArticleScope) -> Result<Bytes, StoreError> {
        self.refresh_readers(&period.site, period.now).await?;
        let asked = period.put(self.ask(question!("part_day_counts", "scope_counts", "scope_days")));
        asked.with("scope", scope.as_str()).arrow().await
    }

    /// `key`, `start` (of the piece), `readers` of each section, author or language; the period begins with a day.
    ///
    /// Days before yesterday are exact. What yesterday and today add is estimated, with a standard error of 0.3 % of it
    /// (`uniqCombined64`), and exact for some thousands.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn scope_readers(
        &self,
        period: &Period,
        scope: ArticleScope,
        piece: Piece,
    ) -> Result<Bytes, StoreError> {
        self.refresh_readers(&period.site, period.now).await?;
        let keys: Vec<&str> = Vec::new();
        let asked = period.put(self.ask(question!("reader_counts", "scope_readers")));
        let asked = asked.with("scopes", vec![scope.as_str()]).with("keys", keys);
        asked.with("piece", piece.as_str()).arrow().await
    }

    /// `key`, `articles`, `views`, `leading` of each section, author or language: how many of its articles were read, and the views of
    /// the `leading` most viewed ones.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn scope_spread(
        &self,
        period: &Period,
        scope: ArticleScope,
        leading: u32,
    ) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("visited_pages", "scope_spread")));
        asked.with("scope", scope.as_str()).with("leading", leading).arrow().await
    }

    /// How many readers the article at a canonical path had in a period that begins with a day of the site's zone, one of several days
    /// counted on each.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn article_readers(&self, period: &Period, path: &str) -> Result<u64, StoreError> {
        Ok(self.readers_of(period, "article", &[path]).await?.into_values().sum())
    }

    /// `value`, `day`, `visits`, `bounces`, `returning` (of readers who had been there before, within their number's life),
    /// `pages` (views), `seconds`. Those of today through the last hour that is over.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn visit_days(&self, period: &Period, dimension: VisitDimension) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("visit_days")));
        asked.with("dimension", dimension.as_str()).arrow().await
    }

    /// `path`, `title`, `section`, `moves`: to which articles the readers of the one at a canonical path went on, the most frequent first.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn next_pages(&self, period: &Period, path: &str, limit: u32) -> Result<Bytes, StoreError> {
        let asked = period.put(self.ask(question!("next_pages")));
        asked.with("path", path).with("limit", limit).arrow().await
    }

    /// `path`, `readers` of the pages with most readers who gave a sign of life within the last five minutes.
    ///
    /// # Errors
    /// See [`Store::article_hours`].
    pub async fn pages_present(&self, site: &Site, now: Timestamp, limit: u32) -> Result<Bytes, StoreError> {
        let present = Period::new(site, now - PRESENCE, now, now);
        present.put(self.ask(question!("pages_present"))).with("limit", limit).arrow().await
    }
}
