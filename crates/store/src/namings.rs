//! Articles that name others: as their translations, or as the address under which they are counted. When a page is erased,
//! what is said of others must not name it either.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use smol_str::SmolStr;
use tiraj_model::{Article, ArticleMeta, Site};

use crate::articles::{Saying, SayingRow};
use crate::question::question;
use crate::{Store, StoreError};

/// Sayings that one statement takes out: their numbers travel in an address, which has a greatest length.
const AT_ONCE: usize = 1_000;

/// Who says what is left of a saying.
const ERASURE: &str = "erasure";

#[derive(clickhouse::Row, Deserialize)]
struct Naming {
    path: String,
    said: String,
    number: u64,
}

impl Store {
    /// The other articles of which was said, now or before, that they belong to some pages.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub(crate) async fn mentioned_by(
        &self,
        site: &Site,
        pages: &[SmolStr],
    ) -> Result<Vec<String>, StoreError> {
        let others: BTreeSet<String> =
            self.namings(site, pages).await?.into_iter().map(|one| one.path).collect();
        Ok(others.into_iter().filter(|path| !pages.iter().any(|page| page == path)).collect())
    }

    /// Has what is said of other articles name some pages no more. What was said before is taken out of the history.
    ///
    /// # Errors
    /// See [`Store::mentioned_by`]. Doing it again completes it.
    pub(crate) async fn erase_mentions(&self, site: &Site, pages: &[SmolStr]) -> Result<(), StoreError> {
        let numbers: Vec<u64> = self.namings(site, pages).await?.into_iter().map(|one| one.number).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        for row in self.read_sayings(&site.name, &[]).await? {
            self.say_less(site, pages, row).await?;
        }
        for sayings in numbers.chunks(AT_ONCE) {
            for question in [question!("unsay_articles"), question!("unsay_article_edits")] {
                let asked = self.ask(question).with("site", site.name.as_str()).with("sayings", sayings);
                asked.set("mutations_sync", "2").execute().await?;
            }
        }
        Ok(())
    }

    async fn namings(&self, site: &Site, pages: &[SmolStr]) -> Result<Vec<Naming>, StoreError> {
        let asked = self.ask(question!("namings")).with("site", site.name.as_str());
        let all: Vec<Naming> = asked.rows().await?;
        Ok(all.into_iter().filter(|one| without(site, pages, &one.said).is_some()).collect())
    }

    /// Says of an article what its origin says, without the pages, where it names them.
    async fn say_less(&self, site: &Site, pages: &[SmolStr], row: SayingRow) -> Result<(), StoreError> {
        let (Some(meta), Ok(origin)) = (without(site, pages, &row.said), row.origin.parse()) else {
            return Ok(());
        };
        if pages.iter().any(|page| *page == row.path) {
            return Ok(());
        }
        let article = Article::new(site.name.clone(), row.path.into(), origin, meta);
        // Just after what it takes the place of, so that whatever was said since stays.
        let at =
            Timestamp::from_millisecond(row.said_ms).unwrap_or_default() + SignedDuration::from_millis(1);
        self.write_saying(&article, Saying { at, by: ERASURE }).await
    }
}

/// A saying without the addresses of some pages; `None` where it names none of them.
fn without(site: &Site, pages: &[SmolStr], said: &str) -> Option<ArticleMeta> {
    let before: ArticleMeta = serde_json::from_str(said).ok()?;
    let is_named = |address: &str| site.path_of(address).is_ok_and(|path| pages.contains(&path));
    let mut meta = before.clone();
    meta.translations.retain(|_, address| !is_named(address));
    if is_named(&meta.canonical) {
        meta.canonical = SmolStr::default();
    }
    (meta != before).then_some(meta)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_loses_what_names_a_page_and_nothing_else() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let check = |said: &str, left: Option<&str>| {
            let found = without(&site, &["/a".into()], said);
            assert_eq!(found.map(|meta| serde_json::to_string(&meta).unwrap()).as_deref(), left, "{said}");
        };
        check(
            r#"{"title":"T","translations":{"az":"https://www.news.example/a/","ru":"/ab"}}"#,
            Some(r#"{"title":"T","translations":{"ru":"/ab"}}"#),
        );
        check(r#"{"title":"/a","canonical":"/a"}"#, Some(r#"{"title":"/a"}"#));
        check(r#"{"title":"/a","translations":{"az":"https://other.example/a"}}"#, None);
    }
}
