//! What is known of an article.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::SiteName;
use crate::closed_set::closed_set;

closed_set! {
    /// Who told us of an article. Where two disagree, the later in this list wins.
    ArticleOrigin as "article origin" {
        /// The page itself, through the tracker.
        Page = "page",
        /// A sitemap, a feed, or a catalogue file.
        Import = "import",
        /// The content management system.
        Cms = "cms",
    }
}

impl ArticleOrigin {
    /// The weight by which the store chooses between origins; greater wins.
    #[must_use]
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Page => 1,
            Self::Import => 2,
            Self::Cms => 3,
        }
    }
}

/// The description of an article, as its page or the CMS gives it; every part may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArticleMeta {
    /// The CMS's own id.
    #[serde(skip_serializing_if = "SmolStr::is_empty")]
    pub id: SmolStr,
    /// Headline.
    #[serde(skip_serializing_if = "SmolStr::is_empty")]
    pub title: SmolStr,
    /// Section, for example `INTERVIEWS`.
    #[serde(skip_serializing_if = "SmolStr::is_empty")]
    pub section: SmolStr,
    /// Authors in the order of the author line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<SmolStr>,
    /// BCP 47 language.
    #[serde(skip_serializing_if = "SmolStr::is_empty")]
    pub lang: SmolStr,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// How many words its text has; never 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word_count: Option<u32>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<SmolStr>,
    /// Addresses of the translations by language.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub translations: std::collections::BTreeMap<SmolStr, SmolStr>,
    /// The path on the same site under which the article is counted, as the page's canonical link names it.
    #[serde(skip_serializing_if = "SmolStr::is_empty")]
    pub canonical: SmolStr,
}

impl ArticleMeta {
    /// The longest title, in characters.
    pub const MAX_TITLE: usize = 512;
    /// The longest of the other texts, in characters.
    pub const MAX_TEXT: usize = 256;
    /// The longest language tag, in characters.
    pub const MAX_LANG: usize = 35;
    /// The longest address of a translation or of a canonical page, in characters.
    pub const MAX_ADDRESS: usize = 2_048;
    /// The most authors, tags, translations and former addresses.
    pub const MAX_LIST: usize = 32;
    /// More words than these has no article; a longer book is the template's mistake.
    pub const MAX_WORDS: u32 = 1_000_000;

    /// Whether nothing at all is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a page says of its article, with the JSON in which it travels: written once for all events of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    meta: ArticleMeta,
    json: String,
}

impl Description {
    /// A description, and its JSON.
    #[must_use]
    pub fn new(meta: ArticleMeta) -> Self {
        let json = serde_json::to_string(&meta).expect("a description holds only texts and times");
        Self { meta, json }
    }

    /// The JSON of the [`ArticleMeta`].
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

impl std::ops::Deref for Description {
    type Target = ArticleMeta;

    fn deref(&self) -> &ArticleMeta {
        &self.meta
    }
}

/// An article of the registry: where it stands, what is known of it, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The site.
    pub site: SiteName,
    /// The page's path, normalised.
    pub path: SmolStr,
    /// Who described it.
    pub origin: ArticleOrigin,
    /// The description.
    pub meta: ArticleMeta,
    /// Paths under which it stood before.
    pub moved_from: Vec<SmolStr>,
}

impl Article {
    /// What an origin says of the article at a path that was never another.
    #[must_use]
    pub const fn new(site: SiteName, path: SmolStr, origin: ArticleOrigin, meta: ArticleMeta) -> Self {
        Self { site, path, origin, meta, moved_from: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_parts_take_no_room_and_come_back() {
        let meta = ArticleMeta { title: "Şuşa".into(), ..ArticleMeta::default() };
        let json = serde_json::to_string(&meta).unwrap();
        assert_eq!(json, r#"{"title":"Şuşa"}"#);
        assert_eq!(serde_json::from_str::<ArticleMeta>(&json).unwrap(), meta);
        assert!(ArticleMeta::default().is_empty());
    }

    #[test]
    fn descriptions_of_older_versions_are_read() {
        let old = r#"{"title":"Şuşa","published_at":"2026-11-23T06:00:00Z","translations":{"ru":"/ru/a"}}"#;
        let meta: ArticleMeta = serde_json::from_str(old).unwrap();
        assert_eq!((meta.title.as_str(), meta.updated_at, meta.word_count), ("Şuşa", None, None));
        assert!(meta.canonical.is_empty());
    }

    #[test]
    fn later_origins_win() {
        assert!(ArticleOrigin::ALL.windows(2).all(|pair| pair[0].precedence() < pair[1].precedence()));
    }
}
