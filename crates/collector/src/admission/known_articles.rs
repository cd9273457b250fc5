//! What pages say of their articles, read once for all readers of a page.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tiraj_model::{Description, SiteName};

use crate::raw_event::RawArticle;

/// How many different descriptions are expected to be met in some hours.
const USUAL_ARTICLES: usize = 8_192;

/// What is kept of them, in bytes: the usual number at about a kilobyte.
const CACHE_BYTES: u64 = 10 << 20;

/// A page's words, and the site in whose zone they speak of times.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) site: SiteName,
    pub(super) article: RawArticle,
    /// The page's own title, where it gives its article none.
    pub(super) title: String,
}

/// By the texts in which descriptions differ; equality looks at all.
impl Hash for Words {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.site.as_str(), &self.title, &self.article.id, &self.article.title).hash(state);
    }
}

/// Descriptions by the words they were read from, with a bound on their size.
#[derive(Debug)]
pub(super) struct KnownArticles(Cache<Words, Option<Arc<Description>>, Bytes>);

impl KnownArticles {
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(USUAL_ARTICLES, CACHE_BYTES, Bytes))
    }

    /// The description that the words make; `read` makes it where they are new. `None` where they say nothing.
    pub(super) fn read(
        &self,
        words: Words,
        read: impl FnOnce(&Words) -> Option<Description>,
    ) -> Option<Arc<Description>> {
        if let Some(known) = self.0.get(&words) {
            return known;
        }
        let description = read(&words).map(Arc::new);
        self.0.insert(words, description.clone());
        description
    }
}

/// What an entry weighs, so that long descriptions push out more of the others.
#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Weighter<Words, Option<Arc<Description>>> for Bytes {
    fn weight(&self, words: &Words, description: &Option<Arc<Description>>) -> u64 {
        /// Words and description, with the counters and the place in the cache.
        const ENTRY: usize = size_of::<Words>() + size_of::<Description>() + 64;
        /// A text of a list, besides its bytes.
        const TEXT: usize = size_of::<String>() + 16;
        let article = &words.article;
        let lists = article.authors.iter().chain(&article.tags);
        let pairs = article.translations.iter().flat_map(|(lang, address)| [lang, address]);
        let listed: usize = lists.chain(pairs).map(|text| text.len() + TEXT).sum();
        let texts =
            [&words.title, &article.id, &article.title, &article.section, &article.lang, &article.canonical];
        let plain: usize = texts.iter().map(|text| text.len()).sum();
        let json = description.as_ref().map_or(0, |description| description.json().len());
        // The description holds the texts a second time.
        (2 * (listed + plain) + json + ENTRY) as u64
    }
}

#[cfg(test)]
mod tests {
    use tiraj_model::ArticleMeta;

    use super::*;

    fn words(site: &str, title: &str, tags: &[&str]) -> Words {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let article = RawArticle { tags, ..RawArticle::default() };
        Words { site: site.parse().unwrap(), article, title: title.to_owned() }
    }

    fn read(words: &Words) -> Option<Description> {
        let meta = ArticleMeta { title: words.title.as_str().into(), ..ArticleMeta::default() };
        Some(Description::new(meta)).filter(|description| !description.is_empty())
    }

    #[test]
    fn the_same_words_are_read_once_and_others_anew() {
        let articles = KnownArticles::new();
        let ask = |words: Words| articles.read(words, read).unwrap();
        let first = ask(words("a.example", "A", &["x"]));
        assert!(Arc::ptr_eq(&first, &ask(words("a.example", "A", &["x"]))));
        for other in
            [words("a.example", "A", &[]), words("a.example", "B", &["x"]), words("b.example", "A", &["x"])]
        {
            assert!(!Arc::ptr_eq(&first, &ask(other)));
        }
        assert_eq!(articles.read(words("a.example", "", &[]), read), None);
    }

    #[test]
    fn what_strangers_send_takes_bounded_room() {
        let articles = KnownArticles::new();
        for nth in 0..20_000 {
            articles.read(words("a.example", &format!("{nth:0>400}"), &["x"; 20]), read);
        }
        assert!(articles.0.weight() <= CACHE_BYTES);
    }
}
