//! Which addresses mean one article, and which articles tell one story: computed from what was said, and kept in
//! `article_places` for the reads.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{Alias, Article, ArticleOrigin, Place, Places, Site, SiteName, Standing};

use crate::articles::Saying;
use crate::question::question;
use crate::{Store, StoreError};

/// How often places are computed anew because the registry changed meanwhile. Whoever changed it computes them as well.
const ROUNDS: u32 = 5;

#[derive(Debug, clickhouse::Row, Deserialize)]
pub(crate) struct AliasRow {
    pub(crate) path: String,
    pub(crate) target: String,
    pub(crate) origin: String,
    pub(crate) said_ms: i64,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct StandingRow {
    path: String,
    published_ms: i64,
    best: u8,
    translations: Vec<String>,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct PlaceRow {
    path: String,
    canonical: String,
    story: String,
    version: u64,
}

#[derive(Debug, clickhouse::Row, Serialize)]
struct NewPlace<'a> {
    site: &'a str,
    path: &'a str,
    canonical: &'a str,
    story: &'a str,
    version: u64,
}

#[derive(Debug, clickhouse::Row, Serialize)]
struct NewAlias<'a> {
    site: &'a str,
    path: &'a str,
    origin: &'static str,
    target: &'a str,
    said_at: i64,
    said_by: &'a str,
}

impl Store {
    /// Notes the former addresses and canonical paths that these articles name, where that is new.
    pub(crate) async fn write_aliases(
        &self,
        site: &SiteName,
        articles: &[Article],
        saying: Saying<'_>,
    ) -> Result<(), StoreError> {
        let told = articles.iter().flat_map(aliases_of);
        let mut told: BTreeMap<(&str, ArticleOrigin), &str> = told.collect();
        if told.is_empty() {
            return Ok(());
        }
        let known = self.read_aliases(site).await?;
        let known: HashMap<(&str, &str), &str> =
            known.iter().map(|row| ((row.path.as_str(), row.origin.as_str()), row.target.as_str())).collect();
        // That a page is counted under its own path goes without saying.
        let is_known = |path: &str, origin: ArticleOrigin, target: &str| {
            *known.get(&(path, origin.as_str())).unwrap_or(&path) == target
        };
        told.retain(|(path, origin), target| !is_known(path, *origin, target));
        if told.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new("insert_article_aliases", error);
        let mut insert = self.client.insert::<NewAlias<'_>>("article_aliases").await.map_err(fail)?;
        for ((path, origin), target) in told {
            let said_at = saying.at.as_millisecond();
            let row = NewAlias {
                site: site.as_str(),
                path,
                origin: origin.as_str(),
                target,
                said_at,
                said_by: saying.by,
            };
            insert.write(&row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    /// Computes anew where each path of a site belongs and by what lists name each article and tell its reading apart, and writes what
    /// differs from what is there.
    ///
    /// The registry may change meanwhile, through this node or another: then it is done again, so that what was computed
    /// from an older state is not what remains.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn find_places(&self, site: &Site) -> Result<(), StoreError> {
        let mut state = self.registry_state(&site.name).await?;
        for _ in 0..ROUNDS {
            let aliases =
                self.read_aliases(&site.name).await?.into_iter().filter_map(AliasRow::read).collect();
            let standings = self.read_standings(site).await?;
            self.write_places(&site.name, &Places::find(aliases, &standings)).await?;
            self.ask(question!("write_article_terms")).with("site", site.name.as_str()).execute().await?;
            let now = self.registry_state(&site.name).await?;
            if std::mem::replace(&mut state, now) == now {
                break;
            }
        }
        Ok(())
    }

    async fn registry_state(&self, site: &SiteName) -> Result<u64, StoreError> {
        self.ask(question!("registry_state")).with("site", site.as_str()).row().await
    }

    pub(crate) async fn read_aliases(&self, site: &SiteName) -> Result<Vec<AliasRow>, StoreError> {
        self.ask(question!("article_aliases")).with("site", site.as_str()).rows().await
    }

    async fn read_standings(&self, site: &Site) -> Result<Vec<Standing>, StoreError> {
        let asked = self.ask(question!("article_standings")).with("site", site.name.as_str());
        let rows: Vec<StandingRow> = asked.rows().await?;
        Ok(rows.into_iter().map(|row| row.read(site)).collect())
    }

    async fn write_places(&self, site: &SiteName, places: &Places) -> Result<(), StoreError> {
        let asked = self.ask(question!("article_places")).with("site", site.as_str());
        let known: Vec<PlaceRow> = asked.rows().await?;
        let known: HashMap<&str, &PlaceRow> = known.iter().map(|row| (row.path.as_str(), row)).collect();
        let own = |path: &str| Place { canonical: path.into(), story: path.into() };
        let vanished = known.keys().filter(|path| places.get(path).is_none()).map(|path| (*path, own(path)));
        let found = places.iter().map(|(path, place)| (path.as_str(), place.clone()));
        let is_new = |(path, place): &(&str, Place)| {
            known.get(path).is_none_or(|row| row.canonical != place.canonical || row.story != place.story)
        };
        let new: Vec<_> = found.chain(vanished).filter(is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new("insert_article_places", error);
        let mut insert = self.client.insert::<NewPlace<'_>>("article_places").await.map_err(fail)?;
        for (path, Place { canonical, story }) in &new {
            let before = known.get(path);
            let version = before.map_or(1, |row| row.version + 1);
            let row = NewPlace { site: site.as_str(), path, canonical, story, version };
            insert.write(&row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)?;
        let moved: Vec<&str> = new.iter().map(|(path, _)| *path).collect();
        self.note_stale_days(site, &moved).await
    }
}

/// What an article says of addresses: the former ones are counted under its path, and it is under its canonical one.
fn aliases_of(article: &Article) -> impl Iterator<Item = ((&str, ArticleOrigin), &str)> {
    let former = article.moved_from.iter().map(|path| (path.as_str(), article.path.as_str()));
    let canonical = Some(article.meta.canonical.as_str()).filter(|path| !path.is_empty());
    let own = canonical.map(|target| (article.path.as_str(), target));
    former.chain(own).map(|(path, target)| ((path, article.origin), target))
}

impl AliasRow {
    fn read(self) -> Option<Alias> {
        let (path, target, origin) = (self.path.into(), self.target.into(), self.origin.parse().ok()?);
        Some(Alias { path, target, origin, said_at: Timestamp::from_millisecond(self.said_ms).ok()? })
    }
}

impl StandingRow {
    fn read(self, site: &Site) -> Standing {
        let published_at = Timestamp::from_millisecond(self.published_ms).ok();
        Standing {
            path: self.path.into(),
            published_at: published_at.filter(|moment| *moment != Timestamp::UNIX_EPOCH),
            is_vouched: self.best > ArticleOrigin::Page.precedence(),
            translations: self.translations.iter().filter_map(|address| site.path_of(address).ok()).collect(),
        }
    }
}
