//! The registry of articles: what each origin says of them, now and before.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use smol_str::SmolStr;
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, Site, SiteName};

use crate::question::question;
use crate::rankings::by_bytes;
use crate::{Store, StoreError};

/// Above so many bytes of paths the whole site's sayings are read in the place of those of the paths: values travel in
/// the address of the question.
const MOST_PATHS: usize = 4_096;

/// Above so many questions for the days of changed pages all days are taken.
const MOST_PIECES: usize = 8;

/// The fields by which an article's readers are counted.
const COUNTED_BY: [&str; 3] = ["section", "authors", "lang"];

/// Who says something, and when.
#[derive(Debug, Clone, Copy)]
pub struct Saying<'a> {
    /// The moment; of two sayings of one origin the later stays.
    pub at: Timestamp,
    /// Who brought it: the name of a token or of a file. Empty for pages.
    pub by: &'a str,
}

impl Saying<'_> {
    /// Nobody's in particular.
    #[must_use]
    pub const fn at(at: Timestamp) -> Self {
        Self { at, by: "" }
    }
}

/// What a saying did to what its origin said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The origin had said nothing of the article.
    Created,
    /// It had said something else.
    Changed,
    /// It had said the same.
    Unchanged,
}

/// What became of one described article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleChange {
    /// Its path.
    pub path: SmolStr,
    /// What the saying did.
    pub outcome: Outcome,
    /// The fields that the origin says otherwise now, by name.
    pub fields: Vec<String>,
}

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
    updated_at: i64,
    word_count: u32,
    said: &'a str,
}

impl<'a> ArticleRow<'a> {
    fn new(Said { article, json }: &'a Said<'_>, at: Timestamp) -> Self {
        let meta = &article.meta;
        let milliseconds = |moment: Option<Timestamp>| moment.map_or(0, Timestamp::as_millisecond);
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
            published_at: milliseconds(meta.published_at),
            tags: meta.tags.iter().map(AsRef::as_ref).collect(),
            translations: meta.translations.iter().map(|(lang, url)| (&**lang, &**url)).collect(),
            version: at.as_millisecond(),
            updated_at: milliseconds(meta.updated_at),
            word_count: meta.word_count.unwrap_or(0),
            said: json,
        }
    }
}

#[derive(Debug, clickhouse::Row, Serialize)]
struct EditRow<'a> {
    site: &'a str,
    path: &'a str,
    origin: &'static str,
    said_at: i64,
    said_by: &'a str,
    said: &'a str,
}

/// What an origin said of an article, as the store holds it.
#[derive(Debug, clickhouse::Row, Deserialize)]
pub(crate) struct SayingRow {
    pub(crate) path: String,
    pub(crate) origin: String,
    pub(crate) said_ms: i64,
    pub(crate) said: String,
}

/// An article with its saying as JSON.
struct Said<'a> {
    article: &'a Article,
    json: String,
}

impl Store {
    /// Notes what origins say of a site's articles as [`Store::note_articles`] does, and computes anew where each path
    /// belongs.
    ///
    /// # Errors
    /// When the database does not answer or refuses. Saying it again completes it.
    pub async fn upsert_articles(
        &self,
        site: &Site,
        articles: &[Article],
        saying: Saying<'_>,
    ) -> Result<Vec<ArticleChange>, StoreError> {
        let changes = self.note_articles(&site.name, articles, saying).await?;
        if !articles.is_empty() {
            self.find_places(site).await?;
        }
        Ok(changes)
    }

