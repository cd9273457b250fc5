//! The registry of articles.

use serde::Serialize;
use tiraj_model::{Article, SiteName};

use crate::question::question;
use crate::{Store, StoreError};

#[derive(Debug, clickhouse::Row, Serialize)]
struct ArticleRow<'a> {
    site: &'a str,
    path: &'a str,
    origin: &'static str,
    precedence: u8,
    id: &'a str,
    title: &'a str,
    section: &'a str,
    authors: Vec<&'a str>,
    lang: &'a str,
    published_at: i64,
    tags: Vec<&'a str>,
    translations: Vec<(&'a str, &'a str)>,
    version: i64,
}

impl<'a> ArticleRow<'a> {
    fn new(article: &'a Article, version: jiff::Timestamp) -> Self {
        let meta = &article.meta;
        Self {
            site: article.site.as_str(),
            path: &article.path,
            origin: article.origin.as_str(),
            precedence: article.origin.precedence(),
            id: &meta.id,
            title: &meta.title,
            section: &meta.section,
            authors: meta.authors.iter().map(AsRef::as_ref).collect(),
            lang: &meta.lang,
            published_at: meta.published_at.map_or(0, jiff::Timestamp::as_millisecond),
            tags: meta.tags.iter().map(AsRef::as_ref).collect(),
            translations: meta.translations.iter().map(|(lang, url)| (&**lang, &**url)).collect(),
            version: version.as_millisecond(),
        }
    }
}

impl Store {
    /// Notes what an origin says of articles, in the place of what it said before. `version` is the moment
    /// of saying; of two rows the later stays.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn upsert_articles(
        &self,
        articles: &[Article],
        version: jiff::Timestamp,
    ) -> Result<(), StoreError> {
        const NAME: &str = "upsert_articles";
        if articles.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new(NAME, error);
        let mut insert = self.client.insert::<ArticleRow<'_>>("articles").await.map_err(fail)?;
        for article in articles {
            insert.write(&ArticleRow::new(article, version)).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    /// What is known of a site's articles, as an Arrow stream: `path`, `title`, `section`, `authors` (joined by
    /// commas), `lang`, `published_at` (1970 where unknown).
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn articles(&self, site: &SiteName) -> Result<bytes::Bytes, StoreError> {
        self.ask(question!("articles")).with("site", site.as_str()).arrow().await
    }
}
