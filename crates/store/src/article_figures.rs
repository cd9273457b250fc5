//! Figures of articles and stories, for the stats API.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::Site;

use crate::article_file::moment;
use crate::period::Period;
use crate::question::question;
use crate::rankings::{RankedArticle, by_bytes};
use crate::{Store, StoreError};

/// An article's figures in a period, and what is known of it. Texts are empty where nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleFigures {
    /// Its canonical path.
    pub path: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// Authors, in the order of the author line.
    pub authors: Vec<String>,
    /// BCP 47 language.
    pub lang: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// How many words it has.
    pub word_count: Option<u32>,
    /// Tags.
    pub tags: Vec<String>,
    /// The id of its story.
    pub story: String,
    /// Views.
    pub views: u64,
    /// Readers.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
}

/// A story's figures in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryFigures {
    /// Its id: the canonical path of the member that was published first.
    pub story: String,
    /// Views of all members.
    pub views: u64,
    /// Readers; who read two translations counts once.
    pub readers: u64,
    /// Shares of all members.
    pub shares: u64,
    /// The articles that tell it, the most read first.
    pub members: Vec<MemberFigures>,
}

/// A story's article in a period. Texts are empty where nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberFigures {
    /// Its canonical path.
    pub path: String,
    /// BCP 47 language.
    pub lang: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Views.
    pub views: u64,
    /// Readers.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
}

#[derive(Debug, Default, clickhouse::Row, Deserialize)]
struct ArticleRow {
    path: String,
    title: String,
    section: String,
    authors: Vec<String>,
    lang: String,
    published_ms: i64,
    updated_ms: i64,
    word_count: u32,
    tags: Vec<String>,
    story: String,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct StoryRow {
    story: String,
    story_views: u64,
    story_shares: u64,
    path: String,
    views: u64,
    shares: u64,
    title: String,
    section: String,
    lang: String,
    published_ms: i64,
}

impl Store {
    /// The most read articles of a period that begins with a day of the site's zone.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn article_figures(
        &self,
        period: &Period,
        limit: u32,
    ) -> Result<Vec<ArticleFigures>, StoreError> {
        self.article_figures_of(period, &[], limit).await
    }

    /// The names that stand in a site's author lines.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn author_names(&self, site: &Site) -> Result<Vec<String>, StoreError> {
        self.ask(question!("author_names")).with("site", site.name.as_str()).rows().await
    }

    /// The most read articles of a period in whose author line one of these names stands; all, where there are none.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn article_figures_of(
        &self,
        period: &Period,
        authors: &[&str],
        limit: u32,
    ) -> Result<Vec<ArticleFigures>, StoreError> {
        let ranked = self.ranked_articles(period, authors, limit).await?;
        let paths: Vec<&str> = ranked.iter().map(|article| article.path.as_str()).collect();
        let mut known: HashMap<String, ArticleRow> = HashMap::new();
        for pages in by_bytes(&paths) {
            let asked = self.ask(question!("article_figures")).with("site", period.site.name.as_str());
            let rows: Vec<ArticleRow> = asked.with("pages", pages).rows().await?;
            known.extend(rows.into_iter().map(|row| (row.path.clone(), row)));
        }
        let tell = |article: RankedArticle| {
            let row = known.remove(&article.path).unwrap_or_default();
            row.tell(article)
        };
        Ok(ranked.into_iter().map(tell).collect())
    }

    /// The most read stories of a period that begins with a day of the site's zone.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn story_figures(&self, period: &Period, limit: u32) -> Result<Vec<StoryFigures>, StoreError> {
        let asked = period.put(self.ask(question!("visited_pages", "story_figures")));
        let rows: Vec<StoryRow> = asked.with("limit", limit).rows().await?;
        let stories: BTreeSet<&str> = rows.iter().map(|row| row.story.as_str()).collect();
        let stories: Vec<&str> = stories.into_iter().collect();
        let members: Vec<&str> =
            rows.iter().filter(|row| row.views > 0).map(|row| row.path.as_str()).collect();
        let story_readers = self.readers_of(period, "story", &stories).await?;
        let readers = self.readers_of(period, "article", &members).await?;
        let of = |readers: &HashMap<String, u64>, key: &str| readers.get(key).copied().unwrap_or(0);
        let mut told: Vec<StoryFigures> = Vec::new();
        for row in rows {
            if told.last().is_none_or(|last| last.story != row.story) {
                told.push(StoryFigures {
                    story: row.story.clone(),
                    views: row.story_views,
                    readers: of(&story_readers, &row.story),
                    shares: row.story_shares,
                    members: Vec::new(),
                });
            }
            if let Some(story) = told.last_mut() {
                let readers = of(&readers, &row.path);
                story.members.push(row.member(readers));
            }
        }
        Ok(told)
    }
}

impl StoryRow {
    fn member(self, readers: u64) -> MemberFigures {
        MemberFigures {
            path: self.path,
            lang: self.lang,
            title: self.title,
            section: self.section,
            published_at: known(self.published_ms),
            views: self.views,
            readers,
            shares: self.shares,
        }
    }
}

impl ArticleRow {
    fn tell(self, article: RankedArticle) -> ArticleFigures {
        ArticleFigures {
            path: article.path,
            title: self.title,
            section: self.section,
            authors: self.authors,
            lang: self.lang,
            published_at: known(self.published_ms),
            updated_at: known(self.updated_ms),
            word_count: Some(self.word_count).filter(|count| *count > 0),
            tags: self.tags,
            story: if self.story.is_empty() { article.story } else { self.story },
            views: article.views,
            readers: article.readers,
            shares: article.shares,
        }
    }
}

fn known(milliseconds: i64) -> Option<Timestamp> {
    (milliseconds != 0).then(|| moment(milliseconds))
}