    /// Notes what origins say of a site's articles, in the place of what they said before, with the former addresses
    /// that they name. Says of each article what changed. Of a repeat nothing is written. Until [`Store::find_places`]
    /// articles count where they did before.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn note_articles(
        &self,
        site: &SiteName,
        articles: &[Article],
        saying: Saying<'_>,
    ) -> Result<Vec<ArticleChange>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = self.last_sayings(site, articles).await?;
        let (mut changes, mut new) = (Vec::new(), Vec::new());
        for article in articles {
            let json = to_json(&article.meta);
            let before = known.insert((article.path.clone(), article.origin), json.clone());
            let change = compare(&article.path, before.as_deref(), &json);
            if change.outcome != Outcome::Unchanged {
                new.push(Said { article, json });
            }
            changes.push(change);
        }
        self.write_aliases(site, articles, saying).await?;
        // The edit first: what stands in the registry and in no history would never come into it.
        self.write_edits(&new, saying).await?;
        self.write_articles(&new, saying.at).await?;
        let is_counted_by = |change: &&ArticleChange| {
            change.outcome != Outcome::Unchanged
                && change.fields.iter().any(|field| COUNTED_BY.contains(&field.as_str()))
        };
        let moved: Vec<&str> = changes.iter().filter(is_counted_by).map(|change| &*change.path).collect();
        self.note_stale_days(site, &moved).await?;
        Ok(changes)
    }

    /// Notes the days on which any of these pages was read: what its readers are counted by has changed.
    pub(crate) async fn note_stale_days(&self, site: &SiteName, paths: &[&str]) -> Result<(), StoreError> {
        let pieces = by_bytes(paths);
        // Of many all is noted: a catalogue that comes after the events.
        let all: &[&str] = &[];
        for pages in if pieces.len() > MOST_PIECES { vec![all] } else { pieces } {
            let asked = self.ask(question!("note_stale_days")).with("site", site.as_str());
            asked.with("pages", pages).execute().await?;
        }
        Ok(())
    }

    async fn last_sayings(
        &self,
        site: &SiteName,
        articles: &[Article],
    ) -> Result<HashMap<(SmolStr, ArticleOrigin), String>, StoreError> {
        let paths: HashSet<&str> = articles.iter().map(|article| article.path.as_str()).collect();
        let paths: Vec<&str> = paths.into_iter().collect();
        let is_short = paths.iter().map(|path| path.len() + 8).sum::<usize>() <= MOST_PATHS;
        let rows = self.read_sayings(site, if is_short { &paths } else { &[] }).await?;
        let known =
            rows.into_iter().filter_map(|row| Some(((row.path.into(), row.origin.parse().ok()?), row.said)));
        Ok(known.collect())
    }

    /// What each origin said last of the articles at these paths, or of all where none is named.
    pub(crate) async fn read_sayings(
        &self,
        site: &SiteName,
        paths: &[&str],
    ) -> Result<Vec<SayingRow>, StoreError> {
        self.ask(question!("article_sayings")).with("site", site.as_str()).with("paths", paths).rows().await
    }

    /// Writes what an origin says of an article, whatever it said before.
    pub(crate) async fn write_saying(&self, article: &Article, saying: Saying<'_>) -> Result<(), StoreError> {
        let said = [Said { article, json: to_json(&article.meta) }];
        self.write_edits(&said, saying).await?;
        self.write_articles(&said, saying.at).await
    }

    async fn write_edits(&self, said: &[Said<'_>], saying: Saying<'_>) -> Result<(), StoreError> {
        if said.is_empty() {
            return Ok(());
        }
        let rows = said.iter().map(|Said { article, json }| EditRow {
            site: article.site.as_str(),
            path: &article.path,
            origin: article.origin.as_str(),
            said_at: saying.at.as_millisecond(),
            said_by: saying.by,
            said: json,
        });
        let fail = |error| StoreError::new("insert_article_edits", error);
        let mut insert = self.client.insert::<EditRow<'_>>("article_edits").await.map_err(fail)?;
        for row in rows {
            insert.write(&row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    async fn write_articles(&self, said: &[Said<'_>], at: Timestamp) -> Result<(), StoreError> {
        if said.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new("insert_articles", error);
        let mut insert = self.client.insert::<ArticleRow<'_>>("articles").await.map_err(fail)?;
        for said in said {
            insert.write(&ArticleRow::new(said, at)).await.map_err(fail)?;
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

fn to_json(meta: &ArticleMeta) -> String {
    // Texts, times and numbers are always JSON.
    serde_json::to_string(meta).unwrap_or_default()
}

fn compare(path: &SmolStr, before: Option<&str>, now: &str) -> ArticleChange {
    let outcome = match before {
        None => Outcome::Created,
        Some(before) if before == now => Outcome::Unchanged,
        Some(_) => Outcome::Changed,
    };
    ArticleChange { path: path.clone(), outcome, fields: changed_fields(before.unwrap_or_default(), now) }
}

/// The names of the fields in which two sayings differ.
pub(crate) fn changed_fields(before: &str, now: &str) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (before, now) = (read(before), read(now));
    let mut names: Vec<String> = before.keys().chain(now.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| before.get(name) != now.get(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_is_compared_with_the_one_before() {
        let check = |before: Option<&str>, now: &str, outcome, fields: &[&str]| {
            let change = compare(&"/a".into(), before, now);
            assert_eq!(
                (change.outcome, change.fields.iter().map(String::as_str).collect::<Vec<_>>()),
                (outcome, fields.to_vec())
            );
        };
        let (old, new) = (r#"{"title":"A","section":"X"}"#, r#"{"title":"A","section":"Y","lang":"az"}"#);
        check(None, old, Outcome::Created, &["section", "title"]);
        check(Some(old), old, Outcome::Unchanged, &[]);
        check(Some(old), new, Outcome::Changed, &["lang", "section"]);
        // Of before sayings were kept whole.
        check(Some(""), old, Outcome::Changed, &["section", "title"]);
    }
}
