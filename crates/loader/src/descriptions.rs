//! What pages say of their articles, on the way to the registry.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use arrow::array::RecordBatch;
use smol_str::SmolStr;
use tiraj_frames::{EventColumns, FrameError};
use tiraj_model::{Article, ArticleMeta, ArticleOrigin};

/// Pages whose description is remembered as already stored. A forgotten one is only stored once more.
const REMEMBERED: usize = 200_000;

/// Finds new and changed descriptions among events, so that a page that is read a thousand times a minute is
/// written to the registry once. Pages and descriptions are remembered by their fingerprints, some 5 MB of them.
#[derive(Debug, Default)]
pub(crate) struct Descriptions {
    stored: Mutex<HashMap<u64, u64>>,
}

impl Descriptions {
    /// The articles whose description in these frames differs from what was stored last, by site and path.
    pub(crate) fn changed(&self, frames: &[RecordBatch]) -> Result<Vec<Article>, FrameError> {
        let stored = self.stored.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut changed: HashMap<(&str, &str), &str> = HashMap::new();
        for frame in frames {
            let columns = EventColumns::new(frame)?;
            // What a machine says of a page is not believed.
            let is_told = |row: &usize| columns.is_human(*row) && !columns.article(*row).is_empty();
            for row in (0..columns.len()).filter(is_told) {
                let page = (columns.site(row), columns.path(row));
                if stored.get(&fingerprint(&page)) != Some(&fingerprint(columns.article(row))) {
                    changed.insert(page, columns.article(row));
                }
            }
        }
        let read = changed.into_iter().filter_map(|((site, path), json)| read_article(site, path, json));
        let mut articles: Vec<Article> = read.collect();
        articles.sort_by(|one, other| (&one.site, &one.path).cmp(&(&other.site, &other.path)));
        Ok(articles)
    }

    /// Remembers that the registry holds these descriptions.
    pub(crate) fn remember(&self, articles: &[Article]) {
        let mut stored = self.stored.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if stored.len() + articles.len() > REMEMBERED {
            stored.clear();
        }
        for article in articles {
            let json = serde_json::to_string(&article.meta).unwrap_or_default();
            let page = (article.site.as_str(), article.path.as_str());
            stored.insert(fingerprint(&page), fingerprint(json.as_str()));
        }
    }

    /// Forgets what the registry holds: something was taken out of it.
    pub(crate) fn forget(&self) {
        self.stored.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}

fn fingerprint(what: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// A description that does not parse is left out: the event itself counts all the same.
fn read_article(site: &str, path: &str, json: &str) -> Option<Article> {
    let meta: ArticleMeta = serde_json::from_str(json)
        .inspect_err(|error| tracing::warn!(site, path, %error, "ignoring an unreadable article description"))
        .ok()?;
    let site = site.parse().ok()?;
    Some(Article::new(site, SmolStr::new(path), ArticleOrigin::Page, meta))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Event;

    fn frame(title: &str) -> RecordBatch {
        let time = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut event = Event::view("news.example".parse().unwrap(), time, "/a");
        let meta = ArticleMeta { title: title.into(), ..ArticleMeta::default() };
        event.article = Some(std::sync::Arc::new(tiraj_model::Description::new(meta)));
        tiraj_frames::encode_events(&[event.clone(), event])
    }

    #[test]
    fn a_description_is_stored_once_until_it_changes() {
        let descriptions = Descriptions::default();
        let first = descriptions.changed(&[frame("Old")]).unwrap();
        assert_eq!(first.len(), 1);
        assert_eq!(
            descriptions.changed(&[frame("Old")]).unwrap().len(),
            1,
            "not stored yet, so offered again"
        );
        descriptions.remember(&first);
        assert!(descriptions.changed(&[frame("Old")]).unwrap().is_empty());
        assert_eq!(descriptions.changed(&[frame("New")]).unwrap()[0].meta.title, "New");
    }
}
