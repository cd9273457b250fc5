//! Figures of articles and stories, for the stats API.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::Site;

use crate::article_file::moment;
use crate::period::Period;
use crate::question::{Asked, question};
use crate::rankings::by_bytes;
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
    /// For how long its pages were read, in milliseconds.
    pub engaged_ms: u64,
}

/// What is known of an article. Texts are empty where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleDetail {
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
}

/// Which articles are told of, and in which order. A text that is empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Their section.
    pub section: String,
    /// Names of which one stands in their author line; all articles, where there are none.
    pub authors: Vec<String>,
    /// Their BCP 47 language.
    pub lang: String,
    /// One of their tags.
    pub tag: String,
    /// What stands in their title or path, in any case of letters.
    pub text: String,
    /// What they are sorted by.
    pub order: ArticleOrder,
    /// Whether the least comes first.
    pub ascending: bool,
    /// How many are told of.
    pub limit: u32,
    /// How many are passed over before.
    pub offset: u32,
}

impl Selection {
    /// The most viewed of all.
    #[must_use]
    pub fn most_viewed(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }
}

/// What articles are sorted by. What is equal in it is sorted by views, shares and path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleOrder {
    /// Views.
    #[default]
    Views,
    /// Shares.
    Shares,
    /// Shares by views.
    ShareRate,
    /// Engaged time by views.
    Engaged,
    /// When they came out.
    Published,
}

impl ArticleOrder {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Views, Self::Shares, Self::ShareRate, Self::Engaged, Self::Published];

    /// The name by which it is asked for.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Shares => "shares",
            Self::ShareRate => "share_rate",
            Self::Engaged => "engaged",
            Self::Published => "published",
        }
    }
}

/// Articles that a selection told of, and what all that it lets through have together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectedArticles {
    /// Those told of.
    pub articles: Vec<ArticleFigures>,
    /// How many it lets through. 0 also where the offset is beyond the last.
    pub found: u64,
    /// Their views.
    pub views: u64,
    /// Their shares.
    pub shares: u64,
    /// For how long their pages were read, in milliseconds.
    pub engaged_ms: u64,
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

#[derive(Debug, clickhouse::Row, Deserialize)]
struct SelectedRow {
    article: String,
    story: String,
    views: u64,
    shares: u64,
    engaged_ms: u64,
    found: u64,
    found_views: u64,
    found_shares: u64,
    found_engaged_ms: u64,
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
    /// Articles that were read in a period that begins with a day of the site's zone.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn article_figures(
        &self,
        period: &Period,
        selection: &Selection,
    ) -> Result<SelectedArticles, StoreError> {
        let asked = period.put(self.ask(question!("visited_pages", "sorted_articles")));
        let rows: Vec<SelectedRow> = selection.put(asked).rows().await?;
        let paths: Vec<&str> = rows.iter().map(|row| row.article.as_str()).collect();
        let readers = self.readers_of(period, "article", &paths).await?;
        let mut known: HashMap<String, ArticleRow> = HashMap::new();
        for pages in by_bytes(&paths) {
            let asked = self.ask(question!("article_figures")).with("site", period.site.name.as_str());
            let rows: Vec<ArticleRow> = asked.with("pages", pages).rows().await?;
            known.extend(rows.into_iter().map(|row| (row.path.clone(), row)));
        }
        let mut selected = rows.first().map_or_else(SelectedArticles::default, |row| SelectedArticles {
            articles: Vec::new(),
            found: row.found,
            views: row.found_views,
            shares: row.found_shares,
            engaged_ms: row.found_engaged_ms,
        });
        let tell = |article: SelectedRow| {
            let readers = readers.get(&article.article).copied().unwrap_or(0);
            known.remove(&article.article).unwrap_or_default().tell(article, readers)
        };
        selected.articles = rows.into_iter().map(tell).collect();
        Ok(selected)
    }

    /// The names that stand in a site's author lines.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn author_names(&self, site: &Site) -> Result<Vec<String>, StoreError> {
        self.ask(question!("author_names")).with("site", site.name.as_str()).rows().await
    }

    /// What is known of the article that is meant by a path, and after it of the articles that tell the same story, by language. None
    /// of a path that nobody described.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn article_story(&self, site: &Site, path: &str) -> Result<Vec<ArticleDetail>, StoreError> {
        let asked = self.ask(question!("article_story")).with("site", site.name.as_str()).with("path", path);
        let rows: Vec<ArticleRow> = asked.rows().await?;
        Ok(rows.into_iter().map(ArticleRow::detail).collect())
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

impl Selection {
    fn put(&self, asked: Asked) -> Asked {
        let texts = [&self.section, &self.lang, &self.tag, &self.text];
        let names = ["section", "lang", "tag", "text"];
        let asked =
            names.iter().zip(texts).fold(asked, |asked, (name, text)| asked.with(name, text.as_str()));
        asked
            .with("authors", self.authors.as_slice())
            .with("sort", self.order.as_str())
            .with("ascending", self.ascending)
            .with("limit", self.limit)
            .with("offset", self.offset)
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
    fn detail(self) -> ArticleDetail {
        ArticleDetail {
            path: self.path,
            title: self.title,
            section: self.section,
            authors: self.authors,
            lang: self.lang,
            published_at: known(self.published_ms),
            updated_at: known(self.updated_ms),
            word_count: Some(self.word_count).filter(|count| *count > 0),
            tags: self.tags,
            story: self.story,
        }
    }

    fn tell(self, article: SelectedRow, readers: u64) -> ArticleFigures {
        ArticleFigures {
            path: article.article,
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
            readers,
            shares: article.shares,
            engaged_ms: article.engaged_ms,
        }
    }
}

fn known(milliseconds: i64) -> Option<Timestamp> {
    (milliseconds != 0).then(|| moment(milliseconds))
}
