//! Everything that is known of one article: the merged description, who says what, its addresses, its story, its history.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{ArticleMeta, SiteName};

use crate::articles::{SayingRow, changed_fields};
use crate::places::AliasRow;
use crate::question::question;
use crate::{Store, StoreError};

/// An article as the registry knows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleFile {
    /// The site.
    pub site: String,
    /// The path under which it is counted.
    pub path: String,
    /// What counts: of each field, what the origin of the greatest precedence says. None where only addresses are known.
    pub article: Option<ArticleMeta>,
    /// What each origin says at present, the one of the greatest precedence first.
    pub origins: Vec<Said>,
    /// Its other addresses.
    pub aliases: Vec<Address>,
    /// The story that it tells.
    pub story: StoryFile,
    /// How the sayings followed each other, the oldest first.
    pub history: Vec<Edit>,
}

/// What an origin says of an article at one of its addresses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// `page`, `import` or `cms`.
    pub origin: String,
    /// The address.
    pub path: String,
    /// Since when it says so.
    pub said_at: Timestamp,
    /// What it says; none where that was before sayings were kept whole.
    pub said: Option<ArticleMeta>,
}

/// An address that is counted under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    /// The address.
    pub path: String,
    /// Who says where it leads; none where several words had to be put together.
    pub origin: Option<String>,
    /// Since when.
    pub said_at: Option<Timestamp>,
}

/// A story and the articles that tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryFile {
    /// The canonical path of the member that was published first.
    pub id: String,
    /// The articles, by path.
    pub members: Vec<Member>,
}

/// An article of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its canonical path.
    pub path: String,
    /// BCP 47 language; empty where unknown.
    pub lang: String,
    /// Headline; empty where unknown.
    pub title: String,
}

/// One saying of the past.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edit {
    /// When.
    pub at: Timestamp,
    /// `page`, `import` or `cms`.
    pub origin: String,
    /// The name of a token or of a file; empty for pages.
    pub by: String,
    /// Of which address.
    pub path: String,
    /// The fields in which it differs from what the same origin said before of that address.
    pub fields: Vec<String>,
    /// What was said; none where it cannot be read.
    pub said: Option<ArticleMeta>,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct AddressRow {
    path: String,
    canonical: String,
    story: String,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct EditRow {
    path: String,
    origin: String,
    said_ms: i64,
    said_by: String,
    said: String,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct MergedRow {
    path: String,
    id: String,
    title: String,
    section: String,
    authors: Vec<String>,
    lang: String,
    published_ms: i64,
    updated_ms: i64,
    word_count: u32,
    tags: Vec<String>,
    translations: Vec<(String, String)>,
}

impl Store {
    /// Everything that is known of the article that is meant by a path; none where that is nothing.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn article_file(&self, site: &SiteName, path: &str) -> Result<Option<ArticleFile>, StoreError> {
        let places = self.read_story(site, path).await?;
        let own = places.iter().find(|row| row.path == path);
        let canonical = own.map_or(path, |row| &row.canonical);
        let story = own.map_or(path, |row| &row.story);
        let mut members: Vec<&str> =
            places.iter().map(|row| row.canonical.as_str()).chain([canonical]).collect();
        members.sort_unstable();
        members.dedup();
        let aliases: Vec<&str> = places
            .iter()
            .filter(|row| row.canonical == canonical && row.path != canonical)
            .map(|row| row.path.as_str())
            .collect();
        let addresses: Vec<&str> = std::iter::once(canonical).chain(aliases.iter().copied()).collect();
        let (merged, sayings, edits, words) = tokio::try_join!(
            self.read_merged(site, &members),
            self.read_sayings(site, &addresses),
            self.read_edits(site, &addresses),
            self.read_aliases(site),
        )?;
        if merged.is_empty() && aliases.is_empty() {
            return Ok(None);
        }
        Ok(Some(ArticleFile {
            site: site.to_string(),
            path: canonical.to_owned(),
            article: merged.get(canonical).cloned(),
            origins: sayings.into_iter().map(Said::read).collect(),
            aliases: aliases.into_iter().map(|path| Address::find(path, canonical, &words)).collect(),
            story: StoryFile {
                id: story.to_owned(),
                members: members.iter().map(|path| Member::new(path, merged.get(*path))).collect(),
            },
            history: edits,
        }))
    }

    async fn read_story(&self, site: &SiteName, path: &str) -> Result<Vec<AddressRow>, StoreError> {
        self.ask(question!("article_addresses")).with("site", site.as_str()).with("path", path).rows().await
    }

    async fn read_merged(
        &self,
        site: &SiteName,
        paths: &[&str],
    ) -> Result<HashMap<String, ArticleMeta>, StoreError> {
        let asked = self.ask(question!("article_merged")).with("site", site.as_str()).with("paths", paths);
        let rows: Vec<MergedRow> = asked.rows().await?;
        Ok(rows.into_iter().map(MergedRow::read).collect())
    }

    async fn read_edits(&self, site: &SiteName, paths: &[&str]) -> Result<Vec<Edit>, StoreError> {
        let asked = self.ask(question!("article_edits")).with("site", site.as_str()).with("paths", paths);
        let rows: Vec<EditRow> = asked.rows().await?;
        let mut last: BTreeMap<(String, String), String> = BTreeMap::new();
        let edits = rows.into_iter().map(|row| {
            let before = last.insert((row.path.clone(), row.origin.clone()), row.said.clone());
            Edit {
                at: moment(row.said_ms),
                fields: changed_fields(before.as_deref().unwrap_or_default(), &row.said),
                said: serde_json::from_str(&row.said).ok(),
                origin: row.origin,
                by: row.said_by,
                path: row.path,
            }
        });
        Ok(edits.collect())
    }
}

impl Said {
    fn read(row: SayingRow) -> Self {
        let said = serde_json::from_str(&row.said).ok();
        Self { origin: row.origin, path: row.path, said_at: moment(row.said_ms), said }
    }
}

impl Address {
    /// An address with the word by which it leads straight to `target`.
    fn find(path: &str, target: &str, words: &[AliasRow]) -> Self {
        let word = words.iter().find(|row| row.path == path && row.target == target);
        Self {
            path: path.to_owned(),
            origin: word.map(|row| row.origin.clone()),
            said_at: word.map(|row| moment(row.said_ms)),
        }
    }
}

impl Member {
    fn new(path: &str, known: Option<&ArticleMeta>) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            path: path.to_owned(),
            lang: text(known.map(|meta| meta.lang.as_str())),
            title: text(known.map(|meta| meta.title.as_str())),
        }
    }
}

impl MergedRow {
    fn read(self) -> (String, ArticleMeta) {
        let known = |milliseconds: i64| (milliseconds != 0).then(|| moment(milliseconds));
        let meta = ArticleMeta {
            id: self.id.into(),
            title: self.title.into(),
            section: self.section.into(),
            authors: self.authors.into_iter().map(Into::into).collect(),
            lang: self.lang.into(),
            published_at: known(self.published_ms),
            updated_at: known(self.updated_ms),
            word_count: Some(self.word_count).filter(|count| *count > 0),
            tags: self.tags.into_iter().map(Into::into).collect(),
            translations: self
                .translations
                .into_iter()
                .map(|(lang, url)| (lang.into(), url.into()))
                .collect(),
            canonical: Default::default(),
        };
        (self.path, meta)
    }
}

/// A moment of the database, which holds none that is out of range.
pub(crate) fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}
